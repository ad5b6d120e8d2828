import { useFormat, useSay } from "../../app/contexts.ts";
import { LevelMark, type Level } from "../../part/level-mark.tsx";
import { Empty } from "../../part/notice.tsx";
import { Table } from "../../part/table.tsx";
import type { Operations } from "./operations-page.tsx";

type Source = Operations["sources"][number];

const levels: Readonly<Record<Source["state"], Level>> = {
  waiting: "warn",
  connecting: "warn",
  resynchronising: "warn",
  connected: "good",
  stopped: "bad",
};

export function Sources({ sources }: { readonly sources: readonly Source[] }) {
  const say = useSay();
  return (
    <section class="panel">
      <h2 class="panel-head">{say("sources.title")}</h2>
      {sources.length === 0 ? (
        <Empty title={say("sources.empty")}>
          <p>{say("sources.emptyHint")}</p>
        </Empty>
      ) : (
        <Table
          title={say("sources.title")}
          columns={[
            say("sources.name"),
            say("sources.kind"),
            say("sources.state"),
            [say("sources.lag"), "number"],
            [say("sources.bytesRead"), "number"],
            [say("sources.sent"), "number"],
            [say("sources.refused"), "number"],
            [say("sources.connections"), "number"],
            say("sources.error"),
          ]}
        >
          {sources.map((source) => (
            <Line key={source.name} source={source} />
          ))}
        </Table>
      )}
    </section>
  );
}

function Line({ source }: { readonly source: Source }) {
  const say = useSay();
  const format = useFormat();
  return (
    <tr>
      <th scope="row" class="tight">
        {source.name}
      </th>
      <td class="tight">
        {source.kind} <span class="faint">{source.peer}</span>
      </td>
      <td class="tight">
        <LevelMark level={levels[source.state]}>{say(`sources.state.${source.state}`)}</LevelMark>
      </td>
      <td class="number">{format.span(source.lagMs)}</td>
      <td class="number">{format.bytes(source.bytesRead)}</td>
      <td class="number">{format.count(source.eventsSent)}</td>
      <td class="number">{format.count(source.eventsRefused)}</td>
      <td class="number">{format.count(source.connections)}</td>
      <td>
        {source.lastError}
        <Remarks source={source} />
      </td>
    </tr>
  );
}

/** What the platform does not tell, and what it told that gave no event. */
function Remarks({ source: { warnings, skipped } }: { readonly source: Source }) {
  const say = useSay();
  const format = useFormat();
  if (warnings.length === 0 && skipped.length === 0) return null;
  return (
    <details>
      <summary>{say("sources.remarks", { count: warnings.length + skipped.length })}</summary>
      <ul class="remarks">
        {warnings.map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
        {skipped.map(({ reason, count }) => (
          <li key={reason}>
            {format.count(count)} × {reason}
          </li>
        ))}
      </ul>
    </details>
  );
}
