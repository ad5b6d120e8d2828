// A page of a list by arrival: what it passes over is counted, not read.
import { compareArrivals, compareCursors, cursorOf } from "../call-order.ts";
import type { CallSearch, FoundCalls } from "../call-search.ts";
import type { CallRow } from "../history.ts";
import {
  countedPieces,
  splitWindow,
  Stride,
  windowOfDay,
  type CallWindow,
} from "./call-windows.ts";
import type { DaySearch, OpenDay } from "./day-search.ts";
import type { Turns } from "./turns.ts";

export class ArrivalPage {
  readonly #search: CallSearch;
  readonly #stride: Stride;
  readonly #rows: CallRow[] = [];
  #skip: number;

  constructor(search: CallSearch) {
    this.#search = search;
    this.#stride = new Stride(search.limit + 1);
    this.#skip = search.offset;
  }

  /** It is known whether a row comes after the page. */
  get isFull(): boolean {
    return this.#rows.length > this.#search.limit;
  }

  /** Days come in the order of the list. */
  async addDay(day: number, open: OpenDay, turns: Turns): Promise<void> {
    const search = open();
    const { after } = this.#search;
    if (search === undefined) return;
    if (after !== undefined) this.#takeTied(day, search, after);
    const windows = countedPieces(search, windowOfDay(day, this.#range()));
    for (const window of this.#inOrder(windows)) {
      if (this.isFull) return;
      const rest = await this.#passOver(open, window, turns);
      if (rest !== undefined) await this.#readOn(open, rest, turns);
    }
  }

  /** Behind the cursor's instant, which is dealt with by itself. */
  #range(): CallWindow {
    const { from, to, after } = this.#search;
    if (after === undefined) return { from, to };
    const { value } = after;
    return this.#isUp
      ? { from: Math.max(from, value + 1), to }
      : { from, to: Math.min(to, value - 1) };
  }

  found(): FoundCalls {
    const { limit } = this.#search;
    const rows = this.#rows.slice(0, limit);
    const last = rows.at(-1);
    return this.isFull && last !== undefined
      ? { rows, next: cursorOf(last, "time", "arrived") }
      : { rows };
  }

  get #isUp(): boolean {
    return this.#search.sort.order === "ascending";
  }

  /** Part of the cursor's instant may lie before the cursor. */
  #takeTied(day: number, search: DaySearch, after: NonNullable<CallSearch["after"]>): void {
    const { from, to, sort } = this.#search;
    const { value } = after;
    const instant = windowOfDay(day, { from: Math.max(from, value), to: Math.min(to, value) });
    if (instant === undefined) return;
    const tied = this.#sorted(search.rowsOfInstant(value));
    this.#take(
      tied.filter((row) => compareCursors(cursorOf(row, "time", "arrived"), after, sort.order) > 0),
    );
  }

  /** What is left of a window behind the hours and minutes that are passed over; undefined = nothing. */
  async #passOver(
    open: OpenDay,
    window: CallWindow,
    turns: Turns,
  ): Promise<CallWindow | undefined> {
    if (this.#skip === 0) return window;
    const search = open();
    if (search === undefined) return undefined;
    const calls = search.count(window);
    await turns.rest();
    if (calls <= this.#skip) {
      this.#skip -= calls;
      return undefined;
    }
    const parts = splitWindow(window);
    if (parts === undefined) return window;
    for (const part of this.#inOrder(parts)) {
      const rest = await this.#passOver(open, part, turns);
      if (rest === undefined) continue;
      return this.#isUp ? { from: rest.from, to: window.to } : { from: window.from, to: rest.to };
    }
    // Records went while they were counted: there is nothing behind those that were passed over.
    return undefined;
  }

  async #readOn(open: OpenDay, window: CallWindow, turns: Turns): Promise<void> {
    const { limit, sort } = this.#search;
    for (let left: CallWindow | undefined = window; left !== undefined && !this.isFull;) {
      const search = open();
      if (search === undefined) return;
      const wanted = this.#skip + limit + 1 - this.#rows.length;
      const [part, rest] = this.#cut(search, left);
      const rows = search.rows(part, sort.order, wanted);
      this.#stride.brought(rows.length);
      this.#take(this.#sorted(rows));
      left = rest;
      await turns.rest();
    }
  }

  #cut(
    search: DaySearch,
    window: CallWindow,
  ): readonly [part: CallWindow, rest: CallWindow | undefined] {
    if (search.needsDigests || (search.isInOrder && search.isCounted)) return [window, undefined];
    return this.#stride.cut(window, this.#search.sort.order, search.size());
  }

  /** In the order of the list, which sorts ties as well. */
  #sorted(rows: CallRow[]): readonly CallRow[] {
    const sign = this.#isUp ? 1 : -1;
    return rows.sort((a, b) => sign * (a.arrivedAt - b.arrivedAt) || compareArrivals(a, b));
  }

  #take(found: readonly CallRow[]): void {
    for (let at = this.#skip; at < found.length; at += 1) {
      const row = found[at];
      if (row !== undefined) this.#rows.push(row);
    }
    this.#skip -= Math.min(this.#skip, found.length);
  }

  #inOrder(windows: readonly CallWindow[]): readonly CallWindow[] {
    return this.#isUp ? windows : windows.toReversed();
  }
}
