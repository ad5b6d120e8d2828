// The first matches of a search among many that come in no order.
import { compareCursors } from "../call-order.ts";
import type { CallCursor, CallSearch } from "../call-search.ts";
import type { CallWindow } from "./call-windows.ts";
import type { CallKey } from "./day-search.ts";

/** They are sorted when twice as many as wanted have come, and so many at least. */
const keysMin = 1000;

export class BestKeys {
  readonly #search: CallSearch;
  readonly #wanted: number;
  #keys: CallKey[] = [];
  #bound: number | undefined;

  constructor(search: CallSearch) {
    this.#search = search;
    // One more tells whether a row comes after the page.
    this.#wanted = search.offset + search.limit + 1;
  }

  /** No value behind it is among the first; undefined = not yet known. */
  get bound(): number | undefined {
    return this.#bound;
  }

  /** Whether values of a range may be among the first. */
  mayTake({ from, to }: CallWindow): boolean {
    if (this.#bound === undefined) return true;
    return this.#search.sort.order === "ascending" ? from <= this.#bound : to >= this.#bound;
  }

  add(keys: readonly CallKey[]): void {
    const { after, sort } = this.#search;
    for (const key of keys) {
      if (after === undefined || compareCursors(key, after, sort.order) > 0) this.#keys.push(key);
    }
    if (this.#keys.length > Math.max(keysMin, 2 * this.#wanted)) this.#cut();
  }

  /** Of the page; `next` as in FoundCalls. */
  page(): { readonly keys: readonly CallKey[]; readonly next?: CallCursor } {
    this.#cut();
    const { offset, limit } = this.#search;
    const keys = this.#keys.slice(offset, offset + limit);
    const last = keys.at(-1);
    if (last === undefined || this.#keys.length < this.#wanted) return { keys };
    const { value, tenant, callId, arrivedAt } = last;
    return { keys, next: { value, tenant, callId, arrivedAt } };
  }

  #cut(): void {
    this.#keys.sort((a, b) => compareCursors(a, b, this.#search.sort.order));
    this.#keys = this.#keys.slice(0, this.#wanted);
    if (this.#keys.length === this.#wanted) this.#bound = this.#keys.at(-1)?.value;
  }
}
