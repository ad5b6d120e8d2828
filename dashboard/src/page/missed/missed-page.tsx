// Missed calls: who still waits for a call back, and who has been called.
import { useMemo, useState } from "preact/hooks";
import type { ReplyOf, RequestOf } from "../../api/contract.ts";
import {
  useApi,
  useClock,
  useFormat,
  useMe,
  useNavigation,
  useSay,
  useTenant,
} from "../../app/contexts.ts";
import { usePageTitle } from "../../app/use-page-title.ts";
import { periods, rangeOf, type Period } from "../../format/period.ts";
import { Choice } from "../../part/choice.tsx";
import { Icon } from "../../part/icon.tsx";
import { Empty, Failure, Loading } from "../../part/notice.tsx";
import { Pager } from "../../part/pager.tsx";
import { PeriodChoice, type PeriodChange } from "../../part/period-choice.tsx";
import { useReply } from "../../part/use-reply.ts";
import { MissedTable, type MissedCall } from "./missed-table.tsx";
import { ResolveDialog } from "./resolve-dialog.tsx";

const pageRows = 50;
const everyMs = 15_000;
const statuses = ["open", "resolved", "all"] as const;
type Status = (typeof statuses)[number];

type Question = PeriodChange & {
  readonly status: Status;
  readonly caller: string;
  readonly offset: number;
};

function readQuestion(query: URLSearchParams): Question {
  const whole = (name: string) => {
    const text = query.get(name) ?? "";
    return /^\d{1,16}$/.test(text) ? Number(text) : undefined;
  };
  const period: Period | "custom" =
    query.get("period") === "custom"
      ? "custom"
      : (periods.find((name) => name === query.get("period")) ?? "day");
  return {
    period,
    from: period === "custom" ? whole("from") : undefined,
    to: period === "custom" ? whole("to") : undefined,
    status: statuses.find((name) => name === query.get("status")) ?? "open",
    caller: query.get("caller") ?? "",
    offset: whole("offset") ?? 0,
  };
}

export function MissedPage() {
  const say = useSay();
  const navigation = useNavigation();
  const query = navigation.query.value;
  const question = useMemo(() => readQuestion(new URLSearchParams(query)), [query]);
  usePageTitle(say("missed.title"));
  const change = (part: Partial<Question>) => {
    const next = new URLSearchParams(query);
    for (const [name, value] of Object.entries({ offset: undefined, ...part })) {
      if (value === undefined || value === "" || value === 0) next.delete(name);
      else next.set(name, String(value));
    }
    navigation.replaceQuery(next);
  };
  return <MissedList question={question} change={change} />;
}

function MissedList({
  question,
  change,
}: {
  readonly question: Question;
  readonly change: (part: Partial<Question>) => void;
}) {
  const say = useSay();
  const format = useFormat();
  const api = useApi();
  const { role } = useMe().key;
  const [resolving, setResolving] = useState<MissedCall>();
  const [said, setSaid] = useState("");
  const request = useRequest(question);
  const asked = useReply(
    JSON.stringify(question),
    (signal) => api.ask("getMissedCalls", request(), signal),
    {
      everyMs,
    },
  );
  const { value, error } = asked;
  const total = value?.total ?? 0;
  const mayResolve = role === "supervise" || role === "admin";
  const done = (call: ReplyOf<"resolveMissedCall">) => {
    setResolving(undefined);
    setSaid(say("missed.done", { number: call.callerNo }));
    asked.again();
  };
  return (
    <>
      <header class="page-head">
        <h1>{say("missed.title")}</h1>
        <span class="soft" role="status">
          {value === undefined ? "" : say("missed.count", { count: format.count(total) })}
        </span>
      </header>
      <MissedFilters question={question} change={change} again={asked.again} />
      <p class="unseen" role="status">
        {said}
      </p>
      <section class="panel">
        {error !== undefined ? (
          <Failure {...asked} />
        ) : value === undefined ? (
          <Loading />
        ) : value.missedCalls.length === 0 ? (
          <NothingMissed status={question.status} />
        ) : (
          <MissedTable
            calls={value.missedCalls}
            onResolve={mayResolve ? setResolving : undefined}
          />
        )}
        <Pager
          offset={question.offset}
          pageRows={pageRows}
          total={total}
          onOffset={(offset) => change({ offset })}
        />
      </section>
      <p class="soft">{say("missed.resolveHint")}</p>
      {resolving === undefined ? null : (
        <ResolveDialog call={resolving} onDone={done} onClose={() => setResolving(undefined)} />
      )}
    </>
  );
}

/** Made when it is sent: a period that ends now ends then. */
function useRequest(question: Question): () => RequestOf<"getMissedCalls"> {
  const { zone } = useFormat();
  const clock = useClock();
  const { tenant } = useTenant();
  const { period, from, to, status, caller, offset } = question;
  return () => {
    const range = period === "custom" ? { from, to } : rangeOf(period, clock.now.peek(), zone);
    return {
      tenant: [tenant],
      status,
      ...(range.from === undefined ? {} : { from: range.from }),
      ...(range.to === undefined ? {} : { to: range.to }),
      ...(caller === "" ? {} : { caller }),
      limit: pageRows,
      offset,
      total: true,
    };
  };
}

function MissedFilters({
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
      <Choice
        label={say("missed.status")}
        name="status"
        value={question.status}
        options={statuses.map((status) => [status, say(`missed.status.${status}`)] as const)}
        onChange={(status) => change({ status })}
      />
      <PeriodChoice
        period={question.period}
        from={question.from}
        to={question.to}
        onChange={change}
      />
      <input
        class="input caller"
        type="search"
        data-search
        inputMode="tel"
        aria-label={say("missed.callerFilter")}
        placeholder={say("missed.callerFilter")}
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

function NothingMissed({ status }: { readonly status: Status }) {
  const say = useSay();
  if (status !== "open") return <Empty title={say("missed.empty.other")} />;
  return (
    <Empty title={say("missed.empty.open")}>
      <p>{say("missed.empty.openHint")}</p>
    </Empty>
  );
}
