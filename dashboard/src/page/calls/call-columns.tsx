// The columns that a list of calls may show.
import type { ComponentChildren } from "preact";
import type { ReplyOf } from "../../api/contract.ts";
import type { Format } from "../../format/format.ts";
import { nothing } from "../../format/format.ts";
import { codeText } from "../../i18n/code-words.ts";
import type { Say } from "../../i18n/words.ts";
import { Icon } from "../../part/icon.tsx";
import { LevelMark } from "../../part/level-mark.tsx";

export type Call = ReplyOf<"getCalls">["calls"][number];

export const columnNames = [
  "arrivedAt",
  "direction",
  "callerNo",
  "calleeNo",
  "accessCode",
  "skill",
  "agent",
  "outcome",
  "waitMs",
  "ringMs",
  "talkMs",
  "holdMs",
  "durationMs",
  "leaveReason",
  "mediaType",
  "answeredAt",
  "endedAt",
  "recordedAt",
  "callId",
] as const;
export type ColumnName = (typeof columnNames)[number];

const usualColumns: readonly ColumnName[] = [
  "arrivedAt",
  "direction",
  "callerNo",
  "calleeNo",
  "skill",
  "agent",
  "outcome",
  "waitMs",
  "talkMs",
  "durationMs",
  "leaveReason",
];

const sortable = ["arrivedAt", "waitMs", "talkMs", "durationMs"] as const;
export type SortableColumn = (typeof sortable)[number];

export function isSortable(column: ColumnName): column is SortableColumn {
  return sortable.some((name) => name === column);
}

export function isNumber(column: ColumnName): boolean {
  return column.endsWith("Ms");
}

export function chosenColumns(names: readonly string[]): readonly ColumnName[] {
  const chosen = columnNames.filter((name) => names.includes(name));
  return chosen.length === 0 ? usualColumns : chosen;
}

export function cellOf(
  column: ColumnName,
  call: Call,
  { format, say }: { readonly format: Format; readonly say: Say },
): ComponentChildren {
  switch (column) {
    case "arrivedAt":
      return format.dateTime(call.arrivedAt);
    case "direction":
      return <DirectionMark direction={call.direction} say={say} />;
    case "callerNo":
      return call.callerNo || nothing;
    case "calleeNo":
      return call.calleeNo || nothing;
    case "accessCode":
      return call.accessCode === null ? nothing : call.accessCode.number || call.accessCode.id;
    case "skill":
      return namedText(call.skill);
    case "agent":
      return namedText(call.agent);
    case "outcome":
      return <OutcomeMark call={call} say={say} />;
    case "leaveReason":
      return call.leaveReason === null
        ? nothing
        : codeText("leaveReasons", call.leaveReason, format.language);
    case "mediaType":
      return codeText("mediaTypes", call.mediaType, format.language);
    case "callId":
      return call.callId;
    case "waitMs":
    case "ringMs":
    case "talkMs":
    case "holdMs":
    case "durationMs":
      return format.duration(call[column]);
    case "answeredAt":
    case "endedAt":
    case "recordedAt": {
      const at = call[column];
      return at === null ? nothing : format.dateTime(at);
    }
  }
}

export function namedText(
  named: { readonly id: number; readonly name: string } | null,
): string | number {
  if (named === null) return nothing;
  return named.name === "" ? named.id : named.name;
}

export function DirectionMark({
  direction,
  say,
}: {
  readonly direction: Call["direction"];
  readonly say: Say;
}) {
  return (
    <span class={`direction ${direction}`}>
      <Icon name={direction === "in" ? "inward" : "outward"} />
      {say(`calls.direction.${direction}`)}
    </span>
  );
}

export function OutcomeMark({ call, say }: { readonly call: Call; readonly say: Say }) {
  if (call.state === "live") {
    const place = call.place === null ? say("call.live") : say(`place.${call.place}`);
    return <span class={`place ${call.place ?? ""}`}>{place}</span>;
  }
  if (call.outcome === null) return nothing;
  const words = say(`outcome.${call.outcome}`);
  const isLost = call.outcome === "missed" || call.outcome === "abandoned";
  return isLost ? <LevelMark level="bad">{words}</LevelMark> : <span>{words}</span>;
}
