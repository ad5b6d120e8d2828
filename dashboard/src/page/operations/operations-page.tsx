// For those who run the server: sources, refused events, consistency, storage, webhooks, keys.
import type { ReplyOf } from "../../api/contract.ts";
import { useApi, useClock, useFormat, useSay } from "../../app/contexts.ts";
import { usePageTitle } from "../../app/use-page-title.ts";
import { LevelMark } from "../../part/level-mark.tsx";
import { Answer } from "../../part/notice.tsx";
import { useReply } from "../../part/use-reply.ts";
import { ApiKeys } from "./api-keys.tsx";
import { CmsKeys } from "./cms-keys.tsx";
import { Consistency } from "./consistency.tsx";
import "./operations-page.css";
import { RefusedEvents } from "./refused-events.tsx";
import { Sources } from "./sources.tsx";
import { StorageDays } from "./storage-days.tsx";
import { Webhooks } from "./webhooks.tsx";

export type Operations = ReplyOf<"getOperations">;

const everyMs = 5_000;

export function OperationsPage() {
  const say = useSay();
  const api = useApi();
  const asked = useReply("operations", (signal) => api.ask("getOperations", {}, signal), {
    everyMs,
  });
  usePageTitle(say("operations.title"));
  const { value } = asked;
  return (
    <div class="operations">
      <header class="page-head">
        <h1>{say("operations.title")}</h1>
      </header>
      <Answer asked={asked}>
        {(operations) => (
          <>
            <ServerFacts operations={operations} />
            <Sources sources={operations.sources} />
          </>
        )}
      </Answer>
      <RefusedEvents />
      <div class="two">
        <Consistency />
        {value === undefined || value.storage === null ? null : (
          <StorageDays storage={value.storage} />
        )}
      </div>
      <Webhooks />
      <ApiKeys />
      <CmsKeys />
    </div>
  );
}

function ServerFacts({ operations }: { readonly operations: Operations }) {
  const say = useSay();
  const format = useFormat();
  const now = useClock().now.value;
  const { ingestion, streams } = operations;
  const server = [
    [say("operations.version"), operations.version],
    [say("operations.uptime"), format.span(operations.uptimeMs)],
    [say("operations.liveCalls"), format.count(operations.liveCalls)],
  ] as const;
  const whole =
    ingestion === null
      ? []
      : ([
          [say("operations.streams"), format.count(streams ?? 0)],
          [say("operations.accepted"), format.count(ingestion.accepted)],
          [say("operations.duplicates"), format.count(ingestion.duplicates)],
          [say("operations.refused"), format.count(ingestion.refused)],
          [
            say("operations.lastReceived"),
            ingestion.lastReceivedAt === null
              ? say("operations.never")
              : say("operations.ago", {
                  age: format.span(wholeSeconds(now - ingestion.lastReceivedAt)),
                }),
          ],
          [say("operations.intake"), <Intake ingestion={ingestion} />],
        ] as const);
  return (
    <section class="panel padded">
      <header class="page-head">
        <h2>{say("operations.server")}</h2>
        {operations.isReady ? (
          <LevelMark level="good">{say("operations.ready")}</LevelMark>
        ) : (
          <LevelMark level="bad">
            {say("operations.notReady", { reason: operations.notReadyReason })}
          </LevelMark>
        )}
      </header>
      <dl class="facts">
        {[...server, ...whole].map(([words, value]) => (
          <div key={words}>
            <dt>{words}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {ingestion === null ? <p class="soft">{say("operations.part")}</p> : null}
    </section>
  );
}

/** At least one: this page asks every few seconds only. */
function wholeSeconds(ms: number): number {
  return Math.max(1, Math.round(ms / 1000)) * 1000;
}

function Intake({ ingestion }: { readonly ingestion: NonNullable<Operations["ingestion"]> }) {
  const say = useSay();
  if (ingestion.isFailing)
    return <LevelMark level="bad">{say("operations.intake.failing")}</LevelMark>;
  if (ingestion.isOverloaded) {
    return <LevelMark level="warn">{say("operations.intake.overloaded")}</LevelMark>;
  }
  return <LevelMark level="good">{say("operations.intake.good")}</LevelMark>;
}
