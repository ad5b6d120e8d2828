// Calls as text: CSV (RFC 4180) and NDJSON, straight from the record into bytes.
import type { CallRow } from "../call/record.ts";
import { fixedText, plainCharacters, type ByteText } from "../lib/byte-text.ts";
import { exportedColumns, type ExportNames } from "./exported-call.ts";

export type CallText = {
  readonly writeHead: (into: ByteText) => void;
  readonly writeRow: (into: ByteText, row: CallRow, names: ExportNames) => void;
};

const comma = 44;
const quote = 34;
const backslash = 92;
const csvRowEnd = fixedText("\r\n");
const flag = { true: fixedText("true"), false: fixedText("false"), null: fixedText("null") };

export const csvText: CallText = {
  writeHead: (into) => into.text(`${exportedColumns.map(({ name }) => name).join(",")}\r\n`),
  writeRow: (into, row, names) => {
    let isFirst = true;
    for (const { kind, value } of exportedColumns) {
      if (!isFirst) into.character(comma);
      isFirst = false;
      const cell = value(row, names);
      if (cell === null) continue;
      if (typeof cell === "string") writeCsvText(into, cell);
      else if (typeof cell === "boolean") into.fixed(cell ? flag.true : flag.false);
      else if (kind === "time") into.time(cell);
      else into.integer(cell);
    }
    into.fixed(csvRowEnd);
  },
};

const plainInCsv = plainCharacters((code) => !'",\r\n'.includes(String.fromCharCode(code)));
/** With one of these a spreadsheet begins a formula; with ' we say that we put one there. */
const beginsFormula = /^[=+\-@\t\r'＝＋－＠]/;
const isSafeFirst = plainCharacters((code) => !beginsFormula.test(String.fromCharCode(code)));
/** A signed number does nothing in a spreadsheet, and so are telephone numbers written. */
const isNumber = /^[+-]\d+$/;

/** A text that a spreadsheet would read as a formula gets an apostrophe before it. */
function writeCsvText(into: ByteText, text: string): void {
  if (isSafeFirst[text.charCodeAt(0)] === 1 && into.plain(text, plainInCsv)) return;
  const isFormula = beginsFormula.test(text) && !isNumber.test(text);
  const cell = isFormula ? `'${text}` : text;
  into.text(/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
}

const jsonColumns = exportedColumns.map(({ name, value }, index) => {
  return { key: fixedText(`${index === 0 ? "{" : ","}"${name}":`), value };
});
const jsonRowEnd = fixedText("}\n");

export const ndjsonText: CallText = {
  writeHead: () => {},
  writeRow: (into, row, names) => {
    for (const { key, value } of jsonColumns) {
      into.fixed(key);
      const cell = value(row, names);
      if (typeof cell === "string") writeJsonText(into, cell);
      else if (typeof cell === "number") into.integer(cell);
      else if (cell === null) into.fixed(flag.null);
      else into.fixed(cell ? flag.true : flag.false);
    }
    into.fixed(jsonRowEnd);
  },
};

const plainInJson = plainCharacters((code) => code >= 32 && code !== quote && code !== backslash);

function writeJsonText(into: ByteText, text: string): void {
  into.character(quote);
  if (into.plain(text, plainInJson)) into.character(quote);
  else into.text(JSON.stringify(text).slice(1));
}
