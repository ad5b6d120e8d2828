// Records come one by one and in any order; a call is told by all of its channels together.
import { relatedIdsOf } from "./cdr-leg.ts";
import type { CdrLeg } from "./cdr-leg.ts";

export type CallLegsLimits = {
  /** More are not held: the calls that ended first are told with what is there. */
  readonly heldLegsMax: number;
};

export const defaultCallLegsLimits: CallLegsLimits = { heldLegsMax: 50_000 };

export class CallLegs {
  readonly #limits: CallLegsLimits;
  readonly #legs = new Map<string, CdrLeg>();

  constructor(limits: CallLegsLimits) {
    this.#limits = limits;
  }

  /** False when the channel is known already. */
  add(leg: CdrLeg): boolean {
    if (this.#legs.has(leg.id)) return false;
    this.#legs.set(leg.id, leg);
    return true;
  }

  /** The calls that there is no room to wait for. */
  overflow(): readonly (readonly CdrLeg[])[] {
    if (this.#legs.size <= this.#limits.heldLegsMax) return [];
    const released: (readonly CdrLeg[])[] = [];
    for (const call of this.#calls().toSorted((a, b) => endOf(a) - endOf(b))) {
      if (this.#legs.size <= this.#limits.heldLegsMax / 2) break;
      released.push(call);
      for (const { id } of call) this.#legs.delete(id);
    }
    return released.toSorted(byBeginning);
  }

  finish(): readonly (readonly CdrLeg[])[] {
    const calls = this.#calls().toSorted(byBeginning);
    this.#legs.clear();
    return calls;
  }

  /** Channels that had to do with each other, through however many others. */
  #calls(): readonly (readonly CdrLeg[])[] {
    const parents = new Map<string, string>();
    const rootOf = (id: string): string => {
      let root = id;
      for (let up = parents.get(root); up !== undefined; up = parents.get(root)) root = up;
      // The way there is short from now on.
      if (root !== id) parents.set(id, root);
      return root;
    };
    for (const leg of this.#legs.values()) {
      for (const id of relatedIdsOf(leg)) {
        const [a, b] = [rootOf(leg.id), rootOf(id)];
        if (a !== b) parents.set(a, b);
      }
    }
    return [...Map.groupBy(this.#legs.values(), ({ id }) => rootOf(id)).values()];
  }
}

function endOf(call: readonly CdrLeg[]): number {
  return Math.max(...call.map(({ hungUpMicros }) => hungUpMicros));
}

function beginOf(call: readonly CdrLeg[]): number {
  return Math.min(...call.map(({ createdMicros }) => createdMicros));
}

function byBeginning(a: readonly CdrLeg[], b: readonly CdrLeg[]): number {
  return beginOf(a) - beginOf(b);
}
