// A map that forgets: its entries go half of them at once, the least recently set first. Taking out the oldest
// one by one would walk past the places of all that went before it.

export class RecentMap<Value> {
  readonly #halfMax: number;
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();
  #turns = 0;

  /** Keeps at most `entriesMax` entries, and at least the latest half of them. */
  constructor(options: { readonly entriesMax: number }) {
    this.#halfMax = Math.max(1, Math.floor(options.entriesMax / 2));
  }

  /** How often it has forgotten: what was set since is there as long as that is less than two more. */
  get turns(): number {
    return this.#turns;
  }

  get(name: string): Value | undefined {
    return this.#young.get(name) ?? this.#old.get(name);
  }

  set(name: string, value: Value): void {
    this.#young.set(name, value);
    if (this.#young.size < this.#halfMax) return;
    this.#old = this.#young;
    this.#young = new Map();
    this.#turns += 1;
  }

  delete(name: string): void {
    this.#young.delete(name);
    this.#old.delete(name);
  }
}
