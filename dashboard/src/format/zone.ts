// Instants and the wall clock of a time zone, both ways. `local` texts are those of <input
// type="datetime-local">: 2026-04-15T10:30 or 2026-04-15T10:30:15.

export type Zone = {
  readonly timeZone: string;
  readonly localText: (at: number) => string;
  /** 2026-04-15 */
  readonly localDate: (at: number) => string;
  /** undefined where the text cannot be read. Of an hour that comes twice, the first is meant; one that is left out begins with the next. */
  readonly instantOf: (local: string) => number | undefined;
  /** The first instant of the day that is `days` after the day of `at`. */
  readonly dayStart: (at: number, days?: number) => number;
  /** Monday = 1 ... Sunday = 7. */
  readonly weekday: (at: number) => number;
  readonly hour: (at: number) => number;
};

type WallClock = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
};

const dayMs = 86_400_000;

export function zoneOf(timeZone: string): Zone {
  const format = new Intl.DateTimeFormat("en-u-ca-iso8601-nu-latn", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const clock = (at: number) => wallClock(format, at);
  const offsetAt = (at: number) => asUtc(clock(at)) - Math.floor(at / 1000) * 1000;
  const localDate = (at: number) => new Date(asUtc(clock(at))).toISOString().slice(0, 10);
  const instantOf = (local: string) => {
    const said = Date.parse(`${/^\d{4}-\d\d-\d\d$/.test(local) ? `${local}T00:00` : local}Z`);
    if (Number.isNaN(said)) return undefined;
    const before = said - offsetAt(said - dayMs);
    const after = said - offsetAt(said + dayMs);
    const isAfter = before + offsetAt(before) !== said && after + offsetAt(after) === said;
    return isAfter ? after : before;
  };
  return {
    timeZone,
    localDate,
    localText: (at) => new Date(asUtc(clock(at))).toISOString().slice(0, 19).replace(/:00$/, ""),
    instantOf,
    dayStart: (at, days = 0) => {
      const { year, month, day } = clock(at);
      return (
        instantOf(new Date(Date.UTC(year, month - 1, day + days)).toISOString().slice(0, 10)) ?? at
      );
    },
    weekday: (at) => new Date(asUtc(clock(at))).getUTCDay() || 7,
    hour: (at) => clock(at).hour,
  };
}

function wallClock(format: Intl.DateTimeFormat, at: number): WallClock {
  const parts: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(at)) parts[type] = Number(value);
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts;
  return { year, month, day, hour, minute, second };
}

function asUtc({ year, month, day, hour, minute, second }: WallClock): number {
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
