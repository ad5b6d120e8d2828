// Searches ended calls over the days, in turns: by arrival only what the page needs is read; in any other
// order all matches are looked at, and the best are kept.
import type { CallFilter, CallSearch, FoundCalls } from "../call-search.ts";
import { ArrivalPage } from "./arrival-page.ts";
import { eachByPages } from "../each-by-pages.ts";
import type { CallRow } from "../history.ts";
import { BestKeys } from "./best-keys.ts";
import {
  countedPieces,
  pieces,
  splitWindow,
  windowOfDay,
  type CallWindow,
} from "./call-windows.ts";
import { scanDay } from "./day-scan.ts";
import { DaySearch, type CallKey, type OpenDay } from "./day-search.ts";
import type { DayReader } from "./day-reader.ts";
import { mayReach, settledDays, type DerivedDays } from "./derived-days.ts";
import { asksDevices } from "./filter-shape.ts";
import type { StoredDay } from "./main-reader.ts";
import { dayOf } from "./minute.ts";
import type { Turns } from "./turns.ts";

export type SearchedDays = DerivedDays & {
  /** Undefined when the day has just been dropped. */
  readonly day: (day: number) => DayReader | undefined;
  /** Looked at before others get their turn. */
  readonly callsPerTurnMax: number;
};

export async function countCalls(
  source: SearchedDays,
  filter: CallFilter,
  signal: AbortSignal,
): Promise<number> {
  using turns = await source.turnOrder.begin(filter.tenants, signal);
  let total = 0;
  for (const { day } of await daysOf(source, filter)) {
    const open = opener(source, day, filter);
    const window = windowOfDay(day, arrivalRange(filter));
    const isQuick = window !== undefined && open()?.countsAtOnce(window) === true;
    for (const piece of isQuick ? [window] : countedPieces(open(), window)) {
      total += open()?.count(piece) ?? 0;
      await turns.rest();
    }
  }
  return total;
}

export async function searchCalls(
  source: SearchedDays,
  search: CallSearch,
  signal: AbortSignal,
): Promise<FoundCalls> {
  using turns = await source.turnOrder.begin(search.tenants, signal);
  const { sort, time } = search;
  const days = await daysOf(source, search);
  const ordered = sort.order === "ascending" ? days : days.toReversed();
  return await (sort.by === "time" && time === "arrived"
    ? byArrival(source, search, ordered, turns)
    : byValue(source, search, ordered, turns));
}

/** In an order other than that of arrival, where each page looks at all matches. */
const pageRows = 10_000;

/** See History. In any other order than that of arrival it goes by pages. */
export async function* eachCall(
  source: SearchedDays,
  filter: CallFilter,
  rowsMax: number,
  signal: AbortSignal,
): AsyncIterable<readonly CallRow[]> {
  if (filter.time !== "arrived") {
    yield* eachByPages((search) => searchCalls(source, search, signal), filter, pageRows, signal);
    return;
  }
  using turns = await source.turnOrder.begin(filter.tenants, signal);
  // Asked anew after each day: it has taken long, and records have come.
  for (let after = -Infinity; ;) {
    const days = await daysOf(source, filter);
    const day = days.find(({ day }) => day > after)?.day;
    if (day === undefined) return;
    const window = windowOfDay(day, filter);
    const open = opener(source, day, filter);
    const settle = async () => void (await daysOf(source, filter));
    if (window !== undefined) yield* scanDay({ open, window, rowsMax, turns, settle });
    after = day;
  }
}

async function byArrival(
  source: SearchedDays,
  search: CallSearch,
  days: readonly StoredDay[],
  turns: Turns,
): Promise<FoundCalls> {
  const page = new ArrivalPage(search);
  for (const { day } of days) {
    if (page.isFull) break;
    await page.addDay(day, opener(source, day, search), turns);
  }
  return page.found();
}

async function byValue(
  source: SearchedDays,
  search: CallSearch,
  days: readonly StoredDay[],
  turns: Turns,
): Promise<FoundCalls> {
  const { sort } = search;
  const best = new BestKeys(search);
  const openers = new Map<number, OpenDay>();
  for (const { day, extent } of days) {
    const open = opener(source, day, search, sort.by !== "time");
    openers.set(day, open);
    for (const piece of pieces(open(), windowOfDay(day, arrivalRange(search)))) {
      if (!best.mayTake(valuesOf(search, piece, extent))) continue;
      await addKeys(best, { open, search, turns }, piece);
    }
  }
  const { keys, next } = best.page();
  const openOf = ({ arrivedAt }: CallKey) => openers.get(dayOf(arrivedAt))?.();
  const found = keys.map((key) => {
    // The IDs of a file that has taken the place of this one would name other calls.
    return openOf(key) === key.search ? key.search.rowOf(key) : undefined;
  });
  if (found.includes(undefined)) {
    // A record that was replaced has another ID; what is derived of it may be asked for.
    await daysOf(source, search);
    for (const [at, key] of keys.entries()) found[at] ??= openOf(key)?.rowOfCall(key);
  }
  const rows = found.filter((row) => row !== undefined);
  return next === undefined ? { rows } : { rows, next };
}

async function addKeys(
  best: BestKeys,
  of: { readonly open: OpenDay; readonly search: CallSearch; readonly turns: Turns },
  window: CallWindow,
): Promise<void> {
  const day = of.open();
  if (day === undefined) return;
  const keys = day.keys(window, of.search, best.bound);
  if (keys !== undefined) best.add(keys);
  await of.turns.rest();
  if (keys !== undefined) return;
  for (const part of splitWindow(window) ?? []) await addKeys(best, of, part);
}

/** Asked each time: the day may be dropped in between. */
function opener(
  source: SearchedDays,
  day: number,
  filter: CallFilter,
  isByDuration = false,
): OpenDay {
  let kept: { readonly reader: DayReader; readonly search: DaySearch } | undefined;
  return () => {
    const reader = source.day(day);
    if (reader === undefined) return undefined;
    if (kept?.reader !== reader) {
      const { callsPerTurnMax } = source;
      const parts = { reader, day, filter, isByDuration, callsPerTurnMax };
      kept = { reader, search: new DaySearch(parts) };
    }
    return kept.search;
  };
}

/** Days that may hold matches, ascending. */
async function daysOf(source: SearchedDays, filter: CallFilter): Promise<readonly StoredDay[]> {
  const { time, from, to, tenants } = filter;
  if (tenants.length === 0) return [];
  if (time === "arrived" && !asksDevices(filter)) {
    return source.days().filter(({ day }) => windowOfDay(day, filter) !== undefined);
  }
  return settledDays(source, (stored) => {
    switch (time) {
      case "arrived":
        return windowOfDay(stored.day, filter) !== undefined;
      case "ended":
        return mayReach(stored, from, to);
      case "recorded": {
        const { loggedMin = from, loggedMax = to } = stored.extent ?? {};
        return loggedMin <= to && loggedMax >= from;
      }
    }
  });
}

function arrivalRange({ time, from, to }: CallFilter): CallWindow {
  switch (time) {
    case "arrived":
      return { from, to };
    case "ended":
      return { from: -Infinity, to };
    case "recorded":
      return { from: -Infinity, to: Infinity };
  }
}

/** Between which values what is sorted by lies. */
function valuesOf(
  { sort, time }: CallSearch,
  window: CallWindow,
  extent: StoredDay["extent"],
): CallWindow {
  if (sort.by !== "time") return { from: 0, to: Infinity };
  const { endMax = Infinity, loggedMin = -Infinity, loggedMax = Infinity } = extent ?? {};
  return time === "ended" ? { from: window.from, to: endMax } : { from: loggedMin, to: loggedMax };
}
