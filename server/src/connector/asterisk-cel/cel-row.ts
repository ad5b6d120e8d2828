// A row of Channel Event Logging, csv or JSON -> its fields by name.
import { csvFault, splitLine } from "../csv-rows.ts";
import { timeReader, type WrittenTime } from "../local-time.ts";
import { NamedColumns, type NamedFields } from "../named-columns.ts";
import { TableRows } from "../table-rows.ts";
import { defaultTextLineLimits, lineFault, TextLines, type TextLine } from "../text-lines.ts";
import type { CelReading } from "./cel-settings.ts";

/** By the names that databases and JSON use; cel_custom.conf has no names. */
const names = {
  eventtype: "event",
  eventtime: "time",
  num: "callerNo",
  cidnum: "callerNo",
  cid_num: "callerNo",
  exten: "exten",
  context: "context",
  channame: "channel",
  appname: "app",
  appdata: "appData",
  accountcode: "accountCode",
  uniqueid: "uniqueId",
  linkedid: "linkedId",
  userdeftype: "userEvent",
  eventextra: "extra",
  extra: "extra",
  tenantid: "tenantId",
} as const;

export type CelField = (typeof names)[keyof typeof names];

export type CelRow = {
  readonly line: number;
  readonly text: string;
  readonly time: WrittenTime;
  readonly fields: NamedFields<CelField>;
  /** What the column `eventextra` holds. */
  readonly extra: Readonly<Record<string, unknown>>;
};

export type CelFault = {
  readonly line: number;
  readonly text: string;
  readonly reason: string;
};

/** Lines of either form, even mixed: which it is shows in how a line begins. */
export class CelParser {
  readonly #form: CelReading["form"];
  readonly #lines: TextLines;
  readonly #columns: NamedColumns<CelField>;
  readonly #timeOf: ReturnType<typeof timeReader>;
  readonly #table = new TableRows((fields) => this.#columns.isHeader(fields));

  constructor({ encoding, columns, form, timeZone }: CelReading) {
    this.#form = form;
    this.#lines = new TextLines({ limits: defaultTextLineLimits, encoding });
    this.#columns = new NamedColumns({ columns, names, needed: ["event", "time", "uniqueId"] });
    this.#timeOf = timeReader(timeZone);
  }

  push(chunk: Uint8Array): readonly (CelRow | CelFault)[] {
    return this.#lines.push(chunk).flatMap((line) => this.#read(line) ?? []);
  }

  finish(): readonly (CelRow | CelFault)[] {
    return this.#lines.finish().flatMap((line) => this.#read(line) ?? []);
  }

  /** Undefined of what is no row and no fault. */
  #read(row: TextLine): CelRow | CelFault | undefined {
    const { line, text, isTooLong, hasEnd } = row;
    const fault = (reason: string) => ({ line, text, reason });
    if (isTooLong) return fault(lineFault.tooLong);
    if (!hasEnd) return fault(lineFault.cutOff);
    if (text.trim() === "") return undefined;
    const isJson = this.#form === "json" || (this.#form === "auto" && text.startsWith("{"));
    return isJson ? this.#readJson(row, fault) : this.#readCsv(row, fault);
  }

  #readCsv({ line, text }: TextLine, fault: (reason: string) => CelFault) {
    const split = this.#table.split(text) ?? splitLine(text);
    if (split === undefined) return fault(csvFault.openQuote);
    const fields = this.#columns.read(split);
    if (fields === "header") return undefined;
    if (fields === "tooFew") return fault("row has too few columns");
    const time = this.#timeOf(fields.time ?? "");
    if (time === undefined) return fault("time cannot be read");
    return { line, text, time, fields, extra: extraOf(fields.extra) };
  }

  #readJson({ line, text }: TextLine, fault: (reason: string) => CelFault) {
    const object = objectOf(text);
    if (object === undefined) return fault("no JSON object");
    const fields: Partial<Record<CelField, string>> = {};
    let extra: unknown;
    for (const [key, value] of Object.entries(object)) {
      const name = nameOf.get(key.toLowerCase());
      if (name === "extra") extra = value;
      else if (name !== undefined) fields[name] = fieldText(value);
    }
    const time = this.#timeOf(fields.time ?? "");
    if (time === undefined) return fault("time cannot be read");
    return { line, text, time, fields, extra: extraOf(extra) };
  }
}

const nameOf: ReadonlyMap<string, CelField> = new Map(Object.entries(names));

/** In JSON the column is an object, or text that holds one. */
function extraOf(value: unknown): CelRow["extra"] {
  if (typeof value !== "string") return isObject(value) ? value : {};
  return value.startsWith("{") ? (objectOf(value) ?? {}) : {};
}

function objectOf(text: string): CelRow["extra"] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is CelRow["extra"] {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Asterisk writes texts; a converter may have made numbers of them. */
function fieldText(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
