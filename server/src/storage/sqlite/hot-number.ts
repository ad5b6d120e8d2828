// The calls of one number on one day, when they are many: their count, where instants stand among them, and
// their rows in blocks, which are kept as long as there is room.
import { getOrPutUpTo } from "../../lib/get-or-put.ts";
import { ListPage, type WriteRow } from "../list-page.ts";
import type { CallRow } from "../history.ts";
import type { DayQuery, PagePart } from "./day-query.ts";
import type { DayReader } from "./day-reader.ts";
import { sum } from "./minute-seek.ts";
import { RowBlock } from "./row-block.ts";
import { rowsOfDay } from "./rows-of-day.ts";

const blockRows = 64;
/** More rows at a time are read at once, and not kept. */
const keptRowsMax = 512;
/** Instants inside a minute that ranges begin or end at, such as 23:59:59: kept with their places. */
export const edgesMax = 64;

type KeepBlock = (number: number, write: WriteRow, read: () => RowBlock) => RowBlock;

export class HotNumber {
  readonly #readers: readonly DayReader[];
  readonly #ofDay: DayQuery;
  readonly #keep: KeepBlock;
  readonly #edges = new Map<number, number>();
  readonly #total: number;

  constructor(options: {
    readonly readers: readonly DayReader[];
    /** All calls of the number on the day. */
    readonly ofDay: DayQuery;
    readonly keep: KeepBlock;
  }) {
    const { readers, ofDay, keep } = options;
    this.#readers = readers;
    this.#ofDay = ofDay;
    this.#keep = keep;
    this.#total = this.#count(ofDay);
  }

  /** The range lies within the day. */
  page({ from, to }: DayQuery, { skip, wanted, write }: PagePart): ListPage {
    const [first, end] = [this.#rowsBefore(from), this.#rowsBefore(to + 1)];
    const begin = first + skip;
    const limit = Math.max(0, Math.min(wanted, end - begin));
    if (limit <= keptRowsMax) {
      return ListPage.joined(end - first, this.#read(begin, begin + limit, write));
    }
    const rows = rowsOfDay(this.#readers, this.#ofDay, begin, limit);
    return ListPage.ofRows(end - first, rows, write);
  }

  #read(begin: number, end: number, write: WriteRow): ListPage[] {
    const pages: ListPage[] = [];
    let rest: { readonly start: number; readonly rows: readonly CallRow[] } | undefined;
    // All from the first that is not kept, as each reading passes over what lies before it.
    const read = (start: number) => {
      const limit = Math.ceil((end - start) / blockRows) * blockRows;
      rest ??= { start, rows: rowsOfDay(this.#readers, this.#ofDay, start, limit) };
      const rows = rest.rows.slice(start - rest.start, start - rest.start + blockRows);
      return new RowBlock(rows, this.#ofDay.kind, write);
    };
    for (let at = begin; at < end;) {
      const number = Math.floor(at / blockRows);
      const start = number * blockRows;
      const block = this.#keep(number, write, () => read(start));
      pages.push(block.page(block.length, at - start, Math.min(end - start, block.length)));
      at = start + blockRows;
    }
    return pages;
  }

  #rowsBefore(at: number): number {
    const { from, to } = this.#ofDay;
    if (at <= from) return 0;
    if (at > to) return this.#total;
    const count = () => this.#count({ ...this.#ofDay, to: at - 1 });
    return getOrPutUpTo(this.#edges, edgesMax, at, count);
  }

  #count(query: DayQuery): number {
    return sum(this.#readers.map((reader) => reader.count(query)));
  }
}
