// Sums of report rows, and the heat map made of them. Pure.
import type { ReplyOf } from "../../api/contract.ts";
import type { Zone } from "../../format/zone.ts";

export type Report = ReplyOf<"getQueueReport">;
export type ReportRow = Report["rows"][number];
export type ReportTotal = Report["totals"][number];
export type FormulaId = Report["formula"]["id"];

export type Counts = Omit<ReportTotal, "tenant" | "id" | "name">;

const added = [
  "inbound",
  "offered",
  "answered",
  "answeredInTime",
  "abandoned",
  "shortAbandoned",
  "missed",
  "overflowed",
  "waitMs",
  "talkMs",
  "holdMs",
  "transfers",
  "outbound",
  "outboundAnswered",
  "outboundTalkMs",
] as const;

function noCounts(): Record<(typeof added)[number], number> {
  // Every name is given a value.
  return Object.fromEntries(added.map((name) => [name, 0])) as Record<
    (typeof added)[number],
    number
  >;
}

export type Reckoning = {
  readonly formula: FormulaId;
  /** Their handling time is of all their conversations, with the work after them. */
  readonly isOfAgents: boolean;
};

/** Several rows as if they were one subject in one span. */
export function sumOf(rows: readonly Counts[], { formula, isOfAgents }: Reckoning): Counts {
  const counts = noCounts();
  for (const row of rows) for (const name of added) counts[name] += row[name];
  const { answered } = counts;
  const times = {
    servedMs: sumOfKnown(rows, "servedMs"),
    idleMs: sumOfKnown(rows, "idleMs"),
    afterCallMs: sumOfKnown(rows, "afterCallMs"),
  };
  const atWorkMs = (times.servedMs ?? 0) + (times.idleMs ?? 0);
  const handledMs = counts.talkMs + counts.outboundTalkMs + (times.afterCallMs ?? 0);
  return {
    ...counts,
    ...times,
    serviceLevel: serviceLevelOf(counts, formula),
    asaMs: averageOf(counts.waitMs, answered),
    ahtMs: isOfAgents
      ? averageOf(handledMs, answered + counts.outboundAnswered)
      : averageOf(counts.talkMs, answered),
    longestWaitMs: Math.max(0, ...rows.map(({ longestWaitMs }) => longestWaitMs)),
    occupancy: atWorkMs === 0 ? null : (times.servedMs ?? 0) / atWorkMs,
  };
}

/** null where no row knows it. */
function sumOfKnown(
  rows: readonly Counts[],
  name: "servedMs" | "idleMs" | "afterCallMs",
): number | null {
  const known = rows.flatMap(({ [name]: ms }) => (ms === null ? [] : [ms]));
  return known.length === 0 ? null : known.reduce((sum, ms) => sum + ms, 0);
}

function averageOf(sum: number, count: number): number | null {
  return count === 0 ? null : Math.round(sum / count);
}

type LevelCounts = Pick<Counts, "offered" | "answered" | "answeredInTime" | "shortAbandoned">;

function serviceLevelOf(counts: LevelCounts, formula: FormulaId): number | null {
  const { offered, answered, answeredInTime, shortAbandoned } = counts;
  const parts: Readonly<Record<FormulaId, readonly [number, number]>> = {
    offered: [answeredInTime, offered],
    offeredLessShort: [answeredInTime, offered - shortAbandoned],
    answered: [answeredInTime, answered],
    withinOrShort: [answeredInTime + shortAbandoned, offered],
  };
  const [part, whole] = parts[formula];
  return whole > 0 ? part / whole : null;
}

export type SpanSum = { readonly from: number; readonly to: number; readonly counts: Counts };

/** The spans in order, each with the sum of its subjects. */
export function spansOf(rows: readonly ReportRow[], reckoning: Reckoning): readonly SpanSum[] {
  const bySpan = Map.groupBy(rows, ({ from }) => from);
  return [...bySpan]
    .toSorted(([a], [b]) => a - b)
    .map(([from, rows]) => ({ from, to: rows[0]?.to ?? from, counts: sumOf(rows, reckoning) }));
}

export const measures = ["offered", "abandoned", "serviceLevel", "longestWaitMs"] as const;
export type Measure = (typeof measures)[number];

export type HeatCell = {
  readonly weekday: number;
  readonly hour: number;
  readonly counts: Counts;
  /** null = nothing to measure. */
  readonly value: number | null;
  /** 0..1 of the greatest; of a service level, how far it is from perfect. */
  readonly heat: number;
};

/** Seven days of 24 hours, Monday first, of rows per hour. */
export function heatMapOf(
  rows: readonly ReportRow[],
  { measure, zone, ...reckoning }: Reckoning & { readonly measure: Measure; readonly zone: Zone },
): readonly (readonly HeatCell[])[] {
  const byCell = Map.groupBy(rows, ({ from }) => zone.weekday(from) * 24 + zone.hour(from));
  const cells = Array.from({ length: 7 }, (_, day) =>
    Array.from({ length: 24 }, (_, hour) => {
      const counts = sumOf(byCell.get((day + 1) * 24 + hour) ?? [], reckoning);
      const value = counts.offered === 0 ? null : counts[measure];
      return { weekday: day + 1, hour, counts, value };
    }),
  );
  const most = Math.max(1, ...cells.flat().map(({ value }) => value ?? 0));
  const heatOf = (value: number | null) =>
    value === null ? 0 : measure === "serviceLevel" ? 1 - value : value / most;
  return cells.map((day) => day.map((cell) => ({ ...cell, heat: heatOf(cell.value) })));
}
