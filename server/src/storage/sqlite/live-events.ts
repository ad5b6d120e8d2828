// The accepted events of calls that have no record: what a restart brings back.
import type { CallEvent } from "@trunkline/contract";
import { tenantKey, type Tenant } from "../../lib/tenant-key.ts";
import type { AcceptedEvent, LiveCallEvents } from "../history.ts";
import type { JournalledEvent } from "./batch-text.ts";

type Named = Tenant & { readonly callId: string };

/** Of one call, in order of acceptance. */
type Told = { readonly cmsCallId: string; readonly events: CallEvent[] };

export class LiveEvents {
  readonly #byCall = new Map<string, Told>();

  apply(events: readonly JournalledEvent[], ended: readonly { readonly row: Named }[]): void {
    for (const { event, cmsCallId } of events) {
      const name = nameOf(event);
      const known = this.#byCall.get(name);
      if (known !== undefined) known.events.push(event);
      else this.#byCall.set(name, { cmsCallId: cmsCallId ?? event.callId, events: [event] });
    }
    for (const { row } of ended) this.#byCall.delete(nameOf(row));
  }

  clear(): void {
    this.#byCall.clear();
  }

  /** Of all calls. */
  events(): AcceptedEvent[] {
    return [...this.#byCall.values()].flatMap(({ cmsCallId, events }) =>
      events.map((event) => ({ event, cmsCallId })),
    );
  }

  calls(): LiveCallEvents[] {
    return [...this.#byCall.values()].flatMap(({ cmsCallId, events }) => {
      const [first] = events;
      if (first === undefined) return [];
      return [{ tenant: tenantKey(first), callId: first.callId, cmsCallId, events }];
    });
  }
}

function nameOf(call: Named): string {
  return `${tenantKey(call)} ${call.callId}`;
}
