import type { TenantDirectory } from "@trunkline/contract";
import type { TenantKey } from "../lib/tenant-key.ts";
import type { LiveView } from "../live/live-view.ts";
import type { Registry } from "../storage/registry.ts";
import type { ApiHandlerOf } from "./api-handler.ts";
import { tenantSummary } from "./get-me.ts";
import { accessCodesOf, agentIds, queueIds } from "./live-state.ts";
import type { Names } from "./names.ts";
import { standing } from "./standing.ts";
import { tenantsOfRequest } from "./tenants-of-request.ts";

export type DirectoryParts = {
  readonly registry: Pick<Registry, "tenant" | "tenants">;
  readonly live: LiveView;
  readonly names: Names;
};

export function getTenantsHandler(parts: DirectoryParts): ApiHandlerOf<"getTenants"> {
  return ({ fields, scope, now }) => {
    const tenants = tenantsOfRequest(parts.registry, scope, fields.tenant);
    return {
      ...standing(parts, { tenants, now }),
      tenants: tenants.map((tenant) => tenantDirectory(parts, tenant)),
    };
  };
}

export function tenantDirectory(parts: DirectoryParts, tenant: TenantKey): TenantDirectory {
  const { names } = parts;
  return {
    ...tenantSummary(parts, tenant),
    accessCodes: accessCodesOf(parts, tenant).map(({ innoId: id, ...code }) => ({ id, ...code })),
    queues: queueIds(parts, tenant).map((id) => names.queue(tenant, id)),
    agents: agentIds(parts, tenant).map((id) => names.agent(tenant, id)),
  };
}
