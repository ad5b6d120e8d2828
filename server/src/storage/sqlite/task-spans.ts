// Spans of time that tasks are counted by, and how a range is put together of them.
import { dayMs, hourMs, minuteMs } from "./minute.ts";

/** Their places are what the table task_count calls them. */
export const taskSpans = [dayMs, hourMs, minuteMs] as const;

/** Epoch ms, without the end. */
type Range = { readonly from: number; readonly end: number };

export type TaskPart =
  /** Whole spans. */
  | ({ readonly kind: "counted"; readonly span: number; readonly ms: number } & Range)
  /** Less than the shortest one. */
  | ({ readonly kind: "edge" } & Range);

/** The range in as few parts as there are, the latest first. `span`: the longest that is used. */
export function partsOf({ from, end }: Range, span = 0): readonly TaskPart[] {
  if (from >= end) return [];
  const ms = taskSpans[span];
  if (ms === undefined) return [{ kind: "edge", from, end }];
  const first = Math.ceil(from / ms) * ms;
  const last = Math.floor(end / ms) * ms;
  if (first >= last) return partsOf({ from, end }, span + 1);
  return [
    ...partsOf({ from: last, end }, span + 1),
    { kind: "counted", span, ms, from: first, end: last },
    ...partsOf({ from, end: first }, span + 1),
  ];
}
