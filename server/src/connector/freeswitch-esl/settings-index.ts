// The settings as maps, so that an event finds its tenant, agent and queue at once.
import { isAgentId } from "@trunkline/contract";
import { tenantText } from "../../lib/tenant-key.ts";
import type { EslSettings, EslTenant } from "./esl-settings.ts";

export type AgentName = { readonly tenant: EslTenant; readonly agentId: number };

export type SkillQueue = {
  readonly tenant: EslTenant;
  readonly skillId: number;
  readonly skillName: string;
};

export type SettingsIndex = {
  readonly tenants: readonly EslTenant[];
  readonly inboundContexts: ReadonlySet<string>;
  readonly accessCodeVariable: string;
  readonly ivrApplications: ReadonlySet<string>;
  readonly tasks: EslSettings["tasks"];
  readonly tenantByAccessCode: ReadonlyMap<string, EslTenant>;
  readonly tenantByContext: ReadonlyMap<string, EslTenant>;
  readonly tenantByAccountCode: ReadonlyMap<string, EslTenant>;
  readonly tenantByDomain: ReadonlyMap<string, EslTenant>;
  readonly agentByName: ReadonlyMap<string, AgentName>;
  readonly agentByDevice: ReadonlyMap<string, AgentName>;
  readonly queueByName: ReadonlyMap<string, SkillQueue>;
};

export function indexSettings(settings: EslSettings): SettingsIndex {
  const { tenants } = settings;
  const tenantBy = (what: string, namesOf: (tenant: EslTenant) => readonly string[]) =>
    uniqueMap(what, tenants, (tenant) => namesOf(tenant).map((name) => [name, tenant]));
  return {
    tenants,
    inboundContexts: new Set(settings.inboundContexts),
    accessCodeVariable: settings.accessCodeVariable,
    ivrApplications: new Set(settings.ivrApplications.map((name) => name.toLowerCase())),
    tasks: settings.tasks,
    tenantByAccessCode: tenantBy("access code", (tenant) => tenant.accessCodes),
    tenantByContext: tenantBy("context", (tenant) => tenant.contexts),
    tenantByAccountCode: tenantBy("account code", (tenant) => tenant.accountCodes),
    tenantByDomain: tenantBy("domain", (tenant) => tenant.domains),
    agentByName: uniqueMap("agent name", tenants, (tenant) => agentsBy(tenant, "names")),
    agentByDevice: uniqueMap("device", tenants, (tenant) => agentsBy(tenant, "devices")),
    queueByName: uniqueMap("queue", tenants, (tenant) =>
      tenant.queues.map(({ name, skillId, skillName }) => [
        name,
        { tenant, skillId, skillName: skillName ?? name },
      ]),
    ),
  };
}

/** The IVR flow that treats a caller; undefined when the settings name none. */
export function flowOf(
  tenant: EslTenant,
  place: { readonly menu: string; readonly destination: string; readonly context: string },
): number | undefined {
  const { flows } = tenant;
  const found =
    flows.find(({ menus }) => menus.includes(place.menu)) ??
    flows.find(({ destinations }) => destinations.includes(place.destination)) ??
    flows.find(({ contexts }) => contexts.includes(place.context));
  return found?.flowId;
}

function agentsBy(tenant: EslTenant, key: "names" | "devices"): [string, AgentName][] {
  return tenant.agents.flatMap((agent) => {
    const { agentId } = agent;
    if (!isAgentId(agentId)) {
      throw new Error(
        `Cannot use agent ${agentId} of tenant ${tenantText(tenant)}: agent IDs are 101..59999 and 70000..999999`,
      );
    }
    return agent[key].map((name): [string, AgentName] => [name, { tenant, agentId }]);
  });
}

/** A name that two tenants claim would give one tenant's calls to the other. */
function uniqueMap<Value>(
  what: string,
  tenants: readonly EslTenant[],
  entriesOf: (tenant: EslTenant) => readonly (readonly [string, Value])[],
): ReadonlyMap<string, Value> {
  const map = new Map<string, Value>();
  const owners = new Map<string, EslTenant>();
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
