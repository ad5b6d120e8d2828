// A clock for tests: sleeping is what makes the time go on.
import type { RealClock } from "./demo-clock.ts";

export class VirtualClock implements RealClock {
  #now: number;

  constructor(startsAt: number) {
    this.#now = startsAt;
  }

  readonly now = (): number => this.#now;

  readonly sleep = async (ms: number, signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    this.pass(ms);
    await Promise.resolve();
  };

  pass(ms: number): void {
    this.#now += ms;
  }
}
