// One line of the board: how many calls are where, and since when the longest one waits.
import type { Place } from "../call/call.ts";
import type { LiveCounts } from "./live-view.ts";
import type { Stand } from "./stand.ts";
import { WaitHeap } from "./wait-heap.ts";

export class Counter {
  #ivr = 0;
  #queue = 0;
  #agent = 0;
  readonly #waits = new WaitHeap();
  #counts: LiveCounts | undefined;

  enter(place: Place, stand: Stand): void {
    this.#add(place, 1);
    if (place === "queue") this.#waits.add(stand);
  }

  leave(place: Place): void {
    this.#add(place, -1);
    if (place === "queue") this.#waits.leave();
  }

  isEmpty(): boolean {
    return this.#ivr + this.#queue + this.#agent === 0;
  }

  /** The same object as long as nothing has changed. */
  counts(): LiveCounts {
    this.#counts ??= {
      all: this.#ivr + this.#queue + this.#agent,
      ivr: this.#ivr,
      queue: this.#queue,
      agent: this.#agent,
      longestWaitSince: this.#waits.oldest(),
    };
    return this.#counts;
  }

  #add(place: Place, by: 1 | -1): void {
    this.#counts = undefined;
    switch (place) {
      case "ivr":
        this.#ivr += by;
        return;
      case "queue":
        this.#queue += by;
        return;
      case "agent":
        this.#agent += by;
        return;
    }
  }
}

export const noCalls: LiveCounts = { all: 0, ivr: 0, queue: 0, agent: 0, longestWaitSince: 0 };
