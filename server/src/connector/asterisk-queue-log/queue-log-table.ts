// The table queue_log as a database exports it: rows of CSV, the first of which names the columns.
import { splitLine } from "../csv-rows.ts";

/** A row's fields in the order of the file: time, callid, queue, agent, event, data1 ... */
export type QueueLogTable = (text: string) => readonly string[] | undefined;

const delimiters = [",", ";", "\t", "|"] as const;
const nullTexts = new Set(["NULL", "\\N"]);
const names = ["time", "callid", "queuename", "agent", "event"] as const;
const dataNames = ["data1", "data2", "data3", "data4", "data5"] as const;

/** Undefined of a line that is no such first row. */
export function openQueueLogTable(header: string): QueueLogTable | undefined {
  for (const delimiter of delimiters) {
    const columns = fieldsOf(header, delimiter)?.map((name) => name.toLowerCase()) ?? [];
    if (names.every((name) => columns.includes(name))) return readerOf(columns, delimiter);
  }
  return undefined;
}

function readerOf(columns: readonly string[], delimiter: string): QueueLogTable {
  const places = names.map((name) => columns.indexOf(name));
  const dataPlaces = dataNames.map((name) => columns.indexOf(name)).filter((place) => place >= 0);
  // Older tables have the data of a row in one column, as in the file.
  const joinedPlace = columns.indexOf("data");
  return (text) => {
    const fields = fieldsOf(text, delimiter);
    if (fields === undefined || fields.length !== columns.length) return undefined;
    const at = (place: number) => fields[place] ?? "";
    const data = dataPlaces.length > 0 ? dataPlaces.map(at) : at(joinedPlace).split("|");
    const last = data.findLastIndex((value) => value !== "");
    return [...places.map(at), ...data.slice(0, last + 1)];
  };
}

function fieldsOf(text: string, delimiter: string): readonly string[] | undefined {
  const fields = splitLine(text, { delimiter, quote: '"' });
  return fields?.map((field) => {
    const value = field.trim();
    return nullTexts.has(value) ? "" : value;
  });
}
