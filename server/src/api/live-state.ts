// The whole live state of some tenants, as GET /v1/live and a stream's snapshot show it.
import type { LiveAccessCode, LiveAgent, LiveQueue, LiveTenant } from "@trunkline/contract";
import type { TenantKey } from "../lib/tenant-key.ts";
import type { LiveView } from "../live/live-view.ts";
import type { AccessCode, Registry } from "../storage/registry.ts";
import type { LiveRows } from "./live-rows.ts";
import type { Names } from "./names.ts";

export type LiveStateParts = {
  readonly live: LiveView;
  readonly registry: Pick<Registry, "tenant">;
  readonly names: Names;
  readonly rows: LiveRows;
};

/** All rows of one tenant. */
export type TenantState = {
  readonly tenant: LiveTenant;
  readonly accessCodes: readonly LiveAccessCode[];
  readonly queues: readonly LiveQueue[];
  readonly agents: readonly LiveAgent[];
};

export function tenantState(parts: LiveStateParts, tenant: TenantKey): TenantState {
  const { rows } = parts;
  const agents = agentIds(parts, tenant).map((agentId) => rows.agent(tenant, agentId));
  return {
    tenant: rows.tenant(tenant, agents),
    accessCodes: accessCodesOf(parts, tenant).map((code) => rows.accessCode(tenant, code)),
    queues: queueIds(parts, tenant).map((skillId) => rows.queue(tenant, skillId, agents)),
    agents,
  };
}

export function accessCodesOf(
  { registry }: Pick<LiveStateParts, "registry">,
  tenant: TenantKey,
): readonly AccessCode[] {
  const codes = registry.tenant(tenant)?.accessCodes ?? [];
  return codes.toSorted((a, b) => a.innoId - b.innoId);
}

/** Those that the platform told of, those with a call, and those who have a name. */
export function agentIds(
  { live, names }: Pick<LiveStateParts, "live" | "names">,
  tenant: TenantKey,
): readonly number[] {
  const known = live.agents(tenant).map(({ agentId }) => agentId);
  return distinct([...known, ...live.agentsWithCalls(tenant), ...names.agentIds(tenant)]);
}

/** Those that calls have waited in, those that agents serve, and those that have a name. */
export function queueIds(
  { live, names }: Pick<LiveStateParts, "live" | "names">,
  tenant: TenantKey,
): readonly number[] {
  const served = live.agents(tenant).flatMap(({ skillIds }) => skillIds);
  const told = [...live.queues(tenant), ...live.queuesOfAgents(tenant)];
  return distinct([...told, ...served, ...names.queueIds(tenant)]);
}

function distinct(ids: readonly number[]): readonly number[] {
  return [...new Set(ids)].sort((a, b) => a - b);
}
