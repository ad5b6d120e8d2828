// A page of a list of records, as it is sent. Rows that a storage keeps together it keeps in this form alone.
import type { CallRow } from "../call/record.ts";

/**
 * Gives the JSON of a row; of the same row always the same, so that it may be kept, by the function itself: not one
 * that is made anew for each question.
 */
export type WriteRow = (row: CallRow) => string;

export class ListPage {
  /** All matches, exact, whatever the page holds. */
  readonly total: number;
  readonly rowCount: number;
  /** In the order of the list; each has one row or more, with commas between them. */
  readonly #texts: readonly Buffer[];

  constructor(total: number, rowCount: number, texts: readonly Buffer[]) {
    this.total = total;
    this.rowCount = rowCount;
    this.#texts = texts;
  }

  /** Of rows that no other page has in common. */
  static ofRows(total: number, rows: readonly CallRow[], write: WriteRow): ListPage {
    const texts = rows.length === 0 ? [] : [Buffer.from(rows.map(write).join(","))];
    return new ListPage(total, rows.length, texts);
  }

  /** One after the other. */
  static joined(total: number, pages: readonly ListPage[]): ListPage {
    const [only] = pages;
    if (only !== undefined && pages.length === 1)
      return new ListPage(total, only.rowCount, only.#texts);
    const texts: Buffer[] = [];
    let rowCount = 0;
    for (const page of pages) {
      rowCount += page.rowCount;
      texts.push(...page.#texts);
    }
    return new ListPage(total, rowCount, texts);
  }

  /** The JSON array of the rows, in parts. */
  get json(): Buffer[] {
    const parts: Buffer[] = [opening];
    for (const [index, text] of this.#texts.entries()) {
      if (index > 0) parts.push(comma);
      parts.push(text);
    }
    parts.push(closing);
    return parts;
  }
}

const opening = Buffer.from("[");
const comma = Buffer.from(",");
const closing = Buffer.from("]");
