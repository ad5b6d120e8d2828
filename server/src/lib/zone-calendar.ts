// Where the days of a time zone begin, whatever its clocks do at midnight.

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;

/** A Date knows no later one. */
const lastInstant = 8_640_000_000_000_000;

/** Number of the local calendar day: the same date has the same number in every zone. */
export type DayNumber = number;

export type ZoneCalendar = {
  readonly dayAt: (instant: number) => DayNumber;
  /** The first instant of the day: not always 00:00, which some changes of the clock skip. */
  readonly startOf: (day: DayNumber) => number;
};

/** `timeZone` is an IANA name; throws a RangeError for another. */
export function zoneCalendar(timeZone: string): ZoneCalendar {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "gregory",
    numberingSystem: "latn",
    year: "numeric",
    month: "numeric",
    day: "numeric",
  });

  function dayAt(instant: number): DayNumber {
    const parts = { year: 0, month: 0, day: 0 };
    for (const { type, value } of format.formatToParts(Math.min(instant, lastInstant))) {
      if (type === "year" || type === "month" || type === "day") parts[type] = Number(value);
    }
    return Date.UTC(parts.year, parts.month - 1, parts.day) / dayMs;
  }

  function startOf(day: DayNumber): number {
    // Zones lie between UTC-12 and UTC+14: the day begins within these bounds.
    let before = day * dayMs - 15 * hourMs;
    let within = day * dayMs + 13 * hourMs;
    while (within - before > 1) {
      const middle = Math.floor((before + within) / 2);
      if (dayAt(middle) >= day) within = middle;
      else before = middle;
    }
    return within;
  }

  return { dayAt, startOf };
}

export function isTimeZone(text: string): boolean {
  try {
    zoneCalendar(text);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
