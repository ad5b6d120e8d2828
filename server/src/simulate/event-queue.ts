// What happens next: a binary heap of sleeping processes by time; those of one instant in the order in
// which they went to sleep.

/** Times are whole ms since the simulation began; below 2^28 a key holds time and order exactly. */
const orderSize = 2 ** 24;
const capacityAtFirst = 1024;

export type Sleeper<Owner> = { readonly owner: Owner; readonly ticket: number };

export class EventQueue<Owner> {
  #keys = new Float64Array(capacityAtFirst);
  readonly #sleepers: Sleeper<Owner>[] = [];
  #order = 0;

  get size(): number {
    return this.#sleepers.length;
  }

  /** The time of what happens next; Infinity when nothing does. */
  get nextAt(): number {
    return this.size === 0 ? Infinity : Math.floor((this.#keys[0] ?? 0) / orderSize);
  }

  push(at: number, sleeper: Sleeper<Owner>): void {
    this.#order = (this.#order + 1) % orderSize;
    const key = at * orderSize + this.#order;
    let index = this.#sleepers.length;
    this.#sleepers.push(sleeper);
    if (index === this.#keys.length) this.#grow();
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if ((this.#keys[parent] ?? 0) <= key) break;
      this.#move(parent, index);
      index = parent;
    }
    this.#keys[index] = key;
    this.#sleepers[index] = sleeper;
  }

  pop(): Sleeper<Owner> | undefined {
    const first = this.#sleepers[0];
    const last = this.#sleepers.pop();
    if (last === undefined || first === undefined || this.size === 0) return first;
    this.#sink(this.#keys[this.size] ?? 0, last);
    return first;
  }

  #sink(key: number, sleeper: Sleeper<Owner>): void {
    const { size } = this;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= size) break;
      const right = child + 1;
      if (right < size && (this.#keys[right] ?? 0) < (this.#keys[child] ?? 0)) child = right;
      if ((this.#keys[child] ?? 0) >= key) break;
      this.#move(child, index);
      index = child;
    }
    this.#keys[index] = key;
    this.#sleepers[index] = sleeper;
  }

  #move(from: number, to: number): void {
    const sleeper = this.#sleepers[from];
    if (sleeper === undefined) return;
    this.#keys[to] = this.#keys[from] ?? 0;
    this.#sleepers[to] = sleeper;
  }

  #grow(): void {
    const keys = new Float64Array(this.#keys.length * 2);
    keys.set(this.#keys);
    this.#keys = keys;
  }
}
