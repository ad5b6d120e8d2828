// Outbound tasks: the agent's and the customer's side of each.
import { useState } from "preact/hooks";
import type { ReplyOf } from "../../api/contract.ts";
import { useApi, useClock, useFormat, useSay, useTenant } from "../../app/contexts.ts";
import { usePageTitle } from "../../app/use-page-title.ts";
import { useQuestion } from "../../app/use-question.ts";
import { chosenRange, type ChosenPeriod } from "../../format/period.ts";
import { oneOfIn, periodIn, wholeIn } from "../../format/query-field.ts";
import { LeftOut } from "../../part/left-out.tsx";
import { Answer, Empty } from "../../part/notice.tsx";
import { NumberField } from "../../part/number-field.tsx";
import { Pager } from "../../part/pager.tsx";
import { PeriodChoice } from "../../part/period-choice.tsx";
import { RefreshButton } from "../../part/refresh-button.tsx";
import { Select } from "../../part/select.tsx";
import { useReply } from "../../part/use-reply.ts";
import { TaskDialog } from "./task-dialog.tsx";
import { TaskTable } from "./task-table.tsx";

export type Task = ReplyOf<"getTasks">["tasks"][number];

const pageRows = 50;
const taskTypes = ["1", "2", "3", "4"] as const;
const states = ["waiting", "calling", "talking", "ended"] as const;

type Question = ChosenPeriod & {
  readonly type: (typeof taskTypes)[number] | undefined;
  readonly state: (typeof states)[number] | undefined;
  readonly caller: string;
  readonly called: string;
  readonly offset: number;
};

function readQuestion(query: URLSearchParams): Question {
  return {
    ...periodIn(query, "day"),
    type: oneOfIn(query, "type", taskTypes),
    state: oneOfIn(query, "state", states),
    caller: query.get("caller") ?? "",
    called: query.get("called") ?? "",
    offset: wholeIn(query, "offset") ?? 0,
  };
}

function useTasks(question: Question) {
  const api = useApi();
  const { zone } = useFormat();
  const clock = useClock();
  const { tenant } = useTenant();
  const { type, state, caller, called, offset } = question;
  return useReply(JSON.stringify({ ...question, tenant, zone: zone.timeZone }), (signal) => {
    const request = {
      tenant: [tenant],
      ...chosenRange(question, clock.now.peek(), zone),
      ...(type === undefined ? {} : { taskType: [type] }),
      ...(state === undefined ? {} : { state: [state] }),
      ...(caller === "" ? {} : { caller }),
      ...(called === "" ? {} : { called }),
      limit: pageRows,
      offset,
    };
    return api.ask("getTasks", request, signal);
  });
}

export function TasksPage() {
  const say = useSay();
  const format = useFormat();
  const { question, change } = useQuestion(readQuestion);
  const [opened, setOpened] = useState<Task>();
  const asked = useTasks(question);
  usePageTitle(say("tasks.title"));
  const { value } = asked;
  const total = value?.total ?? 0;
  return (
    <>
      <header class="page-head">
        <h1>{say("tasks.title")}</h1>
        <span class="soft" role="status">
          {value === undefined ? "" : say("tasks.count", { count: format.count(total) })}
        </span>
      </header>
      <LeftOut read={readQuestion} />
      <TaskFilters question={question} change={change} again={asked.again} />
      <section class="panel" aria-busy={asked.isStale}>
        <Answer asked={asked}>
          {({ tasks }) =>
            total === 0 ? (
              <Empty title={say("tasks.empty")}>
                <p>{say("tasks.empty.hint")}</p>
              </Empty>
            ) : (
              <TaskTable tasks={tasks} onOpen={setOpened} />
            )
          }
        </Answer>
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
      <PeriodChoice chosen={question} onChange={change} />
      <Select
        label={say("tasks.type")}
        value={question.type ?? ""}
        options={[
          ["", say("tasks.type.any")],
          ...taskTypes.map((type) => [type, say(`tasks.type.${type}`)] as const),
        ]}
        onValue={(value) => change({ type: taskTypes.find((type) => type === value) })}
      />
      <Select
        label={say("tasks.state")}
        value={question.state ?? ""}
        options={[
          ["", say("tasks.state.any")],
          ...states.map((state) => [state, say(`tasks.state.${state}`)] as const),
        ]}
        onValue={(value) => change({ state: states.find((state) => state === value) })}
      />
      <NumberField
        label={say("tasks.caller")}
        number={question.caller}
        onNumber={(caller) => change({ caller })}
      />
      <NumberField
        label={say("tasks.called")}
        number={question.called}
        onNumber={(called) => change({ called })}
      />
      <RefreshButton onRefresh={again} />
    </div>
  );
}
