/** How many messages may be on their way at once, to whomever; who finds none free is called when one is. */
export class SendSlots {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(slots: number) {
    this.#free = slots;
  }

  take(callAgain: () => void): boolean {
    if (this.#free === 0) {
      this.#waiting.add(callAgain);
      return false;
    }
    this.#free -= 1;
    return true;
  }

  give(): void {
    this.#free += 1;
    // Who is called may have nothing to send any more: the slot is for the next one then.
    for (const next of this.#waiting) {
      if (this.#free === 0) return;
      this.#waiting.delete(next);
      next();
    }
  }
}
