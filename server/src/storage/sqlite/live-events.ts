// The accepted events of calls that have no record: what a restart brings back.
import { tenantKey } from "../../lib/tenant-key.ts";
import type { AcceptedEvent, CallRow, LiveCallEvents } from "../history.ts";
import type { BatchContent } from "./batch-text.ts";

export class LiveEvents {
  readonly #byCall = new Map<string, AcceptedEvent[]>();

  apply({ isNewGeneration, events, ended }: BatchContent): void {
    if (isNewGeneration === true) this.#byCall.clear();
    for (const accepted of events) {
      const name = nameOf(accepted.event);
      const known = this.#byCall.get(name);
      if (known === undefined) this.#byCall.set(name, [accepted]);
      else known.push(accepted);
    }
    for (const { row } of ended) this.#byCall.delete(nameOf(row));
  }

  /** Of all calls, each in order of acceptance. */
  events(): AcceptedEvent[] {
    return [...this.#byCall.values()].flat();
  }

  calls(): LiveCallEvents[] {
    return [...this.#byCall.values()].flatMap((accepted) => {
      const [first] = accepted;
      if (first === undefined) return [];
      const { event, cmsCallId } = first;
      const events = accepted.map(({ event }) => event);
      return [{ tenant: tenantKey(event), callId: event.callId, cmsCallId, events }];
    });
  }
}

function nameOf({ ccId, vdn, callId }: Pick<CallRow, "ccId" | "vdn" | "callId">): string {
  return `${ccId}/${vdn} ${callId}`;
}
