// Events of a PBX come out of order by a millisecond or two; here they wait for those before them.
import { isSetBack } from "../set-back.ts";

export type Stamped<T> = { readonly micros: number; readonly value: T };

export type ReorderLimits = {
  /** How long, in the stream's own time, an event waits for earlier ones. */
  readonly reorderWindowMs: number;
  /** More never wait: the oldest goes on. */
  readonly reorderBlocksMax: number;
};

export const defaultReorderLimits: ReorderLimits = {
  reorderWindowMs: 20,
  reorderBlocksMax: 10_000,
};

export class ReorderWindow<T> {
  readonly #windowMicros: number;
  readonly #waitingMax: number;
  /** Sorted by time; those of one time in the order they came. */
  #waiting: Stamped<T>[] = [];
  #newest = 0;
  #released = 0;
  #late = 0;

  constructor(limits: ReorderLimits) {
    this.#windowMicros = limits.reorderWindowMs * 1000;
    this.#waitingMax = limits.reorderBlocksMax;
  }

  /** Came after later ones had gone on: passed on at once, in the wrong order. */
  get late(): number {
    return this.#late;
  }

  /** Takes one in; hands out, in order, those whose wait is over. */
  push(item: Stamped<T>): readonly Stamped<T>[] {
    if (!isSetBack(item.micros, this.#newest)) return this.#put(item);
    // By a clock that was set back they would wait until it is as late again.
    const before = this.flush();
    this.#newest = 0;
    this.#released = 0;
    return [...before, ...this.#put(item)];
  }

  #put(item: Stamped<T>): readonly Stamped<T>[] {
    if (item.micros < this.#released) this.#late += 1;
    let index = this.#waiting.length;
    while (index > 0 && (this.#waiting[index - 1]?.micros ?? 0) > item.micros) index -= 1;
    this.#waiting.splice(index, 0, item);
    this.#newest = Math.max(this.#newest, item.micros);
    const bound = this.#newest - this.#windowMicros;
    let count = Math.max(0, this.#waiting.length - this.#waitingMax);
    while ((this.#waiting[count]?.micros ?? Infinity) <= bound) count += 1;
    return this.#release(count);
  }

  /** Hands out all that wait: at the end, or when the line has gone quiet. */
  flush(): readonly Stamped<T>[] {
    return this.#release(this.#waiting.length);
  }

  #release(count: number): readonly Stamped<T>[] {
    if (count === 0) return none;
    const released = this.#waiting.splice(0, count);
    this.#released = Math.max(this.#released, released.at(-1)?.micros ?? 0);
    return released;
  }
}

const none: readonly never[] = [];
