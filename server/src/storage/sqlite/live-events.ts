// The accepted events of calls that have no record: what a restart brings back. Their lists are those of the calls
// themselves, where these are at hand.
import type { CallEvent } from "@trunkline/contract";
import { appended } from "../../lib/appended.ts";
import { getOrPut } from "../../lib/get-or-put.ts";
import { tenantKey, type Tenant, type TenantKey } from "../../lib/tenant-key.ts";
import type { AcceptedEvent, LiveCallEvents } from "../history.ts";
import type { JournalledEvent } from "../events-json.ts";

type Named = Tenant & { readonly callId: string };

/** Of one call, in order of acceptance. */
type Told = { readonly cmsCallId: string; events: readonly CallEvent[] };

type Accepted = JournalledEvent & Pick<AcceptedEvent, "told">;

export class LiveEvents {
  readonly #tenants = new Map<TenantKey, Map<string, Told>>();

  apply(events: readonly Accepted[], ended: readonly { readonly row: Named }[]): void {
    for (const { event, cmsCallId, told } of events) {
      const calls = getOrPut(this.#tenants, tenantKey(event), () => new Map<string, Told>());
      const known = calls.get(event.callId);
      const all = told ?? appended(known?.events ?? [], event);
      if (known !== undefined) known.events = all;
      else calls.set(event.callId, { cmsCallId: cmsCallId ?? event.callId, events: all });
    }
    for (const { row } of ended) this.#tenants.get(tenantKey(row))?.delete(row.callId);
  }

  clear(): void {
    this.#tenants.clear();
  }

  /** Of all calls. */
  events(): AcceptedEvent[] {
    return this.#told().flatMap(({ cmsCallId, events }) =>
      events.map((event) => ({ event, cmsCallId })),
    );
  }

  calls(): LiveCallEvents[] {
    return this.#told().flatMap(({ cmsCallId, events }) => {
      const [first] = events;
      if (first === undefined) return [];
      return [{ tenant: tenantKey(first), callId: first.callId, cmsCallId, events }];
    });
  }

  #told(): Told[] {
    return [...this.#tenants.values()].flatMap((calls) => [...calls.values()]);
  }
}
