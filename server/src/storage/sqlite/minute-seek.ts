// Finds where a list's offset lies by counts per minute, so that what it skips is not read.
import { hasNumber, isNewestFirst, type DayQuery } from "./day-query.ts";
import { minuteMs, minuteOf } from "./minute.ts";

/** A day file; or several, when waits of one day lie in more than one. */
export type MinuteSource = {
  readonly count: (query: DayQuery) => number;
  readonly minutes: (query: DayQuery, first: number, end: number) => readonly [number, number][];
};

export type Sought = { readonly query: DayQuery; readonly offset: number };

/** Narrows the range so that at most a minute of what the offset skips is left in it. */
export function seekMinute(
  sources: readonly MinuteSource[],
  query: DayQuery,
  offset: number,
): Sought {
  if (offset === 0 || hasNumber(query)) return { query, offset };
  const first = Math.ceil(query.from / minuteMs);
  const end = minuteOf(query.to + 1);
  if (first >= end) return { query, offset };
  const isDown = isNewestFirst(query);
  const edge = isDown ? { ...query, from: end * minuteMs } : { ...query, to: first * minuteMs - 1 };
  let left = offset - sum(sources.map((source) => source.count(edge)));
  if (left < 0) return { query, offset };
  const minutes = addUp(sources.map((source) => source.minutes(query, first, end)));
  for (const [minute, calls] of isDown ? minutes.toReversed() : minutes) {
    if (calls > left) return { query: beginAt(query, minute), offset: left };
    left -= calls;
  }
  return { query: beginAt(query, isDown ? first - 1 : end), offset: left };
}

function beginAt(query: DayQuery, minute: number): DayQuery {
  if (isNewestFirst(query)) return { ...query, to: (minute + 1) * minuteMs - 1 };
  return { ...query, from: minute * minuteMs };
}

/** Ascending by minute. */
function addUp(lists: readonly (readonly [number, number][])[]): readonly [number, number][] {
  const [only] = lists;
  if (only !== undefined && lists.length === 1) return only;
  const byMinute = new Map<number, number>();
  for (const [minute, calls] of lists.flat()) {
    byMinute.set(minute, (byMinute.get(minute) ?? 0) + calls);
  }
  return [...byMinute].sort(([a], [b]) => a - b);
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
