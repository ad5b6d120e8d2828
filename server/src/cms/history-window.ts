// How far back a call list may ask: the documented two days of the tenant, or everything.
import { zoneCalendar, type ZoneCalendar } from "../lib/zone-calendar.ts";
import { invalid, type Refusal } from "./refusal.ts";

export type HistoryWindowKind = "documented" | "all";

export type HistoryWindow = {
  /** The refusal of a range that is inverted or outside the window; undefined when it is in order. */
  readonly refusalOf: (range: {
    readonly beginDate: number;
    readonly endDate: number;
    readonly timeZone: string;
    readonly now: number;
  }) => Refusal | undefined;
};

type Span = {
  readonly calendar: ZoneCalendar;
  /** 00:00:00 of yesterday. */
  readonly from: number;
  readonly today: number;
  /** The last millisecond of today. */
  readonly to: number;
};

export function openHistoryWindow(kind: HistoryWindowKind): HistoryWindow {
  // One entry a time zone in use; computed again when its day is over.
  const spans = new Map<string, Span>();

  function spanOf(timeZone: string, now: number): Span {
    const known = spans.get(timeZone);
    if (known !== undefined && now >= known.today && now <= known.to) return known;
    const calendar = known?.calendar ?? zoneCalendar(timeZone);
    const day = calendar.dayAt(now);
    const span = {
      calendar,
      from: calendar.startOf(day - 1),
      today: calendar.startOf(day),
      to: calendar.startOf(day + 1) - 1,
    };
    spans.set(timeZone, span);
    return span;
  }

  return {
    refusalOf: ({ beginDate, endDate, timeZone, now }) => {
      if (beginDate > endDate) {
        return invalid("beginDate", `not be after endDate '${endDate}'`, beginDate);
      }
      if (kind === "all") return undefined;
      const { from, to } = spanOf(timeZone, now);
      const range = `be from ${from} to ${to} (yesterday 00:00:00 to today 23:59:59, ${timeZone})`;
      if (beginDate < from) return invalid("beginDate", range, beginDate);
      if (endDate > to) return invalid("endDate", range, endDate);
      return undefined;
    },
  };
}
