// Ranges of arrival that a search reads one after the other.
import type { DaySearch } from "./day-search.ts";
import { dayMs, hourMs, minuteMs } from "./minute.ts";

/** Epoch ms, inclusive at both ends; within one day. */
export type CallWindow = { readonly from: number; readonly to: number };

/** The part of a day that lies in a range; undefined = none. */
export function windowOfDay(day: number, { from, to }: CallWindow): CallWindow | undefined {
  const window = { from: Math.max(from, day), to: Math.min(to, day + dayMs - 1) };
  return window.from > window.to ? undefined : window;
}

/** By hours, hours by minutes, ascending; undefined when it is a minute at most. */
export function splitWindow(window: CallWindow): readonly CallWindow[] | undefined {
  const span = window.to - window.from + 1;
  if (span <= minuteMs) return undefined;
  return stepped(window, span > hourMs ? hourMs : minuteMs);
}

/** Into parts of one length, of whole minutes where it is that long, ascending. */
export function cutWindow(window: CallWindow, parts: number): readonly CallWindow[] {
  const even = Math.ceil((window.to - window.from + 1) / parts);
  return stepped(window, even > minuteMs ? Math.ceil(even / minuteMs) * minuteMs : even);
}

function stepped(window: CallWindow, step: number): readonly CallWindow[] {
  const parts: CallWindow[] = [];
  for (let from = window.from; from <= window.to;) {
    const next = (Math.floor(from / step) + 1) * step;
    parts.push({ from, to: Math.min(window.to, next - 1) });
    from = next;
  }
  return parts;
}

/** A day with more calls is read by hours, so that others get their turn in between. */
export const callsPerTurn = 20_000;

export function pieces(
  search: Pick<DaySearch, "isCounted" | "callsIn"> | undefined,
  window: CallWindow | undefined,
): readonly CallWindow[] {
  if (search === undefined || window === undefined) return [];
  const isQuick = search.isCounted || search.callsIn(window) <= callsPerTurn;
  return (isQuick ? undefined : splitWindow(window)) ?? [window];
}
