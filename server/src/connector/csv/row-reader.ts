// The fields of a row, by the columns of the settings -> times and values.
import type { FactTime } from "../fact-writer.ts";
import type { CsvColumn, CsvSettings } from "./csv-settings.ts";
import type { RowStays, Stay } from "./row-stays.ts";
import { followingOn } from "../local-time.ts";
import { afterMidnight, durationMs, needsDateOrder, rowTimes } from "./row-time.ts";
import type { RowTimes } from "./row-time.ts";

/** By header. */
export type RowFields = ReadonlyMap<string, string>;

/** Throws this when the row cannot be read: its message is the reason. */
export class UnreadableRow extends Error {}

const timesInOrder = [
  "arrived",
  "ivrEntered",
  "ivrLeft",
  "queued",
  "queueLeft",
  "offered",
  "answered",
  "ended",
] as const;

type TimeColumn = (typeof timesInOrder)[number];
type DurationColumn = "ivrSeconds" | "queueSeconds" | "talkSeconds";
type Times = Readonly<Partial<Record<TimeColumn, FactTime>>>;

export type ReadRow = {
  readonly stays: RowStays;
  readonly offered: FactTime | undefined;
  /** The row has times of two days. */
  readonly isOverMidnight: boolean;
};

export class RowReader {
  readonly #settings: CsvSettings;
  readonly #absent: ReadonlySet<string>;
  readonly #times: RowTimes;

  constructor(settings: CsvSettings) {
    this.#settings = settings;
    this.#absent = new Set(settings.absent);
    this.#times = rowTimes(settings.timeZone, settings.dateOrder);
  }

  /** "" when there is no such column. */
  text(fields: RowFields, column: CsvColumn): string {
    const header = this.#settings.columns[column];
    return header === "" ? "" : (fields.get(header) ?? "").trim();
  }

  read(fields: RowFields): ReadRow {
    const { times, isOverMidnight } = this.#timesOf(fields);
    const { arrived, offered, ended } = times;
    const ivr = this.#stay(fields, "ivrSeconds", {
      from: times.ivrEntered ?? this.#derived("ivrEntered", fields, "ivrSeconds", arrived),
      to: times.ivrLeft,
    });
    const queue = this.#stay(fields, "queueSeconds", {
      from: times.queued ?? this.#derived("queued", fields, "queueSeconds", ivr?.to ?? arrived),
      to: times.queueLeft,
    });
    const before = queue?.to ?? ivr?.to ?? arrived;
    const talk = this.#stay(fields, "talkSeconds", {
      from: times.answered ?? this.#derived("answered", fields, "talkSeconds", before),
      to: ended,
    });
    return { stays: { arrived, ivr, queue, talk, ended }, offered, isOverMidnight };
  }

  #timesOf(fields: RowFields): { readonly times: Times; readonly isOverMidnight: boolean } {
    const times: Partial<Record<TimeColumn, FactTime>> = {};
    const date = this.text(fields, "date") || this.#settings.fixed.date;
    let before: number | undefined;
    let previousAt: number | undefined;
    let isOverMidnight = false;
    for (const name of timesInOrder) {
      const text = this.text(fields, name);
      if (this.#absent.has(text)) continue;
      const read = this.#times.read(text);
      if (read.kind === "none") throw new UnreadableRow(this.#noTime(name, text));
      let time = read.kind === "time" ? read.time : undefined;
      if (read.kind === "timeOfDay") {
        const seconds = before === undefined ? read.seconds : afterMidnight(read.seconds, before);
        isOverMidnight ||= seconds !== read.seconds;
        before = seconds;
        time = this.#times.onDay(date, seconds, read.precisionMs);
      }
      if (time === undefined) throw new UnreadableRow(this.#noDate(name, date));
      const { at, precisionMs } = followingOn(time, previousAt);
      previousAt = at;
      times[name] = { at, precisionMs };
    }
    return { times, isOverMidnight };
  }

  #noTime(name: TimeColumn, text: string): string {
    return `'${name}' is no time${this.#orderHint(text)}`;
  }

  #noDate(name: TimeColumn, date: string): string {
    return `'${name}' has no date${this.#orderHint(date)}`;
  }

  #orderHint(text: string): string {
    const isUnset = this.#settings.dateOrder === "ymd" && needsDateOrder(text);
    return isUnset ? ": 'dateOrder' says what comes first in '21/11/2026'" : "";
  }

  /** Where no column has the beginning, it is the end of what was before, if the stay took any time. */
  #derived(
    column: "ivrEntered" | "queued" | "answered",
    fields: RowFields,
    duration: DurationColumn,
    before: FactTime | undefined,
  ): FactTime | undefined {
    const isTold = this.#settings.columns[column] !== "";
    return !isTold && (this.#duration(fields, duration) ?? 0) > 0 ? before : undefined;
  }

  #stay(
    fields: RowFields,
    column: DurationColumn,
    { from, to }: { readonly from: FactTime | undefined; readonly to: FactTime | undefined },
  ): Stay | undefined {
    if (from === undefined) return undefined;
    const lasted = to === undefined ? this.#duration(fields, column) : undefined;
    const end = lasted === undefined ? to : { ...from, at: from.at + lasted };
    return { from, to: end };
  }

  #duration(fields: RowFields, column: DurationColumn): number | undefined {
    const text = this.text(fields, column);
    if (text === "") return undefined;
    const lasted = durationMs(text);
    if (lasted === undefined) throw new UnreadableRow(`'${column}' is no duration`);
    return lasted;
  }
}
