// Rows of a list that are kept together: their JSON, and when each was.
import { firstIndex } from "../../lib/first-index.ts";
import type { CallRow } from "../history.ts";
import { ListPage, type WriteRow } from "../list-page.ts";
import { timeOfList } from "./day-query.ts";

/** What a block takes beside its text: for itself, and for each row. */
const bytesOfBlock = 500;
const bytesOfRow = 16;

export class RowBlock {
  readonly #text: Buffer;
  /** `ends[n]` = where the text of row n ends; a comma follows. */
  readonly #ends: readonly number[];
  readonly #times: readonly number[];

  /** Rows in the order of their list. */
  constructor(rows: readonly CallRow[], kind: number, write: WriteRow) {
    const texts = rows.map(write);
    const ends: number[] = [];
    let end = -1;
    for (const text of texts) ends.push((end += 1 + Buffer.byteLength(text)));
    // Of its own: a short text in Node's pool would keep 64 KiB of others' from being freed.
    this.#text = Buffer.allocUnsafeSlow(Math.max(0, end));
    this.#text.write(texts.join(","));
    this.#ends = ends;
    this.#times = rows.map((row) => timeOfList(row, kind));
  }

  get length(): number {
    return this.#ends.length;
  }

  /** In memory, about. */
  get bytes(): number {
    return bytesOfBlock + this.length * bytesOfRow + this.#text.length;
  }

  /** Some of its rows, from `from` to before `to`. */
  page(total: number, from: number, to: number): ListPage {
    if (from >= to) return new ListPage(total, 0, []);
    const begin = from === 0 ? 0 : (this.#ends[from - 1] ?? 0) + 1;
    return new ListPage(total, to - from, [this.#text.subarray(begin, this.#ends[to - 1])]);
  }

  /** The place of the first row that `is` holds for; it holds for the times of all rows behind. */
  firstIndex(is: (time: number) => boolean): number {
    return firstIndex(this.length, (index) => is(this.#times[index] ?? Infinity));
  }
}
