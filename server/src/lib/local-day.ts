// Where a day of a time zone begins and ends, and which day of the week it is.
import { zoneCalendar } from "./zone-calendar.ts";

export type LocalDay = {
  /** First instant of the day, and of the next; epoch ms. */
  readonly from: number;
  readonly to: number;
  /** 0 = Sunday. */
  readonly weekday: number;
};

/** 1 January 1970 was a Thursday. */
const weekdayOfDayZero = 4;

/** Throws a RangeError for a time zone that is not an IANA name. */
export function localDays(timeZone: string): (instant: number) => LocalDay {
  const { dayAt, startOf } = zoneCalendar(timeZone);
  return (instant) => {
    const day = dayAt(instant);
    const weekday = (((day + weekdayOfDayZero) % 7) + 7) % 7;
    return { from: startOf(day), to: startOf(day + 1), weekday };
  };
}
