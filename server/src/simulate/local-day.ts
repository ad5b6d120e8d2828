// Where a day of a time zone begins and ends, and which day of the week it is.

const hourMs = 3_600_000;

export type LocalDay = {
  /** First instant of the day, and of the next; epoch ms. */
  readonly from: number;
  readonly to: number;
  /** 0 = Sunday. */
  readonly weekday: number;
};

/** Throws a RangeError for a time zone that is not an IANA name. */
export function localDays(timeZone: string): (instant: number) => LocalDay {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone, dateStyle: "short" });
  const weekdays = new Intl.DateTimeFormat("en-US", { timeZone, weekday: "short" });
  const names = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
  return (instant) => {
    const date = format.format(instant);
    // No local day is longer than 25 hours.
    const from = firstInstant(instant - 26 * hourMs, instant, (at) => format.format(at) === date);
    const to = firstInstant(instant, instant + 26 * hourMs, (at) => format.format(at) !== date);
    return { from, to, weekday: names.indexOf(weekdays.format(instant)) };
  };
}

/** Between an instant where it does not hold and one where it does, it begins to hold once. */
function firstInstant(before: number, within: number, holds: (instant: number) => boolean): number {
  let low = before;
  let high = within;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}
