// What tenants, agents, queues and access codes are called: as the registry names them, else as events did.
import type { DialledCode, Named } from "@trunkline/contract";
import type { TenantKey } from "../lib/tenant-key.ts";
import type { LiveView } from "../live/live-view.ts";
import type { Registry } from "../storage/registry.ts";

/** "" = nobody has named it. */
export type Names = {
  readonly tenant: (tenant: TenantKey) => string;
  readonly agent: (tenant: TenantKey, agentId: number) => Named;
  readonly queue: (tenant: TenantKey, skillId: number) => Named;
  readonly accessCode: (tenant: TenantKey, innoId: number) => DialledCode;
  /** Those that have a name. */
  readonly agentIds: (tenant: TenantKey) => readonly number[];
  readonly queueIds: (tenant: TenantKey) => readonly number[];
};

export function openNames({
  registry,
  live,
}: {
  readonly registry: Pick<Registry, "tenant" | "nameOf" | "names">;
  readonly live: Pick<LiveView, "queueName">;
}): Names {
  return {
    tenant: (tenant) => registry.tenant(tenant)?.name ?? "",
    agent: (tenant, id) => ({ id, name: registry.nameOf("agent", tenant, id) }),
    queue: (tenant, id) => {
      return { id, name: registry.nameOf("skill", tenant, id) || live.queueName(tenant, id) };
    },
    accessCode: (tenant, id) => {
      const code = registry.tenant(tenant)?.accessCodes.find(({ innoId }) => innoId === id);
      return { id, number: code?.number ?? "" };
    },
    agentIds: (tenant) => registry.names("agent", tenant).map(({ id }) => id),
    queueIds: (tenant) => registry.names("skill", tenant).map(({ id }) => id),
  };
}
