// All counters of one tenant. What a stand adds to them it takes away again, whatever happened between.
import type { Place } from "../call/call.ts";
import { getOrPut } from "../lib/get-or-put.ts";
import { Counter, noCalls } from "./counter.ts";
import type { LiveCounts } from "./live-view.ts";
import type { Stand } from "./stand.ts";

export type CounterKind = "accessCode" | "skill";

export class CounterSet {
  readonly #tenant = new Counter();
  readonly #byKind: Readonly<Record<CounterKind, Map<number, Counter>>> = {
    accessCode: new Map(),
    skill: new Map(),
  };

  enter(stand: Stand): void {
    this.#tenant.enter(stand.place, stand);
    forEachLine(stand, (kind, id, place) => {
      getOrPut(this.#byKind[kind], id, newCounter).enter(place, stand);
    });
  }

  leave(stand: Stand): void {
    stand.isOver = true;
    this.#tenant.leave(stand.place);
    forEachLine(stand, (kind, id, place) => {
      const counters = this.#byKind[kind];
      const counter = counters.get(id);
      counter?.leave(place);
      if (counter?.isEmpty() === true) counters.delete(id);
    });
  }

  ofTenant(): LiveCounts {
    return this.#tenant.counts();
  }

  of(kind: CounterKind, id: number): LiveCounts {
    return this.#byKind[kind].get(id)?.counts() ?? noCalls;
  }

  /** Every counter that is not zero, by name; for comparison. */
  entries(): Map<string, LiveCounts> {
    const all = new Map([["tenant", this.ofTenant()]]);
    for (const [kind, counters] of Object.entries(this.#byKind)) {
      for (const [id, counter] of counters) all.set(`${kind} ${id}`, counter.counts());
    }
    return all;
  }
}

const newCounter = () => new Counter();

/** The lines that the stand counts in. Runs twice an event: no generator. */
function forEachLine(
  stand: Stand,
  visit: (kind: CounterKind, id: number, place: Place) => void,
): void {
  if (stand.innoId > 0) visit("accessCode", stand.innoId, stand.place);
  if (stand.queuedFor > 0) visit("skill", stand.queuedFor, "queue");
  for (const skillId of stand.servedFor) visit("skill", skillId, "agent");
}
