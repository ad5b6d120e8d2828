// The table queue_log as a database exports it: rows of CSV, the first of which names the columns.
import { splitTableRow, tableFormOf, type TableForm } from "../csv-rows.ts";

/** A row's fields in the order of the file: time, callid, queue, agent, event, data1 ... */
export type QueueLogTable = (text: string) => readonly string[] | undefined;

const nullTexts = new Set(["NULL", "\\N"]);
const names = ["time", "callid", "queuename", "agent", "event"] as const;
const dataNames = ["data1", "data2", "data3", "data4", "data5"] as const;

/** Undefined of a line that is no such first row. */
export function openQueueLogTable(header: string): QueueLogTable | undefined {
  const form = tableFormOf(header, (fields) => {
    const columns = new Set(fields.map(nameOf));
    return names.every((name) => columns.has(name));
  });
  return form === undefined ? undefined : readerOf(splitTableRow(header, form).map(nameOf), form);
}

function nameOf(field: string): string {
  return field.trim().toLowerCase();
}

function readerOf(columns: readonly string[], form: TableForm): QueueLogTable {
  const places = names.map((name) => columns.indexOf(name));
  const dataPlaces = dataNames.map((name) => columns.indexOf(name)).filter((place) => place >= 0);
  // Older tables have the data of a row in one column, as in the file.
  const joinedPlace = columns.indexOf("data");
  return (text) => {
    const fields = splitTableRow(text, form).map(valueOf);
    if (fields.length !== columns.length) return undefined;
    const at = (place: number) => fields[place] ?? "";
    const data = dataPlaces.length > 0 ? dataPlaces.map(at) : at(joinedPlace).split("|");
    const last = data.findLastIndex((value) => value !== "");
    return [...places.map(at), ...data.slice(0, last + 1)];
  };
}

function valueOf(field: string): string {
  const value = field.trim();
  return nullTexts.has(value) ? "" : value;
}
