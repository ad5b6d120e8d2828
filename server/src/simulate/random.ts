// Seeded random numbers: sfc32, small, fast and good enough for traffic; not for secrets.

const turn = 2 * Math.PI;
const wordSize = 4_294_967_296;
const warmUpRounds = 12;

export class Random {
  #a = 0x9e3779b9;
  #b = 0x243f6a88;
  #c = 0xb7e15162;
  #counter = 1;

  /** The same numbers in the same order give the same sequence. */
  constructor(...seed: readonly number[]) {
    for (const part of seed) {
      this.#a = (this.#a ^ Math.floor(part % wordSize)) | 0;
      this.#b = (this.#b ^ Math.floor(part / wordSize)) | 0;
      for (let round = 0; round < warmUpRounds; round += 1) this.next();
    }
  }

  /** 0 <= n < 1, in steps of 2^-32. */
  next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return (sum >>> 0) / wordSize;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** An integer, 0 <= n < count. */
  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  /** An integer, from <= n <= to. */
  between(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  exponential(mean: number): number {
    return -Math.log(1 - this.next()) * mean;
  }

  logNormal(median: number, sigma: number): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(turn * this.next());
    return median * Math.exp(sigma * normal);
  }

  /** One of the items, each as likely as its weight says. */
  pick<Item extends { readonly weight: number }>(items: readonly Item[]): Item {
    let total = 0;
    for (const { weight } of items) total += weight;
    let rest = this.next() * total;
    for (const item of items) {
      rest -= item.weight;
      if (rest < 0) return item;
    }
    const last = items.at(-1);
    if (last === undefined) throw new Error("Cannot pick an item: there are none");
    return last;
  }
}
