// The same call as tables: its legs, its events.
import { useFormat, useSay } from "../../app/contexts.ts";
import { durationText } from "../../format/duration.ts";
import { nothing } from "../../format/format.ts";
import { codeText } from "../../i18n/code-words.ts";
import { Table } from "../../part/table.tsx";
import { deviceText } from "./device-text.ts";
import { eventText } from "./event-text.ts";
import type { Leg, TimelineEntry } from "./ribbon.ts";

export function LegTable({ legs }: { readonly legs: readonly Leg[] }) {
  const say = useSay();
  return (
    <Table
      title={say("call.legs")}
      columns={[
        say("call.device"),
        say("call.entered"),
        ...(["wait", "ring", "talk", "hold"] as const).map(
          (phase) => [say(`column.${phase}Ms`), "number"] as const,
        ),
        say("call.left"),
        say("call.leaveReason"),
      ]}
    >
      {legs.map((leg, at) => (
        <LegLine key={at} leg={leg} />
      ))}
    </Table>
  );
}

function LegLine({ leg }: { readonly leg: Leg }) {
  const say = useSay();
  const format = useFormat();
  const why =
    leg.unanswered !== null
      ? say(`call.unanswered.${leg.unanswered}`)
      : leg.leaveReason === null
        ? nothing
        : codeText("leaveReasons", leg.leaveReason, format.language);
  const span = (ms: number) => (
    <td class={ms === 0 ? "number faint" : "number"}>{format.duration(ms)}</td>
  );
  return (
    <tr>
      <th scope="row" class="named">
        {deviceText(leg.device, say)}{" "}
        {leg.device.name === "" ? null : <span class="faint">{leg.device.id}</span>}
      </th>
      <td class="tight">{format.time(leg.enteredAt)}</td>
      {span(leg.waitMs)}
      {span(leg.ringMs)}
      {span(leg.talkMs)}
      {span(leg.holdMs)}
      <td class="tight">{leg.leftAt === null ? nothing : format.time(leg.leftAt)}</td>
      <td>{why}</td>
    </tr>
  );
}

export function TimelineTable({
  timeline,
  from,
}: {
  readonly timeline: readonly TimelineEntry[];
  readonly from: number;
}) {
  const say = useSay();
  const format = useFormat();
  const hasSource = timeline.some(({ source }) => source !== "");
  return (
    <Table
      title={say("call.timeline")}
      look="timeline"
      columns={[
        say("call.at"),
        [say("call.after"), "number"],
        say("call.words"),
        say("call.event"),
        ...(hasSource ? [say("call.source")] : []),
      ]}
    >
      {timeline.map((entry, at) => (
        <tr key={at} id={`event-${at}`}>
          <td class="tight">
            {format.time(entry.at)}
            <span class="faint">.{String(entry.at % 1000).padStart(3, "0")}</span>
          </td>
          <td class="number">+{durationText(entry.at - from)}</td>
          <td class="wide">
            {eventText(entry, format.language)}{" "}
            {entry.marks.map((mark) => (
              <span class={`tag ${mark}`} key={mark}>
                {say(`call.mark.${mark}`)}
              </span>
            ))}
          </td>
          <td>
            <Fields entry={entry} />
          </td>
          {hasSource ? <td class="tight soft">{entry.source}</td> : null}
        </tr>
      ))}
    </Table>
  );
}

function Fields({ entry }: { readonly entry: TimelineEntry }) {
  if (Object.keys(entry.fields).length === 0) return <code>{entry.kind}</code>;
  return (
    <details>
      <summary>
        <code>{entry.kind}</code>
      </summary>
      <pre class="raw">{JSON.stringify(entry.fields, null, 1)}</pre>
    </details>
  );
}
