// Long reads give way to others.
import { setImmediate as nextTurn } from "node:timers/promises";

/** What a read may take before others get their turn. */
const turnMs = 8;

export class Turns {
  readonly #signal: AbortSignal;
  #begun = performance.now();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** To be called after each small piece of work. Throws when the signal says so. */
  async rest(): Promise<void> {
    this.#signal.throwIfAborted();
    if (performance.now() - this.#begun < turnMs) return;
    await nextTurn();
    this.#signal.throwIfAborted();
    this.#begun = performance.now();
  }
}
