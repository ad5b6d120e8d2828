// Made-up numbers for real ones: the same for the same number, of the same length, and no two alike.
import { createHmac } from "node:crypto";
import { getOrPutUpTo } from "../lib/get-or-put.ts";

/** Even, so that both halves are as long at the end as they were. */
const rounds = 8;
const cachedMax = 20_000;

/** A permutation of the numbers of each length that only its key tells. */
export class NumberCipher {
  readonly #key: Uint8Array;
  readonly #kept: ReadonlySet<string>;
  readonly #cache = new Map<string, string>();

  constructor(options: {
    readonly key: Uint8Array;
    /** Numbers that stay as they are, and that no other becomes. */
    readonly kept: ReadonlySet<string>;
  }) {
    this.#key = options.key;
    this.#kept = options.kept;
  }

  /** Of digits alone. */
  of(number: string): string {
    if (this.#kept.has(number)) return number;
    return getOrPutUpTo(this.#cache, cachedMax, number, () => this.#make(number));
  }

  #make(number: string): string {
    let made = number;
    // Going on until it is free keeps it a permutation: of the numbers that are not kept.
    do made = this.#permute(made);
    while (this.#kept.has(made));
    return made;
  }

  #permute(number: string): string {
    const half = Math.floor(number.length / 2);
    let [left, right] = [number.slice(0, half), number.slice(half)];
    for (let round = 0; round < rounds; round += 1) {
      const shift = BigInt(`0x${this.#digest(`${number.length}/${round}/${right}`)}`);
      const sum = (BigInt(`0${left}`) + shift) % 10n ** BigInt(left.length);
      [left, right] = [right, String(sum).padStart(left.length, "0").slice(0, left.length)];
    }
    return left + right;
  }

  #digest(text: string): string {
    return createHmac("sha256", this.#key).update(text).digest("hex");
  }
}
