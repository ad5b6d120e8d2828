// CSV, as PBXs and spreadsheets really write it -> rows. A broken row costs itself, never those after it.
import { defaultTextLineLimits, lineFault, TextLines } from "./text-lines.ts";
import type { TextLine, TextLineLimits } from "./text-lines.ts";

export type CsvRow = {
  readonly kind: "row";
  /** Where it begins, from 1, as an editor counts; a row may hold several lines. */
  readonly line: number;
  readonly fields: readonly string[];
  /** As it stands in the file. */
  readonly text: string;
  /** False of a last row that may have been cut off. */
  readonly hasEnd: boolean;
};

/** A line that is part of no row. */
export type CsvFault = {
  readonly kind: "fault";
  readonly line: number;
  readonly reason: string;
  readonly text: string;
};

export type CsvLimits = TextLineLimits & {
  /** Of one row: a quote that is never closed is given up after so many lines. */
  readonly rowLinesMax: number;
};

const defaultCsvLimits: CsvLimits = { ...defaultTextLineLimits, rowLinesMax: 100 };

export type CsvForm = {
  readonly delimiter: string;
  readonly quote: string;
  /** As the Encoding Standard names it: `utf-8`, `windows-1251`, `gbk`. */
  readonly encoding: string;
  /** True: the writer ends every row with a line end, so a last row without one is cut off. */
  readonly rowsHaveEnds: boolean;
};

const defaultCsvForm: CsvForm = {
  delimiter: ",",
  quote: '"',
  encoding: "utf-8",
  rowsHaveEnds: true,
};

/** Asked before the form of each line that begins a row; undefined leaves it to the form. */
type CsvTable = { readonly split: (text: string) => readonly string[] | undefined };

export const csvFault = {
  ...lineFault,
  openQuote: "quote is not closed",
} as const;

export class CsvRows {
  readonly #form: CsvForm;
  readonly #rowLinesMax: number;
  readonly #lines: TextLines;
  readonly #table: CsvTable | undefined;
  /** A row whose quote is still open, line by line. */
  #open: TextLine[] = [];

  constructor(options: {
    readonly form?: Partial<CsvForm>;
    readonly limits?: Partial<CsvLimits>;
    readonly table?: CsvTable;
  }) {
    this.#form = { ...defaultCsvForm, ...options.form };
    const limits = { ...defaultCsvLimits, ...options.limits };
    this.#rowLinesMax = limits.rowLinesMax;
    this.#lines = new TextLines({ limits, encoding: this.#form.encoding });
    this.#table = options.table;
  }

  /** Empty lines are no rows. */
  push(chunk: Uint8Array): readonly (CsvRow | CsvFault)[] {
    return this.#take(this.#lines.push(chunk));
  }

  finish(): readonly (CsvRow | CsvFault)[] {
    const rows = this.#take(this.#lines.finish());
    while (this.#open.length > 0) rows.push(...this.#giveUp());
    return rows;
  }

  #take(lines: readonly TextLine[]): (CsvRow | CsvFault)[] {
    const rows: (CsvRow | CsvFault)[] = [];
    for (const line of lines) {
      if (this.#open.length > 0) rows.push(...this.#goOn(line));
      else this.#begin(line, rows);
    }
    return rows;
  }

  #begin(begun: TextLine, rows: (CsvRow | CsvFault)[]): void {
    const { line, text, isTooLong, hasEnd } = begun;
    if (text === "" && !isTooLong) return;
    if (isTooLong) rows.push(faultOf(begun, csvFault.tooLong));
    else if (!hasEnd && this.#form.rowsHaveEnds) rows.push(faultOf(begun, csvFault.cutOff));
    else {
      const fields = this.#table?.split(text) ?? splitLine(text, this.#form);
      if (fields === undefined) this.#open = [begun];
      else rows.push({ kind: "row", line, fields, text, hasEnd });
    }
  }

  /** The next line of a row with an open quote. */
  #goOn(next: TextLine): readonly (CsvRow | CsvFault)[] {
    this.#open.push(next);
    const isCutOff = !next.hasEnd && this.#form.rowsHaveEnds;
    if (next.isTooLong || isCutOff || this.#open.length > this.#rowLinesMax) return this.#giveUp();
    const text = this.#open.map((line) => line.text).join("\n");
    const fields = splitRow(text, this.#form, true);
    if (fields === "malformed") return this.#giveUp();
    if (fields === "open") return [];
    const line = this.#open[0]?.line ?? 0;
    this.#open = [];
    return [{ kind: "row", line, fields, text, hasEnd: next.hasEnd }];
  }

  /** The first line was no row's beginning: those after it may be rows of their own. */
  #giveUp(): readonly (CsvRow | CsvFault)[] {
    const [first, ...rest] = this.#open;
    this.#open = [];
    if (first === undefined) return [];
    const reason = first.hasEnd ? csvFault.openQuote : csvFault.cutOff;
    return [faultOf(first, reason), ...this.#take(rest)];
  }
}

/** The fields of a row that is one line; undefined when a quote is open at its end. */
export function splitLine(
  text: string,
  form: { readonly delimiter: string; readonly quote?: string } = defaultCsvForm,
): readonly string[] | undefined {
  const { delimiter, quote = defaultCsvForm.quote } = form;
  const fields = splitRow(text, { delimiter, quote }, false);
  return typeof fields === "string" ? undefined : fields;
}

function faultOf({ line, text }: TextLine, reason: string): CsvFault {
  return { kind: "fault", line, reason, text };
}

/**
 * Open: a quote is, at the end. Within one line a quote that neither doubles nor ends a
 * field stands for itself (old cdr_custom samples quote without doubling); over lines it does not,
 * lest a stray quote swallow the rows after it.
 */
function splitRow(
  text: string,
  { delimiter, quote }: Pick<CsvForm, "delimiter" | "quote">,
  isStrict: boolean,
): readonly string[] | "open" | "malformed" {
  if (!text.includes(quote)) return text.split(delimiter);
  const fields: string[] = [];
  for (let at = 0; ; at += delimiter.length) {
    if (!text.startsWith(quote, at)) {
      const end = text.indexOf(delimiter, at);
      fields.push(end < 0 ? text.slice(at) : text.slice(at, end));
      if (end < 0) return fields;
      at = end;
      continue;
    }
    let field = "";
    let from = at + 1;
    for (;;) {
      const end = text.indexOf(quote, from);
      if (end < 0) return "open";
      field += text.slice(from, end);
      from = end + 1;
      if (from === text.length || text.startsWith(delimiter, from)) break;
      if (text.startsWith(quote, from)) from += 1;
      else if (isStrict) return "malformed";
      field += quote;
    }
    fields.push(field);
    if (from === text.length) return fields;
    at = from;
  }
}
