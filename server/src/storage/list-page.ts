// A page of a list of records, as the blocks of rows that it is cut out of.
import type { CallRow } from "../call/record.ts";

/**
 * Some rows of a block, at least one: from `from` to before `to`. A block that is kept is the same array, with
 * the same rows, in every page that has it: what is made of it may be kept by it.
 */
export type BlockRun = {
  readonly block: readonly CallRow[];
  readonly from: number;
  readonly to: number;
};

export class ListPage {
  /** All matches, exact, whatever the page holds. */
  readonly total: number;
  /** In the order of the list. */
  readonly runs: readonly BlockRun[];

  constructor(total: number, runs: readonly BlockRun[]) {
    this.total = total;
    this.runs = runs;
  }

  /** Of rows that no other page has in common. */
  static ofRows(total: number, rows: readonly CallRow[]): ListPage {
    return new ListPage(total, rows.length > 0 ? [{ block: rows, from: 0, to: rows.length }] : []);
  }

  get rowCount(): number {
    let count = 0;
    for (const { from, to } of this.runs) count += to - from;
    return count;
  }

  /** Made anew each time. */
  get rows(): CallRow[] {
    return this.runs.flatMap(({ block, from, to }) => block.slice(from, to));
  }
}
