/** Different names that are counted one by one; the rest under "other". */
const namesMax = 200;

/** Counts by name, for reports. Names may come from the bytes read: their number is bounded. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(name: string, count = 1): void {
    const key = this.#counts.has(name) || this.#counts.size < namesMax ? name : "other";
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + count);
  }

  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }
}
