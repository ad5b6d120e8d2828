import { isAtAgent, isOpen } from "../call/leg.ts";
import { placeOf } from "../call/call-state.ts";
import type { ReadonlyCall } from "../call/call.ts";
import { firstSorted } from "../lib/first-sorted.ts";
import type { TenantKey } from "../lib/tenant-key.ts";
import type { LiveCall, LiveView } from "../live/live-view.ts";
import type { Registry, Role } from "../storage/registry.ts";
import type { ApiHandlerOf } from "./api-handler.ts";
import { isAsked } from "./get-live.ts";
import { livePhase, type LiveRows } from "./live-rows.ts";
import { maskNumbers } from "./mask-rows.ts";
import { standing } from "./standing.ts";
import { tenantsOfRequest } from "./tenants-of-request.ts";

export type GetLiveCallsParts = {
  readonly live: LiveView;
  readonly registry: Pick<Registry, "tenant" | "tenants">;
  readonly rows: Pick<LiveRows, "call">;
  readonly masksNumbers: (role: Role) => boolean;
};

type Fields = Parameters<ApiHandlerOf<"getLiveCalls">>[0]["fields"];

const limitDefault = 100;

export function getLiveCallsHandler(parts: GetLiveCallsParts): ApiHandlerOf<"getLiveCalls"> {
  const { live, registry, rows, masksNumbers } = parts;
  return ({ fields, scope, role, now }) => {
    const tenants = tenantsOfRequest(registry, scope, fields.tenant);
    const found = tenants.flatMap((tenant) => matches(live, tenant, fields));
    const { offset = 0, limit = limitDefault } = fields;
    const first = firstSorted(found, offset + limit, byArrival);
    const calls = first.slice(offset).map((match) => rows.call(match.tenant, match.live, now));
    return {
      ...standing(parts, { tenants, now }),
      total: found.length,
      calls: masksNumbers(role) ? calls.map(maskNumbers) : calls,
    };
  };
}

type Match = { readonly tenant: TenantKey; readonly live: LiveCall };

function byArrival(a: Match, b: Match): number {
  return a.live.call.arrivedAt - b.live.call.arrivedAt;
}

function matches(live: LiveView, tenant: TenantKey, fields: Fields): readonly Match[] {
  const found: Match[] = [];
  for (const entry of live.calls(tenant)) {
    if (isMatch(entry.call, fields)) found.push({ tenant, live: entry });
  }
  return found;
}

function isMatch(call: ReadonlyCall, fields: Fields): boolean {
  const { direction, place, phase, agentId, skillId, innoId } = fields;
  if (direction !== undefined && call.direction !== direction) return false;
  if (place !== undefined && placeOf(call) !== place) return false;
  if (phase !== undefined && livePhase(call) !== phase) return false;
  if (!isAsked(innoId, call.innoId) || !isAsked(skillId, call.skillId)) return false;
  return (
    agentId === undefined ||
    call.legs.some((leg) => isOpen(leg) && agentId.some((id) => isAtAgent(leg, id)))
  );
}
