// Events that were not taken: why, and as they came.
import { useState } from "preact/hooks";
import type { ReplyOf } from "../../api/contract.ts";
import { useApi, useFormat, useSay } from "../../app/contexts.ts";
import { Answer, Empty } from "../../part/notice.tsx";
import { Pager } from "../../part/pager.tsx";
import { Table } from "../../part/table.tsx";
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
  const { value } = asked;
  return (
    <section class="panel">
      <header class="panel-head">
        <h2>{say("refused.title")}</h2>
        <span class="soft">{value === undefined ? "" : format.count(value.total)}</span>
      </header>
      <Answer asked={asked}>
        {({ events, total }) =>
          total === 0 ? (
            <Empty title={say("refused.empty")} />
          ) : (
            <>
              <RefusedTable events={events} />
              <Pager offset={offset} pageRows={pageRows} total={total} onOffset={setOffset} />
            </>
          )
        }
      </Answer>
    </section>
  );
}

function RefusedTable({ events }: { readonly events: readonly Refused[] }) {
  const say = useSay();
  const format = useFormat();
  const keys = keysOf(events);
  return (
    <Table
      title={say("refused.title")}
      columns={[
        say("refused.at"),
        say("refused.source"),
        [say("refused.line"), "number"],
        say("refused.field"),
        say("refused.reason"),
        say("refused.raw"),
      ]}
    >
      {events.map((event, at) => (
        <tr key={keys[at]}>
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
    </Table>
  );
}

/** By what each is, and of equal ones by its age: what is opened stays so while newer ones come before it. */
function keysOf(events: readonly Refused[]): readonly string[] {
  const times = new Map<string, number>();
  return events
    .toReversed()
    .map(({ receivedAt, source, line, field }) => {
      const name = `${receivedAt} ${source} ${line} ${field}`;
      const older = times.get(name) ?? 0;
      times.set(name, older + 1);
      return `${name} ${older}`;
    })
    .toReversed();
}
