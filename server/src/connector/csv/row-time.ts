// A time as spreadsheets and databases write it -> an instant. Its shape tells its form.
import type { FactTime } from "../fact-writer.ts";
import { timeReader } from "../local-time.ts";

const timeOfDayForm = /^(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?$/;
const zonedForm = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)$/;
const epochMillisForm = /^\d{12,14}$/;
const dateForms = [
  /^(?<year>\d{4})[-/.]?(?<month>\d\d)[-/.]?(?<day>\d\d)$/,
  /^(?<year>\d\d)(?<month>\d\d)(?<day>\d\d)$/,
];
const secondMs = 1000;
const halfDaySeconds = 43_200;
const daySeconds = 86_400;

export type TimeOfRow =
  | { readonly kind: "time"; readonly time: FactTime }
  /** Needs a day: the one of the row, or the next if the row has gone through midnight. */
  | { readonly kind: "timeOfDay"; readonly seconds: number; readonly precisionMs: number }
  | { readonly kind: "none" };

export type RowTimes = {
  /** Epoch seconds or milliseconds, ISO 8601, date and time of the zone, or time of day. */
  readonly read: (text: string) => TimeOfRow;
  /** Undefined when the date is none. */
  readonly onDay: (date: string, seconds: number, precisionMs: number) => FactTime | undefined;
};

export function rowTimes(timeZone: string): RowTimes {
  const inZone = timeReader(timeZone);
  return {
    read(text) {
      const ofDay = timeOfDayForm.exec(text);
      if (ofDay !== null) {
        const [, hour = "0", minute = "0", second = "0", fraction = ""] = ofDay;
        const whole = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
        const seconds = whole + Number(`0.${fraction || "0"}`);
        return { kind: "timeOfDay", seconds, precisionMs: fraction === "" ? secondMs : 1 };
      }
      const time = instantOf(text) ?? inZone(text);
      return time === undefined ? { kind: "none" } : { kind: "time", time };
    },
    onDay(date, seconds, precisionMs) {
      const day = dayOf(date);
      if (day === undefined) return undefined;
      const days = Math.floor(seconds / daySeconds);
      const clock = new Date(
        day + days * daySeconds * secondMs + (seconds % daySeconds) * secondMs,
      );
      const at = inZone(clock.toISOString().slice(0, 23))?.at;
      return at === undefined ? undefined : { at, precisionMs };
    },
  };
}

function instantOf(text: string): FactTime | undefined {
  if (epochMillisForm.test(text)) return { at: Number(text), precisionMs: 1 };
  if (!zonedForm.test(text)) return undefined;
  const at = Date.parse(text.replace(" ", "T"));
  return Number.isNaN(at) ? undefined : { at, precisionMs: text.includes(".") ? 1 : secondMs };
}

/** Its beginning by UTC: the clock's day, whatever the zone. */
function dayOf(date: string): number | undefined {
  for (const form of dateForms) {
    const groups = form.exec(date.trim())?.groups;
    if (groups === undefined) continue;
    const { year = "", month, day } = groups;
    const full = year.length === 2 ? Number(year) + (Number(year) < 70 ? 2000 : 1900) : year;
    const at = Date.parse(`${full}-${month}-${day}T00:00:00Z`);
    return Number.isNaN(at) ? undefined : at;
  }
  return undefined;
}

/**
 * Times of day, each after the one before: one that is much earlier is of the next day. A little earlier
 * is no midnight, but a clock that is wrong.
 */
export function afterMidnight(seconds: number, before: number): number {
  const days = Math.floor(before / daySeconds);
  const sameDay = seconds + days * daySeconds;
  return before - sameDay > halfDaySeconds ? sameDay + daySeconds : sameDay;
}

/** Seconds, with a fraction or not, or H:mm:ss. Negative ones are none. */
export function durationMs(text: string): number | undefined {
  if (/^\d+(?:[.,]\d+)?$/.test(text)) return Math.round(Number(text.replace(",", ".")) * secondMs);
  const clock = /^(\d+):(\d\d)(?::(\d\d))?$/.exec(text);
  if (clock === null) return undefined;
  const [, first = "0", second = "0", third] = clock;
  const whole =
    third === undefined
      ? Number(first) * 60 + Number(second)
      : Number(first) * 3600 + Number(second) * 60 + Number(third);
  return whole * secondMs;
}
