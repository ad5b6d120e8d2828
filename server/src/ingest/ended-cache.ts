// Calls that ended a short while ago: late and repeated events find them here without a query, and
// also while their commit is still under way.
import type { CallEvent } from "@trunkline/contract";
import type { CallRow } from "../call/record.ts";
import type { TenantKey } from "../lib/tenant-key.ts";

export type EndedEntry = {
  readonly row: CallRow;
  readonly events: readonly CallEvent[];
};

export class EndedCache {
  readonly #entries = new Map<string, EndedEntry>();
  readonly #entriesMax: number;

  constructor(options: { readonly entriesMax: number }) {
    this.#entriesMax = options.entriesMax;
  }

  get(tenant: TenantKey, callId: string): EndedEntry | undefined {
    return this.#entries.get(key(tenant, callId));
  }

  put(tenant: TenantKey, callId: string, entry: EndedEntry): void {
    const name = key(tenant, callId);
    this.#entries.delete(name);
    this.#entries.set(name, entry);
    if (this.#entries.size > this.#entriesMax) {
      for (const oldest of this.#entries.keys()) {
        this.#entries.delete(oldest);
        break;
      }
    }
  }

  delete(tenant: TenantKey, callId: string): void {
    this.#entries.delete(key(tenant, callId));
  }
}

function key(tenant: TenantKey, callId: string): string {
  return `${tenant} ${callId}`;
}
