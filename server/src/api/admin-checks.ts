// GET /v1/admin/...: whether the counters agree with the calls, and which events were refused.
import { mayUse } from "../access/scope.ts";
import { tenantOfKey, tenantText } from "../lib/tenant-key.ts";
import type { LiveBoard } from "../live/live-board.ts";
import { fromHistory } from "../query/storage-failure.ts";
import type { History } from "../storage/history.ts";
import type { Role } from "../storage/registry.ts";
import type { ApiHandlerOf } from "./api-handler.ts";
import { maskDigits } from "./mask-rows.ts";

export type AdminChecksParts = {
  readonly live: LiveBoard;
  readonly history: Pick<History, "refusedEvents">;
  readonly masksNumbers: (role: Role) => boolean;
  /** Tells how many counters of all tenants differed. */
  readonly drifted: (counters: number) => void;
};

const limitDefault = 100;

export function adminCheckHandlers({ live, history, masksNumbers, drifted }: AdminChecksParts): {
  readonly getConsistency: ApiHandlerOf<"getConsistency">;
  readonly getRefusedEvents: ApiHandlerOf<"getRefusedEvents">;
} {
  return {
    getConsistency: ({ scope, wallNow }) => {
      const found = live.verify();
      drifted(found.length);
      const drift = found
        .filter(({ tenant }) => mayUse(scope, tenant))
        .map(({ tenant, ...rest }) => ({ tenant: tenantText(tenantOfKey(tenant)), ...rest }));
      const tenants = live.tenants().filter((tenant) => mayUse(scope, tenant));
      const liveCalls = tenants.reduce((sum, key) => sum + live.countsOfTenant(key).all, 0);
      return { checkedAt: wallNow, tenants: tenants.length, liveCalls, drift };
    },
    getRefusedEvents: async ({ fields, scope, role }) => {
      const { offset = 0, limit = limitDefault } = fields;
      const tenants = scope.kind === "global" ? {} : { tenants: scope.tenants };
      const { total, rows } = await fromHistory("refused events", () =>
        history.refusedEvents({ ...tenants, offset, limit }),
      );
      const events = rows.map(({ tenant: _tenant, ...event }) => event);
      if (!masksNumbers(role)) return { total, events };
      const masked = events.map((event) => ({
        ...event,
        reason: maskDigits(event.reason),
        raw: maskDigits(event.raw),
      }));
      return { total, events: masked };
    },
  };
}
