// What became of the files of an import, in words.
import type { ImportFormat, ImportReport, SkippedRow } from "../connector/import-format.ts";
import { count, size } from "./import-progress.ts";
import type { PassResult } from "./run-import.ts";

/** Of one reason, in all files. */
const rowsShownMax = 3;

type Say = (text: string) => void;
type Counts = Readonly<Record<string, number>>;

export function reportImport(format: ImportFormat, results: readonly PassResult[], say: Say): void {
  const { rowName = "line" } = format;
  const reports = results.map(({ report }) => report);
  const files = results.reduce((total, { paths }) => total + paths.length, 0);
  const rows = sum(reports, (report) => report.rows);
  const bytes = sum(reports, (report) => report.bytes);
  const inFiles = files === 1 ? "" : ` in ${files} files`;
  say(`read: ${size(bytes)}${inFiles}, ${count(rows)} ${rowName}s`);
  sayCounts("made of them", added(reports.map(({ events }) => events)), say);
  sayCounts("known and not needed", added(reports.map(({ ignored }) => ignored)), say);
  sayReasons("told, but odd", shownOf(results, rowName, noted), say);
  const open = sum(reports, (report) => report.openCalls);
  if (open > 0) say(`calls whose end is not in the files: ${count(open)}`);
  sayReasons("skipped", shownOf(results, rowName, skipped), say);
  for (const warning of reports.flatMap(({ warnings = [] }) => warnings)) {
    say(`warning: ${warning}`);
  }
  const isNothing = reports.every(({ events }) => Object.keys(events).length === 0);
  const hasSkipped = reports.some((report) => Object.keys(report.skipped).length > 0);
  // All of it on one line: the line ends may be none that are known.
  const isOneLine = rows === 1 && rowName === "line";
  if (isNothing && (hasSkipped || isOneLine)) {
    const ends = isOneLine ? " with lines that end in LF or CRLF" : "";
    say(
      `nothing came of it: is it a file of format ${format.name}${ends}, and do the settings fit?`,
    );
  }
  for (const { outOfOrder } of results) {
    if (outOfOrder === undefined) continue;
    say(`'${outOfOrder}' begins before the file read ahead of it: give the oldest file first`);
  }
}

type Reasons = { readonly counts: Counts; readonly rows: readonly SkippedRow[] };

function skipped({ skipped: counts, skippedRows: rows }: ImportReport): Reasons {
  return { counts, rows };
}

function noted({ notes: counts, notedRows: rows = [] }: ImportReport): Reasons {
  return { counts, rows };
}

type ShownReasons = {
  readonly counts: Counts;
  /** By reason: the first few of its rows, each with its place. */
  readonly rows: ReadonlyMap<string, readonly string[]>;
};

function shownOf(
  results: readonly PassResult[],
  rowName: string,
  of: (report: ImportReport) => Reasons,
): ShownReasons {
  const rows = new Map<string, string[]>();
  for (const { report, place, paths } of results) {
    for (const { row, reason, text } of of(report).rows) {
      const inFile = paths.length === 1 && results.length > 1 ? `'${paths[0]}' ` : "";
      const hasLine = rowName === "line" || rowName === "record";
      const where = inFile + (hasLine ? place.ofLine(row, paths) : `${rowName} ${row}`);
      const shown = rows.get(reason) ?? [];
      if (shown.length < rowsShownMax) shown.push(`${where}: ${text}`);
      rows.set(reason, shown);
    }
  }
  return { counts: added(results.map(({ report }) => of(report).counts)), rows };
}

function sayReasons(name: string, { counts, rows }: ShownReasons, say: Say): void {
  const reasons = Object.entries(counts).toSorted(([, a], [, b]) => b - a);
  if (reasons.length === 0) return;
  say(`${name}: ${count(reasons.reduce((total, [, times]) => total + times, 0))}`);
  for (const [reason, times] of reasons) {
    say(`  ${count(times)} x ${reason}`);
    for (const row of rows.get(reason) ?? []) say(`    ${row}`);
  }
}

function sayCounts(name: string, counts: Counts, say: Say): void {
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
