// Events that were not taken: why, and as they came.
import { useState } from "preact/hooks";
import type { ReplyOf } from "../../api/contract.ts";
import { useApi, useFormat, useSay } from "../../app/contexts.ts";
import { Empty, Failure, Loading } from "../../part/notice.tsx";
import { Pager } from "../../part/pager.tsx";
import { useReply } from "../../part/use-reply.ts";

type Refused = ReplyOf<"getRefusedEvents">["events"][number];

const pageRows = 20;
const everyMs = 15_000;

export function RefusedEvents() {
  const say = useSay();
  const api = useApi();
  const format = useFormat();
  const [offset, setOffset] = useState(0);
  const asked = useReply(
    String(offset),
    (signal) => api.ask("getRefusedEvents", { offset, limit: pageRows }, signal),
    { everyMs },
  );
  const { value, error } = asked;
  return (
    <section class="panel">
      <header class="panel-head">
        <h2>{say("refused.title")}</h2>
        <span class="soft">{value === undefined ? "" : format.count(value.total)}</span>
      </header>
      {error !== undefined ? (
        <Failure {...asked} />
      ) : value === undefined ? (
        <Loading />
      ) : value.events.length === 0 ? (
        <Empty title={say("refused.empty")} />
      ) : (
        <>
          <RefusedTable events={value.events} />
          <Pager offset={offset} pageRows={pageRows} total={value.total} onOffset={setOffset} />
        </>
      )}
    </section>
  );
}

function RefusedTable({ events }: { readonly events: readonly Refused[] }) {
  const say = useSay();
  const format = useFormat();
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={say("refused.title")}>
      <table class="table">
        <caption class="unseen">{say("refused.title")}</caption>
        <thead>
          <tr>
            <th scope="col">{say("refused.at")}</th>
            <th scope="col">{say("refused.source")}</th>
            <th scope="col" class="number">
              {say("refused.line")}
            </th>
            <th scope="col">{say("refused.field")}</th>
            <th scope="col">{say("refused.reason")}</th>
            <th scope="col">{say("refused.raw")}</th>
          </tr>
        </thead>
        <tbody>
          {events.map((event, at) => (
            <tr key={`${event.receivedAt}:${at}`}>
              <td class="tight">{format.dateTime(event.receivedAt)}</td>
              <td class="tight">{event.source}</td>
              <td class="number">{format.count(event.line)}</td>
              <td class="tight">
                <code>{event.field}</code>
              </td>
              <td class="wide">{event.reason}</td>
              <td class="raw-cell">
                <details>
                  <summary>
                    <code>{event.raw.slice(0, 60)}</code>
                  </summary>
                  <pre class="raw">{event.raw}</pre>
                </details>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
