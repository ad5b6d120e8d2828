// All counters of one tenant. What a stand adds to them it takes away again, whatever happened between.
import type { Place } from "../call/call.ts";
import { Counter, noCalls } from "./counter.ts";
import type { LiveCounts } from "./live-view.ts";
import type { Stand } from "./stand.ts";

export type CounterKind = "accessCode" | "skill" | "agent";

export class CounterSet {
  readonly #tenant = new Counter();
  readonly #byKind: Readonly<Record<CounterKind, Map<number, Counter>>> = {
    accessCode: new Map(),
    skill: new Map(),
    agent: new Map(),
  };

  enter(stand: Stand): void {
    this.#tenant.enter(stand.place, stand);
    for (const [kind, id, place] of linesOf(stand)) {
      const counters = this.#byKind[kind];
      let counter = counters.get(id);
      if (counter === undefined) {
        counter = new Counter();
        counters.set(id, counter);
      }
      counter.enter(place, stand);
    }
  }

  leave(stand: Stand): void {
    stand.isOver = true;
    this.#tenant.leave(stand.place);
    for (const [kind, id, place] of linesOf(stand)) {
      const counters = this.#byKind[kind];
      const counter = counters.get(id);
      counter?.leave(place);
      if (counter?.isEmpty() === true) counters.delete(id);
    }
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

function* linesOf(stand: Stand): Iterable<readonly [CounterKind, number, Place]> {
  if (stand.innoId > 0) yield ["accessCode", stand.innoId, stand.place];
  if (stand.queuedFor > 0) yield ["skill", stand.queuedFor, "queue"];
  for (const skillId of stand.servedFor) yield ["skill", skillId, "agent"];
  for (const agentId of stand.ringingAt) yield ["agent", agentId, "queue"];
  for (const agentId of stand.withAgents) yield ["agent", agentId, "agent"];
}
