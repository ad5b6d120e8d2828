// Numbers and times as the viewer reads them: in their language, in the zone they chose.
import type { Language } from "../i18n/word-table.ts";
import { durationText } from "./duration.ts";
import { zoneOf, type Zone } from "./zone.ts";

export type Format = {
  readonly language: Language;
  readonly zone: Zone;
  readonly count: (value: number) => string;
  /** 0.871 -> 87.1 %; "–" for null. */
  readonly share: (value: number | null) => string;
  /** "–" for null. */
  readonly duration: (ms: number | null) => string;
  /** With units, for what is no talk or wait: 12 ms, 18 secs, 3 hrs 12 mins; "–" for null. */
  readonly span: (ms: number | null) => string;
  readonly bytes: (value: number) => string;
  /** 10:15:32 */
  readonly time: (at: number) => string;
  /** 10:15 */
  readonly shortTime: (at: number) => string;
  /** 15 Apr, 10:15:32; with the year where it is another one. */
  readonly dateTime: (at: number) => string;
  /** Wed, 15 Apr 2026 */
  readonly date: (at: number) => string;
  /** 15 Apr */
  readonly shortDate: (at: number) => string;
  /** Mon; Monday = 1. */
  readonly weekday: (weekday: number) => string;
};

export const nothing = "–";
const mondayMs = Date.UTC(2024, 0, 1);
const dayMs = 86_400_000;

export function formatOf(language: Language, timeZone: string, now: () => number): Format {
  const zone = zoneOf(timeZone);
  const locale = language === "en" ? "en-GB" : "zh-CN";
  const clock = (options: Intl.DateTimeFormatOptions, zone = timeZone) => {
    const format = new Intl.DateTimeFormat(locale, {
      timeZone: zone,
      hourCycle: "h23",
      ...options,
    });
    return (at: number) => format.format(at);
  };
  const countFormat = new Intl.NumberFormat(locale);
  const shareFormat = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  const day = { day: "numeric", month: "short" } as const;
  const toMinute = { hour: "2-digit", minute: "2-digit" } as const;
  const toSecond = { ...toMinute, second: "2-digit" } as const;
  const thisYear = clock({ ...day, ...toSecond });
  const otherYear = clock({ ...day, year: "numeric", ...toSecond });
  const weekday = clock({ weekday: "short" }, "UTC");
  return {
    language,
    zone,
    count: (value) => countFormat.format(value),
    share: (value) => (value === null ? nothing : shareFormat.format(value)),
    duration: (ms) => (ms === null ? nothing : durationText(ms)),
    span: spanIn(locale),
    bytes: bytesIn(locale),
    time: clock(toSecond),
    shortTime: clock(toMinute),
    dateTime: (at) => {
      const isThisYear = zone.localDate(at).slice(0, 4) === zone.localDate(now()).slice(0, 4);
      return isThisYear ? thisYear(at) : otherYear(at);
    },
    date: clock({ weekday: "short", ...day, year: "numeric" }),
    shortDate: clock(day),
    weekday: (number) => weekday(mondayMs + (number - 1) * dayMs),
  };
}

function bytesIn(locale: string): (value: number) => string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;
  return (value) => {
    const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, value)) / 3));
    const unit = units[power] ?? "byte";
    const options = { style: "unit", unit, maximumSignificantDigits: 3 } as const;
    return new Intl.NumberFormat(locale, options).format(value / 1000 ** power);
  };
}

function spanIn(locale: string): (ms: number | null) => string {
  const units = [
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
    ["second", 1],
    ["millisecond", 0.001],
  ] as const;
  const text = (value: number, unit: string) =>
    new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short" }).format(value);
  return (ms) => {
    if (ms === null) return nothing;
    const seconds = Math.max(0, ms / 1000);
    const first = units.findIndex(([, length]) => seconds >= length);
    const [unit, length] = units[first] ?? ["millisecond", 0.001];
    const main = text(Math.floor(seconds / length), unit);
    const next = units[first + 1];
    // Smaller than minutes would only flicker.
    if (next === undefined || next[1] < 60) return main;
    const rest = Math.floor((seconds % length) / next[1]);
    return rest === 0 ? main : `${main} ${text(rest, next[0])}`;
  };
}
