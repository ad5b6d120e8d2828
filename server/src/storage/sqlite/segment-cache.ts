// Rows that have been read, the least recently asked for forgotten first.
import type { CallRow } from "../history.ts";

/** Its number, or its name. */
type Segment = number | string;

export class SegmentCache {
  readonly #rowsMax: number;
  readonly #lists = new WeakMap<object, Map<Segment, readonly CallRow[]>>();
  /** In the order of their last use. */
  readonly #used = new Map<readonly CallRow[], () => void>();
  #rows = 0;

  constructor(options: { readonly rowsMax: number }) {
    this.#rowsMax = options.rowsMax;
  }

  /** Undefined when they are not kept. */
  known(list: object, segment: Segment): readonly CallRow[] | undefined {
    return this.#lists.get(list)?.get(segment);
  }

  rows(list: object, segment: Segment, load: () => readonly CallRow[]): readonly CallRow[] {
    let segments = this.#lists.get(list);
    if (segments === undefined) this.#lists.set(list, (segments = new Map()));
    const known = this.known(list, segment);
    const forget = known && this.#used.get(known);
    if (known !== undefined && forget !== undefined) {
      this.#used.delete(known);
      this.#used.set(known, forget);
      return known;
    }
    const rows = load();
    const kept = segments;
    kept.set(segment, rows);
    this.#used.set(rows, () => kept.delete(segment));
    this.#rows += weightOf(rows);
    this.#makeRoom();
    return rows;
  }

  /** The list is out of date. */
  forget(list: object): void {
    for (const rows of this.#lists.get(list)?.values() ?? []) this.#drop(rows);
    this.#lists.delete(list);
  }

  #makeRoom(): void {
    for (const rows of this.#used.keys()) {
      if (this.#rows <= this.#rowsMax) return;
      this.#drop(rows);
    }
  }

  #drop(rows: readonly CallRow[]): void {
    this.#used.get(rows)?.();
    if (this.#used.delete(rows)) this.#rows -= weightOf(rows);
  }
}

/** What is kept of a segment itself takes as much room as a row. */
function weightOf(rows: readonly CallRow[]): number {
  return rows.length + 1;
}
