// Stretches of time that tasks are counted by, and how a range is put together of them.
import { dayMs, hourMs, minuteMs } from "./minute.ts";

/** The place of a span is what the table task_count calls it. */
export const taskSpans = [dayMs, hourMs, minuteMs] as const;

/** Epoch ms, without the end. `span`: its place; undefined where no span is whole. */
export type TaskPart = {
  readonly span: number | undefined;
  readonly from: number;
  readonly end: number;
};

/** The range in as few parts as there are, the latest first. */
export function partsOf(from: number, end: number, span = 0): readonly TaskPart[] {
  if (from >= end) return [];
  const ms = taskSpans[span];
  if (ms === undefined) return [{ span: undefined, from, end }];
  const first = Math.ceil(from / ms) * ms;
  const last = Math.floor(end / ms) * ms;
  if (first >= last) return partsOf(from, end, span + 1);
  return [
    ...partsOf(last, end, span + 1),
    { span, from: first, end: last },
    ...partsOf(from, first, span + 1),
  ];
}
