// Day after day of several streams as one stream in order of time, opened no sooner than needed.
import type { TrunklineEvent } from "@trunkline/contract";
import type { LocalDay } from "../lib/local-day.ts";

export type DayChainOptions = {
  readonly dayOf: (instant: number) => LocalDay;
  /** An instant of the first day. */
  readonly from: number;
  /** No day is opened that begins at or after it. */
  readonly to: number;
  /** The streams of a day, each in order of time; none of their events is before the day. */
  readonly openDay: (day: LocalDay) => readonly Iterator<TrunklineEvent>[];
};

type Stream = { head: TrunklineEvent; readonly rest: Iterator<TrunklineEvent> };

export function* dayChain(options: DayChainOptions): Generator<TrunklineEvent, void, void> {
  const { dayOf, from, to, openDay } = options;
  const streams: Stream[] = [];
  let nextDay = dayOf(from);
  for (;;) {
    const [first] = streams;
    if (nextDay.from < to && (first === undefined || first.head.at >= nextDay.from)) {
      for (const rest of openDay(nextDay)) addStream(streams, rest);
      nextDay = dayOf(nextDay.to);
      continue;
    }
    if (first === undefined) return;
    yield first.head;
    const { done, value } = first.rest.next();
    if (done !== true) first.head = value;
    else {
      const last = streams.pop();
      if (last === undefined || last === first) continue;
      streams[0] = last;
    }
    sink(streams);
  }
}

function addStream(streams: Stream[], rest: Iterator<TrunklineEvent>): void {
  const { done, value } = rest.next();
  if (done === true) return;
  const stream = { head: value, rest };
  let index = streams.length;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    const above = streams[parent];
    if (above === undefined || above.head.at <= stream.head.at) break;
    streams[index] = above;
    index = parent;
  }
  streams[index] = stream;
}

/** Puts the first stream of the heap where its head belongs. */
function sink(streams: Stream[]): void {
  const [stream] = streams;
  if (stream === undefined) return;
  let index = 0;
  for (;;) {
    let child = 2 * index + 1;
    let below = streams[child];
    const right = streams[child + 1];
    if (below === undefined) break;
    if (right !== undefined && right.head.at < below.head.at) {
      child += 1;
      below = right;
    }
    if (below.head.at >= stream.head.at) break;
    streams[index] = below;
    index = child;
  }
  streams[index] = stream;
}
