// Missed calls: who still waits for a call back, and who has been called.
import { useState } from "preact/hooks";
import type { ReplyOf, RequestOf } from "../../api/contract.ts";
import { useApi, useClock, useFormat, useMe, useSay, useTenant } from "../../app/contexts.ts";
import { useDirectory } from "../../app/use-directory.ts";
import { usePageTitle } from "../../app/use-page-title.ts";
import { useQuestion } from "../../app/use-question.ts";
import { chosenRange, type ChosenPeriod } from "../../format/period.ts";
import { oneOfIn, periodIn, wholeIn } from "../../format/query-field.ts";
import { Choice } from "../../part/choice.tsx";
import { LeftOut } from "../../part/left-out.tsx";
import { Answer, Empty } from "../../part/notice.tsx";
import { NumberField } from "../../part/number-field.tsx";
import { Pager } from "../../part/pager.tsx";
import { PeriodChoice } from "../../part/period-choice.tsx";
import { RefreshButton } from "../../part/refresh-button.tsx";
import { Select } from "../../part/select.tsx";
import { useReply } from "../../part/use-reply.ts";
import { MissedTable, type MissedCall } from "./missed-table.tsx";
import { ResolveDialog } from "./resolve-dialog.tsx";

const pageRows = 50;
const everyMs = 15_000;
const statuses = ["open", "resolved", "all"] as const;
type Status = (typeof statuses)[number];

type Question = ChosenPeriod & {
  readonly status: Status;
  readonly caller: string;
  readonly queue: number | undefined;
  readonly offset: number;
};

function readQuestion(query: URLSearchParams): Question {
  return {
    ...periodIn(query, "day"),
    status: oneOfIn(query, "status", statuses) ?? "open",
    caller: query.get("caller") ?? "",
    queue: wholeIn(query, "queue"),
    offset: wholeIn(query, "offset") ?? 0,
  };
}

export function MissedPage() {
  const say = useSay();
  const { question, change } = useQuestion(readQuestion);
  usePageTitle(say("missed.title"));
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
  const { timeZone } = format.zone;
  const asked = useReply(
    JSON.stringify({ ...question, timeZone }),
    (signal) => api.ask("getMissedCalls", request(), signal),
    {
      everyMs,
    },
  );
  const { value } = asked;
  const total = value?.total ?? 0;
  const mayResolve = role === "supervise" || role === "admin";
  const done = (call: ReplyOf<"resolveMissedCall">) => {
    setResolving(undefined);
    setSaid(say("missed.done", { number: call.callerNo || say("call.withheld") }));
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
      <LeftOut read={readQuestion} />
      <MissedFilters question={question} change={change} again={asked.again} />
      <p class="unseen" role="status">
        {said}
      </p>
      <section class="panel" aria-busy={asked.isStale}>
        <Answer asked={asked}>
          {({ missedCalls }) =>
            total === 0 ? (
              <NothingMissed question={question} />
            ) : (
              <MissedTable calls={missedCalls} onResolve={mayResolve ? setResolving : undefined} />
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
  const { status, caller, queue, offset } = question;
  return () => {
    return {
      tenant: [tenant],
      status,
      ...chosenRange(question, clock.now.peek(), zone),
      ...(caller === "" ? {} : { caller }),
      ...(queue === undefined ? {} : { skillId: [queue] }),
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
  const queues = useDirectory()?.queues ?? [];
  return (
    <div class="filters" role="search" aria-label={say("calls.filters")}>
      <Choice
        label={say("missed.status")}
        name="status"
        value={question.status}
        options={statuses.map((status) => [status, say(`missed.status.${status}`)] as const)}
        onChange={(status) => change({ status })}
      />
      <PeriodChoice chosen={question} onChange={change} />
      <Select
        label={say("missed.queue")}
        value={String(question.queue ?? "")}
        options={[
          ["", say("missed.queue.any")],
          ...queues.map(({ id, name }) => [String(id), name || String(id)] as const),
        ]}
        onValue={(value) => change({ queue: value === "" ? undefined : Number(value) })}
      />
      <NumberField
        label={say("missed.callerFilter")}
        number={question.caller}
        onNumber={(caller) => change({ caller })}
      />
      <RefreshButton onRefresh={again} />
    </div>
  );
}

function NothingMissed({ question }: { readonly question: Question }) {
  const say = useSay();
  const { status, caller, queue } = question;
  // Of one caller or one queue: others may wait.
  const isNarrowed = caller !== "" || queue !== undefined;
  if (status !== "open" || isNarrowed) return <Empty title={say("missed.empty.other")} />;
  return (
    <Empty title={say("missed.empty.open")}>
      <p>{say("missed.empty.openHint")}</p>
    </Empty>
  );
}
