// What became of the files of an import, in words.
import type { ImportFormat, ImportReport, SkippedRow } from "../connector/import-format.ts";
import { count, size } from "./import-progress.ts";
import type { PassResult } from "./run-import.ts";

const rowsShownMax = 30;

type Counts = Readonly<Record<string, number>>;

export function reportImport(
  format: ImportFormat,
  results: readonly PassResult[],
  say: (text: string) => void,
): void {
  const { rowName = "line" } = format;
  const reports = results.map(({ report }) => report);
  const files = results.reduce((total, { paths }) => total + paths.length, 0);
  const rows = sum(reports, (report) => report.rows);
  const bytes = sum(reports, (report) => report.bytes);
  const inFiles = files === 1 ? "" : ` in ${files} files`;
  say(`read: ${size(bytes)}${inFiles}, ${count(rows)} ${rowName}s`);
  sayCounts("made of them", added(reports.map(({ events }) => events)), say);
  sayCounts("known and not needed", added(reports.map(({ ignored }) => ignored)), say);
  sayCounts("odd", added(reports.map(({ notes }) => notes)), say);
  sayRows(results, rowName, ({ notedRows = [] }) => notedRows, say);
  const open = sum(reports, (report) => report.openCalls);
  if (open > 0) say(`calls whose end is not in the files: ${count(open)}`);
  saySkipped(results, rowName, say);
  for (const { outOfOrder } of results) {
    if (outOfOrder === undefined) continue;
    say(`'${outOfOrder}' begins before the file read ahead of it: give the oldest file first`);
  }
}

function saySkipped(
  results: readonly PassResult[],
  rowName: string,
  say: (text: string) => void,
): void {
  sayCounts("skipped", added(results.map(({ report }) => report.skipped)), say);
  sayRows(results, rowName, ({ skippedRows }) => skippedRows, say);
}

function sayRows(
  results: readonly PassResult[],
  rowName: string,
  rowsOf: (report: ImportReport) => readonly SkippedRow[],
  say: (text: string) => void,
): void {
  const rows = results.flatMap(({ report, place, paths }) =>
    rowsOf(report).map(({ row, reason, text }) => {
      const inFile = paths.length === 1 && results.length > 1 ? `'${paths[0]}' ` : "";
      const where =
        rowName === "line" ? inFile + place.ofLine(row, paths) : `${inFile}${rowName} ${row}`;
      return `  ${where}: ${reason}: ${text}`;
    }),
  );
  for (const row of rows.slice(0, rowsShownMax)) say(row);
}

function sayCounts(name: string, counts: Counts, say: (text: string) => void): void {
  const parts = Object.entries(counts).map(([what, times]) => `${what} ${count(times)}`);
  if (parts.length > 0) say(`${name}: ${parts.join(", ")}`);
}

function sum(reports: readonly ImportReport[], of: (report: ImportReport) => number): number {
  return reports.reduce((total, report) => total + of(report), 0);
}

function added(all: readonly Readonly<Partial<Record<string, number>>>[]): Counts {
  const total: Record<string, number> = {};
  for (const counts of all) {
    for (const [name, times = 0] of Object.entries(counts)) {
      total[name] = (total[name] ?? 0) + times;
    }
  }
  return total;
}
