// Calls per minute of one hour as bytes: of each minute that has any, how far it lies behind the one before, and how many.
import { ByteReader, ByteWriter } from "./byte-text.ts";

export const minutesOfHour = 60;

/** One number per minute. */
export function packMinutes(calls: readonly number[]): Uint8Array {
  const writer = new ByteWriter();
  let last = 0;
  for (const [minute, count] of calls.entries()) {
    if (count === 0) continue;
    writer.putCount(minute - last);
    writer.putInteger(count);
    last = minute;
  }
  return writer.bytes();
}

/** Ascending; a minute is one of the hour. */
export function eachMinute(
  bytes: Uint8Array,
  found: (minute: number, calls: number) => void,
): void {
  let minute = 0;
  for (const reader = new ByteReader(bytes); !reader.isAtEnd;) {
    minute += reader.count();
    found(minute, reader.integer());
  }
}
