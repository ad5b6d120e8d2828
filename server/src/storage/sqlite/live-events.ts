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
type Told = {
  readonly cmsCallId: string;
  events: readonly CallEvent[];
  /** The first generation of the journal that has to be kept for them. */
  since: number;
};

type Accepted = JournalledEvent & Pick<AcceptedEvent, "told">;

export class LiveEvents {
  readonly #tenants = new Map<TenantKey, Map<string, Told>>();

  /** `generation`: of the journal, that has them. */
  apply(
    events: readonly Accepted[],
    ended: readonly { readonly row: Named }[],
    generation = 0,
  ): void {
    for (const { event, cmsCallId, told } of events) {
      const calls = getOrPut(this.#tenants, tenantKey(event), () => new Map<string, Told>());
      const known = calls.get(event.callId);
      const all = told ?? appended(known?.events ?? [], event);
      if (known !== undefined) known.events = all;
      else {
        const name = cmsCallId ?? event.callId;
        calls.set(event.callId, { cmsCallId: name, events: all, since: generation });
      }
    }
    for (const { row } of ended) this.#tenants.get(tenantKey(row))?.delete(row.callId);
  }

  /** Takes them for all that was told of their calls. */
  replace(events: readonly JournalledEvent[]): void {
    for (const { event } of events) this.#tenants.get(tenantKey(event))?.delete(event.callId);
    this.apply(events, []);
  }

  /** As calls() gives them. */
  takeUp(calls: readonly LiveCallEvents[]): void {
    for (const { tenant, callId, cmsCallId, events } of calls) {
      const ofTenant = getOrPut(this.#tenants, tenant, () => new Map<string, Told>());
      ofTenant.set(callId, { cmsCallId, events, since: 0 });
    }
  }

  clear(): void {
    this.#tenants.clear();
  }

  /** Those that keep a generation before this one. */
  calls(before = Infinity): LiveCallEvents[] {
    return this.#toldBefore(before).flatMap(({ cmsCallId, events }) => {
      const [first] = events;
      if (first === undefined) return [];
      return [{ tenant: tenantKey(first), callId: first.callId, cmsCallId, events }];
    });
  }

  /** The same calls have been carried over to another generation. */
  carried(before: number, generation: number): void {
    for (const told of this.#toldBefore(before)) told.since = generation;
  }

  #toldBefore(generation: number): Told[] {
    return [...this.#tenants.values()].flatMap((calls) =>
      [...calls.values()].filter(({ since }) => since < generation),
    );
  }
}
