// The table queue_log as a database exports it: rows of CSV, the first of which names the columns.
import { TableRows } from "../table-rows.ts";

const nullTexts = new Set(["NULL", "\\N"]);
const names = ["time", "callid", "queuename", "agent", "event"] as const;
const dataNames = ["data1", "data2", "data3", "data4", "data5"] as const;

/** The places of the columns in a row. */
type Columns = {
  readonly count: number;
  readonly named: readonly number[];
  readonly data: readonly number[];
  /** Older tables have the data of a row in one column, as in the file. */
  readonly joinedData: number;
};

export class QueueLogTable {
  readonly #rows = new TableRows(isHeader);
  #columns: Columns | undefined;

  /**
   * A row's fields in the order of the file: time, callid, queue, agent, event, data1 ...
   * Undefined of a line that is no row of a table.
   */
  read(text: string): readonly string[] | "header" | undefined {
    const split = this.#rows.split(text);
    if (split !== undefined && isHeader(split)) {
      this.#columns = columnsOf(split);
      return "header";
    }
    if (this.#columns === undefined) return undefined;
    // Where each line is a row, a quote that stays open means nothing.
    return fieldsOf(split ?? text.split(","), this.#columns);
  }
}

function isHeader(fields: readonly string[]): boolean {
  return names.every((name) => fields.some((field) => nameOf(field) === name));
}

function nameOf(field: string): string {
  return field.trim().toLowerCase();
}

function columnsOf(header: readonly string[]): Columns {
  const columns = header.map(nameOf);
  return {
    count: columns.length,
    named: names.map((name) => columns.indexOf(name)),
    data: dataNames.map((name) => columns.indexOf(name)).filter((place) => place >= 0),
    joinedData: columns.indexOf("data"),
  };
}

function fieldsOf(split: readonly string[], columns: Columns): readonly string[] | undefined {
  if (split.length !== columns.count) return undefined;
  const at = (place: number) => valueOf(split[place]);
  const { named, data, joinedData } = columns;
  const values = data.length > 0 ? data.map(at) : at(joinedData).split("|");
  const last = values.findLastIndex((value) => value !== "");
  return [...named.map(at), ...values.slice(0, last + 1)];
}

function valueOf(field = ""): string {
  const value = field.trim();
  return nullTexts.has(value) ? "" : value;
}
