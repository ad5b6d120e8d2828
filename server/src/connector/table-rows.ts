// Lines of a table that a database has exported -> fields: its header tells what stands between them.
import { splitLine } from "./csv-rows.ts";

/** What stands between the columns, and how many they are. */
type TableForm = { readonly delimiter: string; readonly columns: number };

const csvDelimiter = ",";
const delimiters = [csvDelimiter, ";", "\t", "|"];

/** A row has them in its time, and no name of a column does: only lines without are tried as headers. */
const fourDigits = /\d{4}/;

export class TableRows {
  readonly #isHeader: (fields: readonly string[]) => boolean;
  /** Of the last header that has come. */
  #form: TableForm | undefined;

  constructor(isHeader: (fields: readonly string[]) => boolean) {
    this.#isHeader = isHeader;
  }

  /**
   * Undefined before a header. Of a table with commas also for a line with more or fewer fields than
   * columns: CSV has rules for it, such as that a row may go on in the next line.
   */
  split(text: string): readonly string[] | undefined {
    if (!fourDigits.test(text)) this.#form = this.#formOf(text) ?? this.#form;
    if (this.#form === undefined) return undefined;
    const { delimiter, columns } = this.#form;
    const fields = splitLine(text, { delimiter });
    if (fields?.length === columns) return fields;
    // Elsewhere fields may begin with a quote that means nothing: '"Li Lei" <138>'.
    return delimiter === csvDelimiter ? undefined : text.split(delimiter);
  }

  #formOf(text: string): TableForm | undefined {
    for (const delimiter of delimiters) {
      const fields = splitLine(text, { delimiter });
      if (fields !== undefined && this.#isHeader(fields)) {
        return { delimiter, columns: fields.length };
      }
    }
    return undefined;
  }
}
