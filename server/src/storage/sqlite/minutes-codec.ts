// Calls per minute of one hour as bytes: of each kind and minute that has any, how far it lies behind the one before,
// and how many.
import { ByteReader, ByteWriter } from "./byte-text.ts";

export const minutesOfHour = 60;

/** The place of a minute of the hour among those of all kinds. */
export function placeOf(kind: number, minute: number): number {
  return kind * minutesOfHour + minute;
}

/** One number per place. */
export function packMinutes(calls: ReadonlyMap<number, number>): Uint8Array {
  const writer = new ByteWriter();
  let last = 0;
  for (const [place, count] of [...calls].sort(([a], [b]) => a - b)) {
    if (count === 0) continue;
    writer.putCount(place - last);
    writer.putInteger(count);
    last = place;
  }
  return writer.bytes();
}

/** Ascending. */
export function eachMinute(bytes: Uint8Array, found: (place: number, calls: number) => void): void {
  let place = 0;
  for (const reader = new ByteReader(bytes); !reader.isAtEnd;) {
    place += reader.count();
    found(place, reader.integer());
  }
}
