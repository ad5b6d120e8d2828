// The same as a table: dense, for many queues.
import type { ReadonlySignal } from "@preact/signals";
import { useFormat, useSay } from "../../app/contexts.ts";
import { TableRegion } from "../../part/table-region.tsx";
import { activities } from "./agent-bar.tsx";
import { ServiceLevel } from "./service-level.tsx";
import type { BoardRow } from "./board-row.ts";
import { CallsLink } from "./calls-link.tsx";
import { WaitMark } from "./wait-mark.tsx";

export type BoardLine = { readonly key: string; readonly row: ReadonlySignal<BoardRow> };

export function BoardTable({
  caption,
  lines,
  hasAgents,
}: {
  readonly caption: string;
  readonly lines: readonly BoardLine[];
  readonly hasAgents: boolean;
}) {
  const say = useSay();
  return (
    <TableRegion title={caption} isPanel>
      <table class="table board-table">
        <caption class="unseen">{caption}</caption>
        <thead>
          <tr>
            <th scope="col" rowSpan={2}>
              {caption}
            </th>
            <th scope="colgroup" colSpan={4}>
              {say("live.now")}
            </th>
            {hasAgents ? (
              <th scope="colgroup" colSpan={activities.length}>
                {say("live.agents")}
              </th>
            ) : null}
            <th scope="colgroup" colSpan={4}>
              {say("live.today")}
            </th>
          </tr>
          <tr>
            {(["waiting", "longestWait", "ivr", "withAgent"] as const).map((name) => (
              <Head key={name} words={say(`live.${name}`)} />
            ))}
            {hasAgents
              ? activities.map((name) => <Head key={name} words={say(`live.activity.${name}`)} />)
              : null}
            {(["offered", "answered", "abandoned", "serviceLevel"] as const).map((name) => (
              <Head key={name} words={say(`live.${name}`)} />
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map(({ key, row }) => (
            <Line key={key} row={row} />
          ))}
        </tbody>
      </table>
    </TableRegion>
  );
}

function Head({ words }: { readonly words: string }) {
  return (
    <th scope="col" class="number">
      {words}
    </th>
  );
}

function Line({ row: signal }: { readonly row: ReadonlySignal<BoardRow> }) {
  const format = useFormat();
  const { title, detail, href, calls, agents, today } = signal.value;
  const count = (value: number) => (
    <td class={value === 0 ? "number faint" : "number"}>{format.count(value)}</td>
  );
  return (
    <tr>
      <th scope="row">
        <CallsLink href={href}>{title}</CallsLink> <span class="faint">{detail}</span>
      </th>
      <td class={calls.queue === 0 ? "number faint" : "number strong"}>
        {format.count(calls.queue)}
      </td>
      <td class="number">
        <WaitMark row={signal.value} />
      </td>
      {count(calls.ivr)}
      {count(calls.agent)}
      {agents === null ? null : activities.map((name) => count(agents[name]))}
      {count(today.offered)}
      {count(today.answered)}
      {count(today.abandoned)}
      <td class="number">
        <ServiceLevel share={today.serviceLevel} />
      </td>
    </tr>
  );
}
