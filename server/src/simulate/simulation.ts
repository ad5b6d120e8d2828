// Simulated time. A process is a script, a generator that yields how long it sleeps; it goes on when the
// time is over or when another process wakes it with a signal.
import { EventQueue } from "./event-queue.ts";

/** Yields ms of sleep, Infinity = until woken; gets the signal, undefined when the time was over. */
export type Script<Signal, Result = void> = Generator<number, Result, Signal | undefined>;

export class Process<Signal> {
  readonly script: Script<Signal>;
  /** Of the present sleep: a timer with another ticket is out of date. */
  ticket = 0;

  constructor(script: Script<Signal>) {
    this.script = script;
  }
}

type Awake<Signal> = {
  readonly process: Process<Signal>;
  readonly signal: Signal | undefined;
};

export class Simulation<Signal> {
  readonly #sleeping = new EventQueue<Process<Signal>>();
  readonly #awake: Awake<Signal>[] = [];
  #awakeHead = 0;
  #now = 0;
  #running: Process<Signal> | undefined;

  /** Whole ms since the simulation began. */
  get now(): number {
    return this.#now;
  }

  /** Whose script this is called from. */
  get running(): Process<Signal> {
    if (this.#running === undefined) throw new Error("Cannot tell who runs: nobody does");
    return this.#running;
  }

  /** The script begins at this instant, after what is awake already. */
  start(script: Script<Signal>): Process<Signal> {
    const process = new Process(script);
    this.#awake.push({ process, signal: undefined });
    return process;
  }

  wake(process: Process<Signal>, signal: Signal): void {
    process.ticket += 1;
    this.#awake.push({ process, signal });
  }

  /** Lets one process go on; false when all have come to their end or sleep for ever. */
  step(): boolean {
    const awake = this.#awake[this.#awakeHead];
    if (awake !== undefined) {
      this.#awakeHead += 1;
      if (this.#awakeHead === this.#awake.length) {
        this.#awake.length = 0;
        this.#awakeHead = 0;
      }
      this.#resume(awake.process, awake.signal);
      return true;
    }
    const at = this.#sleeping.nextAt;
    const sleeper = this.#sleeping.pop();
    if (sleeper === undefined) return false;
    if (sleeper.ticket === sleeper.owner.ticket) {
      this.#now = at;
      this.#resume(sleeper.owner, undefined);
    }
    return true;
  }

  #resume(process: Process<Signal>, signal: Signal | undefined): void {
    this.#running = process;
    const { done, value } = process.script.next(signal);
    process.ticket += 1;
    if (done === true || value === Infinity) return;
    const { ticket } = process;
    this.#sleeping.push(this.#now + Math.max(0, Math.round(value)), { owner: process, ticket });
  }
}
