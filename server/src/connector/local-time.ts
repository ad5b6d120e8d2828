// Date and time as a PBX writes it, of its own zone and without saying which -> an instant.
import { isDate } from "../lib/parse-time.ts";
import type { FactTime } from "./fact-writer.ts";

const form = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:[.,](\d{1,9}))?$/;
const epochForm = /^(\d{9,11})(?:\.(\d{1,9}))?$/;
const halfDayMs = 43_200_000;
/** Of two times that follow each other the second may be a little earlier: two clocks wrote them. */
const slackMs = 60_000;

/** An instant to the microsecond, and how exactly it was written. */
export type WrittenTime = FactTime & {
  readonly micros: number;
  /** In an hour that the clocks go through twice: how far away the other of the two instants is. */
  readonly otherMs?: number;
};

/**
 * Reads "2026-11-21 04:29:33" or epoch seconds, both with a fraction or not; undefined for anything
 * else. Of an hour that the clocks go through twice it takes one: `followingOn` knows which. `timeZone`
 * is an IANA name.
 */
export function timeReader(timeZone: string): (text: string) => WrittenTime | undefined {
  const format = formatOf(timeZone);
  // A file goes through time from one end to the other: most times lie in the half hour of the last one. Of a
  // whole hour, clocks that change by half of one may skip the beginning.
  let half = "";
  let halfStart = 0;
  let otherMs = 0;
  return (text) => {
    const match = form.exec(text);
    if (match === null) {
      const epoch = epochForm.exec(text);
      return epoch === null ? undefined : written(Number(epoch[1]) * 1000, epoch[2]);
    }
    const minute = Number(text.slice(14, 16));
    const isSecond = minute >= 30;
    const halfText = `${text.slice(0, 13)}:${isSecond ? "30" : "00"}`;
    if (halfText !== half) {
      half = halfText;
      halfStart = startOfHalf(half, format);
      otherMs = otherStart(halfStart, format) - halfStart;
    }
    if (Number.isNaN(halfStart)) return undefined;
    const inHalf = (isSecond ? minute - 30 : minute) * 60 + Number(text.slice(17, 19));
    const time = written(halfStart + inHalf * 1000, match[1]);
    return otherMs === 0 ? time : { ...time, otherMs };
  };
}

/** The first instant that the time may stand for, unless that would lie before the time ahead of it. */
export function followingOn(time: WrittenTime, previousAt = -Infinity): WrittenTime {
  const { otherMs = 0 } = time;
  if (otherMs === 0) return time;
  const [first, second] =
    otherMs < 0 ? [shifted(time, otherMs), time] : [time, shifted(time, otherMs)];
  return first.at >= previousAt - slackMs ? first : second;
}

function shifted({ micros, at, precisionMs }: WrittenTime, ms: number): WrittenTime {
  return { micros: micros + ms * 1000, at: at + ms, precisionMs };
}

/**
 * The offset of the wall clock is found through that of an instant near it. NaN of a date that is none,
 * such as the "0000-00-00" of databases.
 */
function startOfHalf(half: string, format: Intl.DateTimeFormat): number {
  const local = Date.parse(`${half.replace(" ", "T")}:00Z`);
  if (Number.isNaN(local) || !isDate(half.slice(0, 10))) return NaN;
  return local - offsetOf(format, local - offsetOf(format, local));
}

/** The same half hour again, before or behind a change of the clocks; most come once. */
function otherStart(start: number, format: Intl.DateTimeFormat): number {
  if (Number.isNaN(start)) return start;
  const local = start + offsetOf(format, start);
  for (const near of [start - halfDayMs, start + halfDayMs]) {
    const other = local - offsetOf(format, near);
    if (other !== start && other + offsetOf(format, other) === local) return other;
  }
  return start;
}

function written(wholeMs: number, fraction = ""): WrittenTime {
  const micros = wholeMs * 1000 + Number(fraction.padEnd(6, "0").slice(0, 6));
  return { micros, at: Math.floor(micros / 1000), precisionMs: fraction === "" ? 1000 : 1 };
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "gregory",
    numberingSystem: "latn",
    timeZoneName: "longOffset",
  });
}

/** From "GMT+08:00", or "GMT". */
function offsetOf(format: Intl.DateTimeFormat, instant: number): number {
  const name = format.formatToParts(instant).find(({ type }) => type === "timeZoneName")?.value;
  const match = /([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(name ?? "");
  if (match === null) return 0;
  const [, sign, hours = "0", minutes = "0", seconds = "0"] = match;
  const ms = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  return sign === "-" ? -ms : ms;
}
