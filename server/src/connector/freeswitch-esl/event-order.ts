// Events of one core in the order of their Event-Sequence: several threads of FreeSWITCH deliver them.
import { isSetBack } from "../set-back.ts";
import type { Moment } from "./esl-time.ts";

export type Ordered<T> = { readonly moment: Moment; readonly value: T };

export type EventOrderLimits = {
  /** How long, in the stream's own time, an event waits for earlier ones. */
  readonly reorderWindowMs: number;
  /** More never wait: the oldest goes on. */
  readonly reorderEventsMax: number;
  /** As many sequence numbers are remembered, to tell an event that comes again. */
  readonly repeatsRemembered: number;
};

export const defaultEventOrderLimits: EventOrderLimits = {
  reorderWindowMs: 50,
  reorderEventsMax: 10_000,
  repeatsRemembered: 10_000,
};

export class EventOrder<T> {
  readonly #limits: EventOrderLimits;
  /** Sorted by sequence. */
  #waiting: Ordered<T>[] = [];
  /** In the order of their coming, the oldest first. */
  readonly #seen = new Set<number>();
  #newestMicros = 0;
  #released = 0;
  #late = 0;
  #repeated = 0;

  constructor(limits: EventOrderLimits) {
    this.#limits = limits;
  }

  /** Came after later ones had gone on: passed on at once, in the wrong order. */
  get late(): number {
    return this.#late;
  }

  /** Had come before: dropped. */
  get repeated(): number {
    return this.#repeated;
  }

  /** Takes one in; hands out, in order, those whose wait is over. */
  push(item: Ordered<T>): readonly Ordered<T>[] {
    const { sequence, micros } = item.moment;
    if (this.#seen.has(sequence)) {
      this.#repeated += 1;
      return none;
    }
    this.#remember(sequence);
    if (!isSetBack(micros, this.#newestMicros)) return this.#put(item);
    // By a clock that was set back they would wait until it is as late again.
    const before = this.flush();
    this.#newestMicros = 0;
    return [...before, ...this.#put(item)];
  }

  #put(item: Ordered<T>): readonly Ordered<T>[] {
    const { sequence, micros } = item.moment;
    if (sequence < this.#released) this.#late += 1;
    let index = this.#waiting.length;
    while (index > 0 && (this.#waiting[index - 1]?.moment.sequence ?? 0) > sequence) index -= 1;
    this.#waiting.splice(index, 0, item);
    this.#newestMicros = Math.max(this.#newestMicros, micros);
    const bound = this.#newestMicros - this.#limits.reorderWindowMs * 1000;
    let count = Math.max(0, this.#waiting.length - this.#limits.reorderEventsMax);
    while ((this.#waiting[count]?.moment.micros ?? Infinity) <= bound) count += 1;
    return this.#release(count);
  }

  /** Hands out all that wait: at the end, or when the line has gone quiet. */
  flush(): readonly Ordered<T>[] {
    return this.#release(this.#waiting.length);
  }

  /** Another core: its sequence begins anew. */
  restart(): void {
    this.#waiting = [];
    this.#seen.clear();
    this.#newestMicros = 0;
    this.#released = 0;
  }

  #remember(sequence: number): void {
    this.#seen.add(sequence);
    if (this.#seen.size <= this.#limits.repeatsRemembered) return;
    for (const oldest of this.#seen) {
      this.#seen.delete(oldest);
      return;
    }
  }

  #release(count: number): readonly Ordered<T>[] {
    if (count === 0) return none;
    const released = this.#waiting.splice(0, count);
    this.#released = Math.max(this.#released, released.at(-1)?.moment.sequence ?? 0);
    return released;
  }
}

const none: readonly never[] = [];
