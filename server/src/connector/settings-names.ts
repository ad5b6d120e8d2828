// Names in the settings of a PBX's tenants -> whose they are. A name that two tenants claim would give one
// tenant's calls to the other.
import { isAgentId } from "@trunkline/contract";
import { tenantText, type Tenant } from "../lib/tenant-key.ts";

export function uniqueMap<Owner extends Tenant, Value>(
  what: string,
  tenants: readonly Owner[],
  entriesOf: (tenant: Owner) => readonly (readonly [string, Value])[],
): ReadonlyMap<string, Value> {
  const map = new Map<string, Value>();
  const owners = new Map<string, Owner>();
  for (const tenant of tenants) {
    for (const [name, value] of entriesOf(tenant)) {
      const owner = owners.get(name);
      if (owner !== undefined) {
        throw new Error(
          `Cannot use ${what} '${name}' twice: tenants ${tenantText(owner)} and ${tenantText(tenant)} both name it`,
        );
      }
      map.set(name, value);
      owners.set(name, tenant);
    }
  }
  return map;
}

export function tenantsBy<Owner extends Tenant>(
  what: string,
  tenants: readonly Owner[],
  namesOf: (tenant: Owner) => readonly string[],
): ReadonlyMap<string, Owner> {
  return uniqueMap(what, tenants, (tenant) => namesOf(tenant).map((name) => [name, tenant]));
}

export type NamedAgent<Owner> = { readonly tenant: Owner; readonly agentId: number };

type WithAgents = Tenant & { readonly agents: readonly { readonly agentId: number }[] };

export function agentsBy<Owner extends WithAgents>(
  what: string,
  tenants: readonly Owner[],
  namesOf: (agent: Owner["agents"][number]) => readonly string[],
): ReadonlyMap<string, NamedAgent<Owner>> {
  return uniqueMap(what, tenants, (tenant) =>
    tenant.agents.flatMap((agent) => {
      const { agentId } = agent;
      if (!isAgentId(agentId)) {
        throw new Error(
          `Cannot use agent ${agentId} of tenant ${tenantText(tenant)}: agent IDs are 101..59999 and 70000..999999`,
        );
      }
      return namesOf(agent).map((name) => [name, { tenant, agentId }] as const);
    }),
  );
}
