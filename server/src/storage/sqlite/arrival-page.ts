// A page of a list by arrival: what it passes over is counted, not read.
import { compareArrivals, compareCursors, cursorOf } from "../call-order.ts";
import type { CallSearch, FoundCalls } from "../call-search.ts";
import type { CallRow } from "../history.ts";
import { cutWindow, pieces, splitWindow, windowOfDay, type CallWindow } from "./call-windows.ts";
import type { DaySearch, OpenDay } from "./day-search.ts";
import { runsPerTurn, type Turns } from "./turns.ts";

export class ArrivalPage {
  readonly #search: CallSearch;
  readonly #rows: CallRow[] = [];
  #skip: number;

  constructor(search: CallSearch) {
    this.#search = search;
    this.#skip = search.offset;
  }

  /** It is known whether a row comes after the page. */
  get isFull(): boolean {
    return this.#rows.length > this.#search.limit;
  }

  /** Days come in the order of the list. */
  async addDay(day: number, open: OpenDay, turns: Turns): Promise<void> {
    const left = this.#inOrder(this.#windowsOf(day, open())).toReversed();
    for (let window = left.pop(); window !== undefined && !this.isFull; window = left.pop()) {
      const search = open();
      if (search === undefined) return;
      const instead = await this.#add(open, search, window, turns);
      left.push(...this.#inOrder(instead).toReversed());
      await turns.rest();
    }
  }

  found(): FoundCalls {
    const { limit } = this.#search;
    const rows = this.#rows.slice(0, limit);
    const last = rows.at(-1);
    return this.isFull && last !== undefined
      ? { rows, next: cursorOf(last, "time", "arrived") }
      : { rows };
  }

  /** Ascending. The instant of the cursor is a window of its own: part of it may lie before the cursor. */
  #windowsOf(day: number, search: DaySearch | undefined): readonly CallWindow[] {
    const { from, to, after, sort } = this.#search;
    if (after === undefined) return pieces(search, windowOfDay(day, { from, to }));
    const { value } = after;
    const isUp = sort.order === "ascending";
    const instant = windowOfDay(day, { from: Math.max(from, value), to: Math.min(to, value) });
    const behind = isUp
      ? { from: Math.max(from, value + 1), to }
      : { from, to: Math.min(to, value - 1) };
    const rest = pieces(search, windowOfDay(day, behind));
    if (instant === undefined) return rest;
    return isUp ? [instant, ...rest] : [...rest, instant];
  }

  /** Returns what is to be looked at instead. */
  async #add(
    open: OpenDay,
    search: DaySearch,
    window: CallWindow,
    turns: Turns,
  ): Promise<readonly CallWindow[]> {
    const { after, limit, sort } = this.#search;
    if (after !== undefined && window.from === after.value && window.to === after.value) {
      const tied = await this.#read(open, window, Infinity, turns);
      this.#take(
        tied.filter(
          (row) => compareCursors(cursorOf(row, "time", "arrived"), after, sort.order) > 0,
        ),
      );
      return [];
    }
    const calls = this.#skip > 0 ? search.count(window) : Infinity;
    if (calls <= this.#skip) {
      this.#skip -= calls;
      return [];
    }
    const parts = this.#skip > 0 ? splitWindow(window) : undefined;
    if (parts !== undefined) return parts;
    const wanted = this.#skip + limit + 1 - this.#rows.length;
    for (const part of this.#inOrder(partsOf(search, window, wanted))) {
      const asked = open();
      if (this.isFull || asked === undefined) break;
      // A count costs less than to ask many runs in vain.
      if (asked.runCount > 1 && asked.callsIn(part) === 0) continue;
      this.#take(await this.#read(open, part, wanted, turns));
    }
    return [];
  }

  /** The first rows, sorted. Many runs are read in turns; a day that is dropped meanwhile has none. */
  async #read(open: OpenDay, window: CallWindow, limit: number, turns: Turns): Promise<CallRow[]> {
    const { order } = this.#search.sort;
    let rows: CallRow[] = [];
    for (let fromRun = 0; ; fromRun += runsPerTurn) {
      const search = open();
      if (search === undefined || fromRun >= search.runCount) break;
      const toRun = fromRun + runsPerTurn;
      rows = rows.concat(search.rows(window, order, { fromRun, toRun, limit }));
      await turns.rest();
    }
    const sign = order === "ascending" ? 1 : -1;
    rows.sort((a, b) => sign * (a.arrivedAt - b.arrivedAt) || compareArrivals(a, b));
    return rows.length > limit ? rows.slice(0, limit) : rows;
  }

  #take(found: readonly CallRow[]): void {
    for (let at = this.#skip; at < found.length; at += 1) {
      const row = found[at];
      if (row !== undefined) this.#rows.push(row);
    }
    this.#skip -= Math.min(this.#skip, found.length);
  }

  #inOrder(windows: readonly CallWindow[]): readonly CallWindow[] {
    return this.#search.sort.order === "ascending" ? windows : windows.toReversed();
  }
}

/** Rows that may be read in vain, rather than to ask more often. */
const spareRows = 1000;

/** Of several runs each may give as many rows as are wanted of all: parts with fewer waste less. */
function partsOf(search: DaySearch, window: CallWindow, wanted: number): readonly CallWindow[] {
  if ((search.runCount - 1) * wanted <= spareRows) return [window];
  const calls = search.callsIn(window);
  return calls > 2 * wanted ? cutWindow(window, Math.ceil(calls / wanted)) : [window];
}
