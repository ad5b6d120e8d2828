// Date and time as a PBX writes it, of its own zone and without saying which -> an instant.
import type { FactTime } from "./fact-writer.ts";

const form = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:[.,](\d{1,9}))?$/;
const epochForm = /^(\d{9,11})(?:\.(\d{1,9}))?$/;
/** An instant to the microsecond, and how exactly it was written. */
export type WrittenTime = FactTime & { readonly micros: number };

/**
 * Reads "2026-11-21 04:29:33" or epoch seconds, both with a fraction or not; undefined for anything
 * else. Of an hour that the clocks go through twice it takes one. `timeZone` is an IANA name.
 */
export function timeReader(timeZone: string): (text: string) => WrittenTime | undefined {
  const format = formatOf(timeZone);
  // A file goes through time from one end to the other: most times lie in the hour of the last one.
  let hour = "";
  let hourStart = 0;
  return (text) => {
    const match = form.exec(text);
    if (match === null) {
      const epoch = epochForm.exec(text);
      return epoch === null ? undefined : written(Number(epoch[1]) * 1000, epoch[2]);
    }
    const hourText = text.slice(0, 13);
    if (hourText !== hour) {
      hour = hourText;
      hourStart = startOfHour(hour, format);
    }
    if (Number.isNaN(hourStart)) return undefined;
    const inHour = Number(text.slice(14, 16)) * 60 + Number(text.slice(17, 19));
    return written(hourStart + inHour * 1000, match[1]);
  };
}

/**
 * The offset of the wall clock is found through that of an instant near it. NaN of a date that is none,
 * such as the "0000-00-00" of databases.
 */
function startOfHour(hour: string, format: Intl.DateTimeFormat): number {
  const local = Date.parse(`${hour.replace(" ", "T")}:00:00Z`);
  if (Number.isNaN(local)) return local;
  return local - offsetOf(format, local - offsetOf(format, local));
}

function written(wholeMs: number, fraction = ""): WrittenTime {
  const micros = wholeMs * 1000 + Number(fraction.padEnd(6, "0").slice(0, 6));
  return { micros, at: Math.floor(micros / 1000), precisionMs: fraction === "" ? 1000 : 1 };
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
