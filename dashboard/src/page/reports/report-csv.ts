// A report as CSV (RFC 4180): a line per subject and span, as the API gives it.
import type { Report, ReportRow } from "./report-sums.ts";

type Value = string | number | null;

/** In the order of the API, what the line is of first. */
const columns: Readonly<Record<keyof ReportRow, (row: ReportRow) => Value>> = {
  tenant: (row) => row.tenant,
  id: (row) => row.id,
  name: (row) => row.name,
  from: (row) => new Date(row.from).toISOString(),
  to: (row) => new Date(row.to).toISOString(),
  inbound: (row) => row.inbound,
  offered: (row) => row.offered,
  answered: (row) => row.answered,
  answeredInTime: (row) => row.answeredInTime,
  abandoned: (row) => row.abandoned,
  shortAbandoned: (row) => row.shortAbandoned,
  missed: (row) => row.missed,
  overflowed: (row) => row.overflowed,
  serviceLevel: (row) => row.serviceLevel,
  asaMs: (row) => row.asaMs,
  ahtMs: (row) => row.ahtMs,
  waitMs: (row) => row.waitMs,
  talkMs: (row) => row.talkMs,
  holdMs: (row) => row.holdMs,
  transfers: (row) => row.transfers,
  outbound: (row) => row.outbound,
  outboundAnswered: (row) => row.outboundAnswered,
  outboundTalkMs: (row) => row.outboundTalkMs,
  longestWaitMs: (row) => row.longestWaitMs,
  occupancy: (row) => row.occupancy,
  servedMs: (row) => row.servedMs,
  idleMs: (row) => row.idleMs,
  afterCallMs: (row) => row.afterCallMs,
};

export function reportCsv({ rows }: Pick<Report, "rows">): string {
  const values = Object.values(columns);
  const lines = rows.map((row) => values.map((valueOf) => cell(valueOf(row))).join(","));
  return [Object.keys(columns).join(","), ...lines, ""].join("\r\n");
}

/** As in exports: a name that a spreadsheet would read as a formula gets an apostrophe, a number dialled none. */
function cell(value: Value): string {
  if (typeof value !== "string") return value === null ? "" : String(value);
  const isFormula = /^[=+\-@\t\r'＝＋－＠]/.test(value) && !/^[+-]\d+$/.test(value);
  const text = isFormula ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
