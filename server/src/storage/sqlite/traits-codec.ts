// What searches compare of the calls of an hour, column by column, in the order of their visits. A column's
// numbers have as many bytes as its largest needs: first the lowest byte of all, then the next.
import { durationMsOf, talkMsOf, waitMsOf } from "../../call/call-duration.ts";
import type { CallRow } from "../history.ts";

/** The order is part of the format. */
const names = ["kind", "waitMs", "talkMs", "otherMs"] as const;

/** A call's kind is its row in the table `call_kind`; 0 = it is gone. */
export type CallTraits = Readonly<Record<(typeof names)[number], number>>;

/** Most columns have no more: a pass for each byte would take three times as long. */
const bytesAtOnce = 3;

/** Milliseconds, as lists show them. */
export const durationNames = ["waitMs", "talkMs", "durationMs"] as const;
export type DurationName = (typeof durationNames)[number];

export const traitsOfGone: CallTraits = { kind: 0, waitMs: 0, talkMs: 0, otherMs: 0 };

export function traitsOf(row: CallRow, kind: number): CallTraits {
  const [waitMs, talkMs] = [waitMsOf(row), talkMsOf(row)];
  // Mostly what came before the wait, of either sign.
  const otherMs = durationMsOf(row) - waitMs - talkMs;
  return {
    ...{ kind, waitMs, talkMs },
    otherMs: otherMs < 0 ? -2 * otherMs - 1 : 2 * otherMs,
  };
}

export function packTraits(calls: readonly CallTraits[]): Uint8Array {
  const widths = names.map((name) => {
    return widthOf(calls.reduce((most, traits) => Math.max(most, traits[name]), 0));
  });
  const width = widths.reduce((sum, width) => sum + width, 0);
  const bytes = new Uint8Array(names.length + width * calls.length);
  bytes.set(widths);
  let at = names.length;
  for (const [index, name] of names.entries()) {
    for (let byte = 0, scale = 1; byte < (widths[index] ?? 0); byte += 1, scale *= 256) {
      for (const traits of calls) {
        bytes[at] = Math.floor(traits[name] / scale) % 256;
        at += 1;
      }
    }
  }
  return bytes;
}

export function unpackTraits(bytes: Uint8Array): CallTraits[] {
  const columns = new TraitColumns(bytes);
  const values = names.map((name) => columns.column(name));
  return Array.from({ length: columns.calls }, (_, call) => {
    const [kind = 0, waitMs = 0, talkMs = 0, otherMs = 0] = values.map((column) => column[call]);
    return { kind, waitMs, talkMs, otherMs };
  });
}

/** The columns of an hour; each is read when it is asked for. */
export class TraitColumns {
  readonly calls: number;
  readonly #bytes: Uint8Array;
  readonly #widths: readonly number[];

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#widths = names.map((_, index) => bytes[index] ?? 0);
    const width = this.#widths.reduce((sum, width) => sum + width, 0);
    this.calls = width === 0 ? 0 : (bytes.length - names.length) / width;
  }

  column(name: (typeof names)[number]): Float64Array {
    const index = names.indexOf(name);
    const before = this.#widths.slice(0, index).reduce((sum, width) => sum + width, 0);
    const from = names.length + this.calls * before;
    const width = this.#widths[index] ?? 0;
    const bytes = this.#bytes.subarray(from, from + this.calls * width);
    const values = new Float64Array(this.calls);
    for (let byte = 0; byte < width; byte += bytesAtOnce) {
      addBytes(values, bytes.subarray(byte * this.calls), 256 ** byte);
    }
    return values;
  }

  durations(name: DurationName): Float64Array {
    if (name !== "durationMs") return this.column(name);
    const values = this.column("otherMs");
    const [waits, talks] = [this.column("waitMs"), this.column("talkMs")];
    for (let call = 0; call < values.length; call += 1) {
      const packed = values[call] ?? 0;
      const half = Math.floor(packed / 2);
      const otherMs = 2 * half === packed ? half : -half - 1;
      values[call] = otherMs + (waits[call] ?? 0) + (talks[call] ?? 0);
    }
    return values;
  }
}

function addBytes(values: Float64Array, bytes: Uint8Array, scale: number): void {
  const calls = values.length;
  const none = new Uint8Array(calls);
  const byte = (n: number) => {
    return bytes.length > n * calls ? bytes.subarray(n * calls, (n + 1) * calls) : none;
  };
  const [low, middle, high] = [byte(0), byte(1), byte(2)];
  for (let call = 0; call < calls; call += 1) {
    const value = (low[call] ?? 0) + 256 * (middle[call] ?? 0) + 65_536 * (high[call] ?? 0);
    values[call] = (values[call] ?? 0) + value * scale;
  }
}

/** At least one: how many calls there are is told by the columns' length. */
function widthOf(value: number): number {
  let width = 1;
  for (let most = 256; value >= most; most *= 256) width += 1;
  return width;
}
