// Date and time as a PBX writes it, of its own zone and without saying which -> an instant.
import type { FactTime } from "./fact-writer.ts";

const form = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?$/;
const epochForm = /^(\d{9,11})(?:\.(\d{1,9}))?$/;
const hourMs = 3_600_000;
/** Hours of which the offset is remembered: a file goes through time from one end to the other. */
const rememberedHoursMax = 100;

/** An instant to the microsecond, and how exactly it was written. */
export type WrittenTime = FactTime & { readonly micros: number };

/**
 * Reads "2026-11-21 04:29:33" or epoch seconds, both with a fraction or not; undefined for anything
 * else. Of an hour that the clocks go through twice it takes one. `timeZone` is an IANA name.
 */
export function timeReader(timeZone: string): (text: string) => WrittenTime | undefined {
  const offsetAt = offsetReader(timeZone);
  return (text) => {
    const epoch = epochForm.exec(text);
    if (epoch !== null) return written(Number(epoch[1]) * 1000, epoch[2]);
    const match = form.exec(text);
    if (match === null) return undefined;
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
      .slice(1, 7)
      .map(Number);
    const local = Date.UTC(year, month - 1, day, hour, minute, second);
    // The offset of the wall clock is found through that of an instant near it.
    return written(local - offsetAt(local - offsetAt(local)), match[7]);
  };
}

function written(wholeMs: number, fraction = ""): WrittenTime {
  const micros = wholeMs * 1000 + Number(fraction.padEnd(6, "0").slice(0, 6));
  return { micros, at: Math.floor(micros / 1000), precisionMs: fraction === "" ? 1000 : 1 };
}

function offsetReader(timeZone: string): (instant: number) => number {
  const format = formatOf(timeZone);
  const byHour = new Map<number, number>();
  return (instant) => {
    const hour = Math.floor(instant / hourMs);
    const known = byHour.get(hour);
    if (known !== undefined) return known;
    if (byHour.size >= rememberedHoursMax) byHour.clear();
    const offset = offsetOf(format, instant);
    byHour.set(hour, offset);
    return offset;
  };
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone,
      calendar: "gregory",
      numberingSystem: "latn",
      timeZoneName: "longOffset",
    });
  } catch (cause) {
    throw new Error(`Cannot read times of '${timeZone}': it is no IANA time zone`, { cause });
  }
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
