// The oldest wait without a scan: a binary heap by waitSince. A stand that is over is dropped when it
// comes up, and all of them at once when they are more than half of the heap.
import type { Stand } from "./stand.ts";

const compactFrom = 64;

export class WaitHeap {
  #heap: Stand[] = [];
  #waiting = 0;

  add(stand: Stand): void {
    this.#waiting += 1;
    this.#heap.push(stand);
    this.#rise(this.#heap.length - 1);
  }

  /** Tells that one of the stands is over. */
  leave(): void {
    this.#waiting -= 1;
    const length = this.#heap.length;
    if (length > compactFrom && length > 2 * this.#waiting) this.#compact();
  }

  /** Epoch ms of the oldest wait; 0 = nobody waits. */
  oldest(): number {
    for (;;) {
      const top = this.#heap[0];
      if (top === undefined) return 0;
      if (!top.isOver) return top.waitSince;
      this.#removeTop();
    }
  }

  #removeTop(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink(0);
  }

  #compact(): void {
    this.#heap = this.#heap.filter((stand) => !stand.isOver);
    for (let index = (this.#heap.length >> 1) - 1; index >= 0; index -= 1) this.#sink(index);
  }

  #rise(from: number): void {
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#isBefore(index, parent)) return;
      this.#swap(index, parent);
      index = parent;
    }
  }

  #sink(from: number): void {
    let index = from;
    for (;;) {
      const left = 2 * index + 1;
      let least = index;
      if (left < this.#heap.length && this.#isBefore(left, least)) least = left;
      if (left + 1 < this.#heap.length && this.#isBefore(left + 1, least)) least = left + 1;
      if (least === index) return;
      this.#swap(index, least);
      index = least;
    }
  }

  #isBefore(a: number, b: number): boolean {
    return (this.#heap[a]?.waitSince ?? 0) < (this.#heap[b]?.waitSince ?? 0);
  }

  #swap(a: number, b: number): void {
    const [first, second] = [this.#heap[a], this.#heap[b]];
    if (first === undefined || second === undefined) return;
    this.#heap[a] = second;
    this.#heap[b] = first;
  }
}
