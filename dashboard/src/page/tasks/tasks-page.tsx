// Outbound tasks: the agent's and the customer's side of each.
import { useMemo, useState } from "preact/hooks";
import type { ReplyOf } from "../../api/contract.ts";
import {
  useApi,
  useClock,
  useFormat,
  useNavigation,
  useSay,
  useTenant,
} from "../../app/contexts.ts";
import { usePageTitle } from "../../app/use-page-title.ts";
import { periods, rangeOf } from "../../format/period.ts";
import { Icon } from "../../part/icon.tsx";
import { Empty, Failure, Loading } from "../../part/notice.tsx";
import { Pager } from "../../part/pager.tsx";
import { PeriodChoice } from "../../part/period-choice.tsx";
import { Select } from "../../part/select.tsx";
import { useReply } from "../../part/use-reply.ts";
import { TaskDialog } from "./task-dialog.tsx";
import { TaskTable } from "./task-table.tsx";

export type Task = ReplyOf<"getTasks">["tasks"][number];

const pageRows = 50;
const taskTypes = ["1", "2", "3", "4"] as const;

type Question = {
  readonly period: (typeof periods)[number] | "custom";
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly type: (typeof taskTypes)[number] | undefined;
  readonly caller: string;
  readonly offset: number;
};

function readQuestion(query: URLSearchParams): Question {
  const whole = (name: string) => {
    const text = query.get(name) ?? "";
    return /^\d{1,16}$/.test(text) ? Number(text) : undefined;
  };
  return {
    period: [...periods, "custom" as const].find((name) => name === query.get("period")) ?? "day",
    from: whole("from"),
    to: whole("to"),
    type: taskTypes.find((type) => type === query.get("type")),
    caller: query.get("caller") ?? "",
    offset: whole("offset") ?? 0,
  };
}

function useTasks(question: Question) {
  const api = useApi();
  const { zone } = useFormat();
  const clock = useClock();
  const { tenant } = useTenant();
  const { period, from, to, type, caller, offset } = question;
  return useReply(JSON.stringify({ ...question, tenant, zone: zone.timeZone }), (signal) => {
    const range = period === "custom" ? { from, to } : rangeOf(period, clock.now.peek(), zone);
    const request = {
      tenant: [tenant],
      ...(range.from === undefined ? {} : { from: range.from }),
      ...(range.to === undefined ? {} : { to: range.to }),
      ...(type === undefined ? {} : { taskType: [type] }),
      ...(caller === "" ? {} : { caller }),
      limit: pageRows,
      offset,
    };
    return api.ask("getTasks", request, signal);
  });
}

export function TasksPage() {
  const say = useSay();
  const format = useFormat();
  const navigation = useNavigation();
  const query = navigation.query.value;
  const question = useMemo(() => readQuestion(new URLSearchParams(query)), [query]);
  const [opened, setOpened] = useState<Task>();
  const asked = useTasks(question);
  usePageTitle(say("tasks.title"));
  const change = (part: Partial<Question>) => {
    const next = new URLSearchParams(query);
    for (const [name, value] of Object.entries({ offset: undefined, ...part })) {
      if (value === undefined || value === "" || value === 0) next.delete(name);
      else next.set(name, String(value));
    }
    navigation.replaceQuery(next);
  };
  const { value, error } = asked;
  const total = value?.total ?? 0;
  return (
    <>
      <header class="page-head">
        <h1>{say("tasks.title")}</h1>
        <span class="soft" role="status">
          {value === undefined ? "" : say("tasks.count", { count: format.count(total) })}
        </span>
      </header>
      <TaskFilters question={question} change={change} again={asked.again} />
      <section class="panel">
        {error !== undefined ? (
          <Failure {...asked} />
        ) : value === undefined ? (
          <Loading />
        ) : value.tasks.length === 0 ? (
          <Empty title={say("tasks.empty")}>
            <p>{say("tasks.empty.hint")}</p>
          </Empty>
        ) : (
          <TaskTable tasks={value.tasks} onOpen={setOpened} />
        )}
        <Pager
          offset={question.offset}
          pageRows={pageRows}
          total={total}
          onOffset={(offset) => change({ offset })}
        />
      </section>
      {opened === undefined ? null : (
        <TaskDialog task={opened} onClose={() => setOpened(undefined)} />
      )}
    </>
  );
}

function TaskFilters({
  question,
  change,
  again,
}: {
  readonly question: Question;
  readonly change: (part: Partial<Question>) => void;
  readonly again: () => void;
}) {
  const say = useSay();
  return (
    <div class="filters" role="search" aria-label={say("calls.filters")}>
      <PeriodChoice
        period={question.period}
        from={question.from}
        to={question.to}
        onChange={change}
      />
      <Select
        label={say("tasks.type")}
        value={question.type ?? ""}
        options={[
          ["", say("tasks.type.any")],
          ...taskTypes.map((type) => [type, say(`tasks.type.${type}`)] as const),
        ]}
        onValue={(value) => change({ type: taskTypes.find((type) => type === value) })}
      />
      <input
        class="input caller"
        type="search"
        data-search
        inputMode="tel"
        aria-label={say("tasks.caller")}
        placeholder={say("tasks.caller")}
        value={question.caller}
        onChange={({ currentTarget }) => change({ caller: currentTarget.value.trim() })}
      />
      <button type="button" class="button square" title={say("common.refresh")} onClick={again}>
        <Icon name="refresh" />
        <span class="unseen">{say("common.refresh")}</span>
      </button>
    </div>
  );
}
