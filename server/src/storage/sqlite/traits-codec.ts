// What searches compare of the calls of an hour, column by column, in the order of their visits. A column's
// numbers have as many bytes as its largest needs: first the lowest byte of all, then the next.
import { durationMsOf, talkMsOf, waitMsOf } from "../../call/call-duration.ts";
import type { CallRow } from "../history.ts";

/** The order is part of the format. */
const names = ["kind", "waitMs", "talkMs", "otherMs"] as const;

type TraitName = (typeof names)[number];

/** A call's kind is its row in the table `call_kind`; 0 = it is gone. */
export type CallTraits = Readonly<Record<TraitName, number>>;

/** Most columns have no more: a pass for each byte would take three times as long. */
const bytesAtOnce = 3;
const noBytes = new Uint8Array();

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
  return appendTraits(new Uint8Array(), calls);
}

/** Those behind what is packed, which is copied as it is: a wider column has zeros above its former bytes. */
export function appendTraits(packed: Uint8Array, calls: readonly CallTraits[]): Uint8Array {
  const before = new TraitColumns(packed);
  const widths = names.map((name) => {
    const most = calls.reduce((most, traits) => Math.max(most, traits[name]), 0);
    return Math.max(widthOf(most), before.widthOf(name));
  });
  const width = widths.reduce((sum, width) => sum + width, 0);
  const bytes = new Uint8Array(names.length + width * (before.calls + calls.length));
  bytes.set(widths);
  let at = names.length;
  for (const [index, name] of names.entries()) {
    for (let byte = 0, scale = 1; byte < (widths[index] ?? 0); byte += 1, scale *= 256) {
      bytes.set(before.bytesOf(name, byte), at);
      at += before.calls;
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

  column(name: TraitName): Float64Array {
    const values = new Float64Array(this.calls);
    for (let byte = 0; byte < this.widthOf(name); byte += bytesAtOnce) {
      const [low, middle, high] = [0, 1, 2].map((more) => this.bytesOf(name, byte + more));
      addBytes(values, [low, middle, high], 256 ** byte);
    }
    return values;
  }

  widthOf(name: TraitName): number {
    return this.#widths[names.indexOf(name)] ?? 0;
  }

  /** One of each call's, the lowest first; empty where the column is not so wide. */
  bytesOf(name: TraitName, byte: number): Uint8Array {
    const index = names.indexOf(name);
    if (byte >= this.widthOf(name)) return noBytes;
    const before = this.#widths.slice(0, index).reduce((sum, width) => sum + width, byte);
    const from = names.length + this.calls * before;
    return this.#bytes.subarray(from, from + this.calls);
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

/** The lowest is given first; an empty one is 0. */
function addBytes(
  values: Float64Array,
  [low = noBytes, middle = noBytes, high = noBytes]: readonly (Uint8Array | undefined)[],
  scale: number,
): void {
  for (let call = 0; call < values.length; call += 1) {
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
