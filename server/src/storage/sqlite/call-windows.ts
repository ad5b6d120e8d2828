// Ranges of arrival that a search reads one after the other.
import type { CallSort } from "../call-search.ts";
import type { DaySearch, DaySize } from "./day-search.ts";
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

function stepped(window: CallWindow, step: number): readonly CallWindow[] {
  const parts: CallWindow[] = [];
  for (let from = window.from; from <= window.to;) {
    const next = (Math.floor(from / step) + 1) * step;
    parts.push({ from, to: Math.min(window.to, next - 1) });
    from = next;
  }
  return parts;
}

/** By hours or less, where a day has so many calls to look at that others must get their turn in between. */
export function pieces(
  search: Pick<DaySearch, "isByHour" | "size"> | undefined,
  window: CallWindow | undefined,
): readonly CallWindow[] {
  if (search === undefined || window === undefined) return [];
  const { calls, callsPerTurnMax } = search.size();
  if (calls === 0) return [];
  if (calls <= callsPerTurnMax) return [window];
  const minutes = Math.floor(((callsPerTurnMax / calls) * dayMs) / minuteMs);
  const isLess = minutes * minuteMs < hourMs && !search.isByHour;
  return stepped(window, isLess ? Math.max(1, minutes) * minuteMs : hourMs);
}

/** The same; of one piece where counts tell all that is asked. */
export function countedPieces(
  search: Pick<DaySearch, "isCounted" | "isByHour" | "size"> | undefined,
  window: CallWindow | undefined,
): readonly CallWindow[] {
  if (search?.isCounted === true && window !== undefined) return [window];
  return pieces(search, window);
}

/** More are aimed at than are wanted, so that one stride mostly brings enough. */
const spare = 1.5;
/** How much longer or shorter the next one may be. */
const strideFactor = 4;

/** How much of a list by arrival is read at a time: what one brought tells how long the next is. */
export class Stride {
  readonly #wanted: number;
  #ms: number | undefined;

  constructor(wanted: number) {
    this.#wanted = spare * wanted;
  }

  /** The beginning of a window of a day, and what is left of it. */
  cut(
    window: CallWindow,
    order: CallSort["order"],
    { calls, matches, callsPerTurnMax }: DaySize,
  ): readonly [part: CallWindow, rest: CallWindow | undefined] {
    this.#ms ??= (this.#wanted * dayMs) / Math.max(1, matches);
    this.#ms = Math.min(this.#ms, (callsPerTurnMax * dayMs) / Math.max(1, calls), dayMs);
    const ms = Math.max(1, Math.ceil(this.#ms));
    const { from, to } = window;
    if (to - from < ms) return [window, undefined];
    return order === "ascending"
      ? [
          { from, to: from + ms - 1 },
          { from: from + ms, to },
        ]
      : [
          { from: to - ms + 1, to },
          { from, to: to - ms },
        ];
  }

  brought(rows: number): void {
    const factor = this.#wanted / Math.max(1, rows);
    this.#ms = (this.#ms ?? 0) * Math.min(strideFactor, Math.max(1 / strideFactor, factor));
  }
}
