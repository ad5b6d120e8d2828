// A time as spreadsheets and databases write it -> an instant. Its shape tells its form.
import { isDate, parseTime } from "../../lib/parse-time.ts";
import { timeReader, type WrittenTime } from "../local-time.ts";

const timeOfDayForm = /^(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:\s?([ap])\.?m\.?)?$/i;
const dayAndTimeForm = /^(\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4})(?:T|,? +)(\S.*)$/;
const epochMillisForm = /^\d{12,14}$/;
const yearFirstForms = [
  /^(?<year>\d{4})[-/.]?(?<month>\d\d)[-/.]?(?<day>\d\d)$/,
  /^(?<year>\d{4})[-/.](?<month>\d{1,2})[-/.](?<day>\d{1,2})$/,
  /^(?<year>\d\d)(?<month>\d\d)(?<day>\d\d)$/,
];
/** Which of the first two is the day cannot be seen. */
const yearLastForms = {
  ymd: undefined,
  dmy: /^(?<day>\d{1,2})[-/.](?<month>\d{1,2})[-/.](?<year>\d{4}|\d\d)$/,
  mdy: /^(?<month>\d{1,2})[-/.](?<day>\d{1,2})[-/.](?<year>\d{4}|\d\d)$/,
} as const;
const secondMs = 1000;
const minuteMs = 60_000;
const halfDaySeconds = 43_200;
const daySeconds = 86_400;

/** Of dates whose year does not come first. */
export type DateOrder = keyof typeof yearLastForms;

/** Whether the text begins with a date that only its order can tell. */
export function needsDateOrder(text: string): boolean {
  return yearLastForms.dmy.test(text.split(/[ ,T]/)[0] ?? "");
}

type TimeOfDay = { readonly seconds: number; readonly precisionMs: number };

export type TimeOfRow =
  | { readonly kind: "time"; readonly time: WrittenTime }
  /** Needs a day: the one of the row, or the next if the row has gone through midnight. */
  | ({ readonly kind: "timeOfDay" } & TimeOfDay)
  | { readonly kind: "none" };

export type RowTimes = {
  /** Epoch seconds or milliseconds, ISO 8601, date and time of the zone, or time of day. */
  readonly read: (text: string) => TimeOfRow;
  /** Undefined when the date is none. */
  readonly onDay: (date: string, seconds: number, precisionMs: number) => WrittenTime | undefined;
};

export function rowTimes(timeZone: string, order: DateOrder): RowTimes {
  const inZone = timeReader(timeZone);
  const onDay: RowTimes["onDay"] = (date, seconds, precisionMs) => {
    const day = dayOf(date, order);
    if (day === undefined) return undefined;
    const clock = new Date(day + seconds * secondMs);
    const time = inZone(clock.toISOString().slice(0, 23));
    return time === undefined ? undefined : { ...time, precisionMs };
  };
  return {
    read(text) {
      const ofDay = timeOfDay(text);
      if (ofDay !== undefined) return { kind: "timeOfDay", ...ofDay };
      const time = instantOf(text) ?? inZone(text) ?? writtenOut(text, onDay);
      return time === undefined ? { kind: "none" } : { kind: "time", time };
    },
    onDay,
  };
}

function writtenOut(text: string, onDay: RowTimes["onDay"]): WrittenTime | undefined {
  const [, date = "", clock = ""] = dayAndTimeForm.exec(text) ?? [];
  const ofDay = timeOfDay(clock);
  return ofDay === undefined ? undefined : onDay(date, ofDay.seconds, ofDay.precisionMs);
}

function timeOfDay(text: string): TimeOfDay | undefined {
  const match = timeOfDayForm.exec(text);
  if (match === null) return undefined;
  const [, hour = "0", minute = "0", second, fraction = "", half = ""] = match;
  const hours = half === "" ? Number(hour) : (Number(hour) % 12) + (/p/i.test(half) ? 12 : 0);
  const whole = hours * 3600 + Number(minute) * 60 + Number(second ?? "0");
  const seconds = whole + Number(`0.${fraction || "0"}`);
  const wholeMs = second === undefined ? minuteMs : secondMs;
  return { seconds, precisionMs: fraction === "" ? wholeMs : 1 };
}

function instantOf(text: string): WrittenTime | undefined {
  if (epochMillisForm.test(text)) return instant(Number(text), 1);
  const at = parseTime(text.replace(" ", "T"));
  return at === undefined ? undefined : instant(at, /[.,]/.test(text) ? 1 : secondMs);
}

function instant(at: number, precisionMs: number): WrittenTime {
  return { at, micros: at * 1000, precisionMs };
}

/** Its beginning by UTC: the clock's day, whatever the zone. */
function dayOf(date: string, order: DateOrder): number | undefined {
  for (const form of [...yearFirstForms, yearLastForms[order]]) {
    const groups = form?.exec(date.trim())?.groups;
    if (groups === undefined) continue;
    const { year = "", month = "", day = "" } = groups;
    const full = year.length === 2 ? Number(year) + (Number(year) < 70 ? 2000 : 1900) : year;
    const iso = `${full}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
    return isDate(iso) ? Date.parse(iso) : undefined;
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
