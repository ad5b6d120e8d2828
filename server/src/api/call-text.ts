// Calls as text: CSV (RFC 4180) and NDJSON, a row at a time, straight from the record.
import type { CallRow } from "../call/record.ts";
import { exportedColumns, type ExportNames } from "./exported-call.ts";

export type CallText = {
  /** Before the first row. */
  readonly head: string;
  readonly line: (row: CallRow, names: ExportNames) => string;
};

export function csvText(): CallText {
  const time = isoTimes();
  const line = (row: CallRow, names: ExportNames): string => {
    let text = "";
    for (const { kind, value } of exportedColumns) {
      if (text !== "") text += ",";
      const cell = value(row, names);
      if (cell === null) continue;
      if (typeof cell === "string") text += csvCell(cell);
      else text += kind === "time" ? time(Number(cell)) : cell;
    }
    return `${text}\r\n`;
  };
  return { head: `${exportedColumns.map(({ name }) => name).join(",")}\r\n`, line };
}

export function ndjsonText(): CallText {
  const columns = exportedColumns.map(({ name, value }) => ({ key: `,"${name}":`, value }));
  const line = (row: CallRow, names: ExportNames): string => {
    let text = "";
    for (const { key, value } of columns) {
      const cell = value(row, names);
      text += key;
      text += typeof cell === "string" ? jsonText(cell) : cell;
    }
    return `{${text.slice(1)}}\n`;
  };
  return { head: "", line };
}

const mustBeQuoted = /[",\r\n]/;
/** With one of these a spreadsheet begins a formula; with ' we say that we put one there. */
const beginsFormula = /^[=+\-@\t\r'＝＋－＠]/;
/** A signed number does nothing in a spreadsheet, and so are telephone numbers written. */
const isNumber = /^[+-]\d+$/;

/** A text that a spreadsheet would read as a formula gets an apostrophe before it. */
function csvCell(text: string): string {
  const plain = beginsFormula.test(text) && !isNumber.test(text) ? `'${text}` : text;
  return mustBeQuoted.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

// What JSON escapes, and lone surrogates, which no encoding takes.
// oxlint-disable-next-line no-control-regex
const mustBeEscaped = /["\\\u0000-\u001f\ud800-\udfff]/;

function jsonText(text: string): string {
  return mustBeEscaped.test(text) ? JSON.stringify(text) : `"${text}"`;
}

const dayMs = 86_400_000;

/** ISO 8601 in UTC. Times of one file mostly fall on a few days: the day is written once. */
function isoTimes(): (at: number) => string {
  let day = Number.NaN;
  let dayText = "";
  return (at) => {
    const ms = at % dayMs;
    if (at - ms !== day) {
      day = at - ms;
      dayText = new Date(day).toISOString().replace(/T.*/, "T");
    }
    const seconds = Math.floor(ms / 1000);
    const minutes = Math.floor(seconds / 60);
    const hour = digits[Math.floor(minutes / 60)];
    const thousandths = ms % 1000;
    const padding = thousandths < 10 ? "00" : thousandths < 100 ? "0" : "";
    return `${dayText}${hour}:${digits[minutes % 60]}:${digits[seconds % 60]}.${padding}${thousandths}Z`;
  };
}

const digits = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, "0"));
