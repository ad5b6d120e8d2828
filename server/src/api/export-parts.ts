// Cuts the time that an export covers into parts that threads read side by side: each as long as what the ones before
// held suggests.
import { chunkBytes } from "./call-chunks.ts";

/** Of arrival: epoch ms, inclusive at both ends. */
export type ExportPart = {
  readonly from: number;
  readonly to: number;
  /** Of it may hold calls. */
  readonly ms: number;
};

/** So many at least that what a part costs by itself, some 0.1 ms, is little beside them. */
export const chunksOfPart = 3;
const bytesWanted = chunksOfPart * chunkBytes;
const firstMs = 60_000;
/** How much longer or shorter than a part a later one may be. */
const factorMax = 4;
const dayMs = 86_400_000;

export class ExportParts {
  readonly #days: readonly number[];
  readonly #to: number;
  #from: number;
  #ms = firstMs;

  /** `days` that have calls, ascending; of time after them all is one part. */
  constructor(
    { from, to }: { readonly from: number; readonly to: number },
    days: readonly number[],
  ) {
    this.#from = from;
    this.#to = to;
    this.#days = days;
  }

  /** Undefined when nothing is left. */
  next(): ExportPart | undefined {
    const from = this.#from;
    if (from > this.#to) return undefined;
    // What lies between days with calls is read, too: there may be some by now.
    const day = this.#days.find((day) => day + dayMs > from) ?? Infinity;
    const part = { from, to: Math.min(this.#to, Math.max(from, day) + this.#ms - 1), ms: this.#ms };
    this.#from = part.to + 1;
    return part;
  }

  /** Tells how much it held. */
  held({ ms }: ExportPart, bytes: number): void {
    const factor = bytesWanted / Math.max(1, bytes);
    const wanted = ms * Math.min(factorMax, Math.max(1 / factorMax, factor));
    this.#ms = Math.min(dayMs, Math.max(1, Math.ceil(wanted)));
  }
}
