// A row of the call detail records -> its fields by name, and its times.
import { CsvRows, type CsvRow } from "../csv-rows.ts";
import { bornAtMicros } from "../asterisk-ami/ami-snapshot.ts";
import { followingOn, timeReader, type WrittenTime } from "../local-time.ts";
import { NamedColumns, type NamedFields } from "../named-columns.ts";
import { TableRows } from "../table-rows.ts";
import { customColumns, masterColumns, type CdrReading } from "./cdr-settings.ts";

const names = {
  accountcode: "accountCode",
  src: "src",
  dst: "dst",
  did: "did",
  dcontext: "context",
  channel: "channel",
  dstchannel: "dstChannel",
  lastapp: "app",
  lastdata: "appData",
  start: "start",
  calldate: "start",
  answer: "answer",
  end: "end",
  duration: "duration",
  billsec: "billsec",
  disposition: "disposition",
  uniqueid: "uniqueId",
  linkedid: "linkedId",
  sequence: "sequence",
} as const;

export type CdrField = (typeof names)[keyof typeof names];

export type CdrRow = {
  readonly line: number;
  readonly text: string;
  readonly fields: NamedFields<CdrField>;
  readonly precisionMs: number;
  readonly startAt: number;
  /** Epoch ms; 0 = not answered. */
  readonly answerAt: number;
  readonly endAt: number;
};

export type CdrFault = { readonly line: number; readonly text: string; readonly reason: string };

/** Where the two usual layouts have the time of the start. */
const startInCustom = customColumns.indexOf("start");
const needed = ["start", "uniqueId"] as const;

export class CdrParser {
  readonly #rows: CsvRows;
  readonly #timeOf: ReturnType<typeof timeReader>;
  readonly #columns: NamedColumns<CdrField>;
  readonly #custom: NamedColumns<CdrField> | undefined;

  constructor({ encoding, timeZone, columns }: CdrReading) {
    const table = new TableRows((fields) => this.#columns.isHeader(fields));
    this.#rows = new CsvRows({ form: { encoding }, table });
    this.#timeOf = timeReader(timeZone);
    const isGiven = columns.length > 0;
    const given = isGiven ? columns : masterColumns;
    this.#columns = new NamedColumns({ columns: given, names, needed });
    if (!isGiven) this.#custom = new NamedColumns({ columns: customColumns, names, needed });
  }

  push(chunk: Uint8Array): readonly (CdrRow | CdrFault)[] {
    return this.#rows.push(chunk).flatMap((row) => (row.kind === "fault" ? row : this.#read(row)));
  }

  finish(): readonly (CdrRow | CdrFault)[] {
    return this.#rows.finish().flatMap((row) => (row.kind === "fault" ? row : this.#read(row)));
  }

  #read(row: CsvRow): readonly (CdrRow | CdrFault)[] {
    const { line, text, fields: split } = row;
    const isCustom = this.#timeOf(split[startInCustom] ?? "") !== undefined;
    const columns = isCustom ? (this.#custom ?? this.#columns) : this.#columns;
    const fields = columns.read(split);
    if (fields === "header") return [];
    if (fields === "tooFew") return [{ line, text, reason: "row has too few columns" }];
    return [this.#timed(row, fields)];
  }

  #timed({ line, text }: CsvRow, fields: NamedFields<CdrField>): CdrRow | CdrFault {
    const bornAt = bornAtMicros(fields.uniqueId ?? "") / 1000;
    const start = this.#after(bornAt, fields.start);
    if (start === undefined) return { line, text, reason: "time cannot be read" };
    const { at: startAt, precisionMs } = start;
    const answer = this.#after(startAt, fields.answer);
    // FreePBX keeps start and durations alone.
    const endAt =
      this.#after(answer?.at ?? startAt, fields.end)?.at ??
      startAt + Math.max(0, secondsOf(fields.duration));
    const isAnswered = fields.disposition === "ANSWERED";
    const talkedSince = isAnswered ? endAt - Math.max(0, secondsOf(fields.billsec)) : 0;
    const answerAt = fields.answer === undefined ? talkedSince : (answer?.at ?? 0);
    return { line, text, fields, precisionMs, startAt, answerAt, endAt };
  }

  #after(previousAt: number, text = ""): WrittenTime | undefined {
    const time = this.#timeOf(text);
    return time === undefined ? undefined : followingOn(time, previousAt);
  }
}

/** In ms. */
function secondsOf(text = ""): number {
  return /^\d{1,9}(?:\.\d+)?$/.test(text) ? Number(text) * 1000 : 0;
}
