// Quarters, hours, days, weeks and months of a time zone.
import { firstIndex } from "./first-index.ts";
import { getOrPutUpTo } from "./get-or-put.ts";
import { zoneCalendar, type DayNumber } from "./zone-calendar.ts";

export type SpanKind = "quarterHour" | "hour" | "day" | "week" | "month";

/** `to` is the first instant after it; epoch ms. */
export type Span = { readonly from: number; readonly to: number };

const quarterMs = 900_000;
const minuteMs = 60_000;
const dayMs = 86_400_000;

/** Weeks begin on Mondays; day 0, 1 January 1970, was a Thursday. */
const daysAfterMonday = 3;

/** About three years of quarters of an hour. */
const spansKept = 100_000;

/** The span that an instant lies in. What a zone's clocks say is looked up once a span, and kept. */
export function zoneSpans(timeZone: string, kind: SpanKind): (instant: number) => Span {
  const spanAt = spanFinder(timeZone, kind);
  const byQuarter = new Map<number, Span>();
  let last: Span = { from: 0, to: 0 };
  return (instant) => {
    if (isIn(last, instant)) return last;
    last = getOrPutUpTo(byQuarter, spansKept, Math.floor(instant / quarterMs), () =>
      spanAt(instant),
    );
    // Long ago the clocks of some zones did not keep to quarters.
    if (!isIn(last, instant)) last = spanAt(instant);
    return last;
  };
}

function isIn({ from, to }: Span, instant: number): boolean {
  return instant >= from && instant < to;
}

function spanFinder(timeZone: string, kind: SpanKind): (instant: number) => Span {
  const { dayAt, startOf } = zoneCalendar(timeZone);
  const days = (from: DayNumber, to: DayNumber): Span => ({ from: startOf(from), to: startOf(to) });
  switch (kind) {
    case "quarterHour":
      return (instant) => {
        const from = instant - (instant % quarterMs);
        return { from, to: from + quarterMs };
      };
    case "hour":
      return hourFinder(timeZone);
    case "day":
      return (instant) => days(dayAt(instant), dayAt(instant) + 1);
    case "week":
      return (instant) => {
        const day = dayAt(instant);
        const monday = day - ((((day + daysAfterMonday) % 7) + 7) % 7);
        return days(monday, monday + 7);
      };
    case "month":
      return (instant) => {
        const date = new Date(dayAt(instant) * dayMs);
        const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
        return days(Date.UTC(year, month, 1) / dayMs, Date.UTC(year, month + 1, 1) / dayMs);
      };
  }
}

/**
 * Some zones are half an hour, or three quarters, beside the hours of UTC. Where their clocks change by part of
 * an hour, one hour ends and another begins with the change: it is shorter than others.
 */
function hourFinder(timeZone: string): (instant: number) => Span {
  const format = new Intl.DateTimeFormat("en-US", { timeZone, minute: "numeric" });
  /** Of the hour, as the clocks go at the instant, whatever they did within it. */
  const startOf = (instant: number) =>
    instant - (instant % minuteMs) - Number(format.format(instant)) * minuteMs;
  return (instant) => {
    const start = startOf(instant);
    const inHour = (minute: number) => startOf(start + minute * minuteMs) === start;
    const first = inHour(0) ? 0 : firstIndex(60, inHour);
    const end = inHour(59) ? 60 : first + firstIndex(60 - first, (index) => !inHour(first + index));
    return { from: start + first * minuteMs, to: start + end * minuteMs };
  };
}
