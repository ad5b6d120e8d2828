// The settings as maps, so that an event finds its tenant, agent and queue at once.
import { agentsBy, tenantsBy, uniqueMap, type NamedAgent } from "../settings-names.ts";
import type { EslSettings, EslTenant } from "./esl-settings.ts";

export type AgentName = NamedAgent<EslTenant>;

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
  return {
    tenants,
    inboundContexts: new Set(settings.inboundContexts),
    accessCodeVariable: settings.accessCodeVariable,
    ivrApplications: new Set(settings.ivrApplications.map((name) => name.toLowerCase())),
    tasks: settings.tasks,
    tenantByAccessCode: tenantsBy("access code", tenants, (tenant) => tenant.accessCodes),
    tenantByContext: tenantsBy("context", tenants, (tenant) => tenant.contexts),
    tenantByAccountCode: tenantsBy("account code", tenants, (tenant) => tenant.accountCodes),
    tenantByDomain: tenantsBy("domain", tenants, (tenant) => tenant.domains),
    agentByName: agentsBy("agent name", tenants, ({ names }) => names),
    agentByDevice: agentsBy("device", tenants, ({ devices }) => devices),
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
