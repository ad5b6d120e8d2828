// The settings as maps, so that an event finds its tenant, agent and queue at once.
import { agentsBy, tenantsBy, uniqueMap, type NamedAgent } from "../settings-names.ts";
import type { AmiSettings, AmiTenant } from "./ami-settings.ts";

export type AgentDevice = NamedAgent<AmiTenant>;

export type SkillQueue = {
  readonly tenant: AmiTenant;
  readonly skillId: number;
  readonly skillName: string;
  /** The number that its callers have dialled, where only the settings know it; "" = unknown. */
  readonly accessCode: string;
};

export type SettingsIndex = {
  readonly source: string;
  readonly tenants: readonly AmiTenant[];
  readonly inboundContexts: ReadonlySet<string>;
  readonly ivrApplications: ReadonlySet<string>;
  readonly ivrEnterEvents: ReadonlySet<string>;
  readonly tasks: AmiSettings["tasks"];
  readonly tenantByAccessCode: ReadonlyMap<string, AmiTenant>;
  readonly tenantByContext: ReadonlyMap<string, AmiTenant>;
  readonly tenantByAccountCode: ReadonlyMap<string, AmiTenant>;
  readonly agentByInterface: ReadonlyMap<string, AgentDevice>;
  readonly queueByName: ReadonlyMap<string, SkillQueue>;
  readonly flowByContext: ReadonlyMap<string, number>;
};

export function indexSettings(settings: AmiSettings): SettingsIndex {
  const { tenants } = settings;
  return {
    source: settings.source,
    tenants,
    inboundContexts: new Set(settings.inboundContexts),
    ivrApplications: new Set(settings.ivrApplications.map((name) => name.toLowerCase())),
    ivrEnterEvents: new Set(settings.ivrEnterEvents),
    tasks: settings.tasks,
    tenantByAccessCode: tenantsBy("access code", tenants, (tenant) => tenant.accessCodes),
    tenantByContext: tenantsBy("context", tenants, (tenant) => tenant.contexts),
    tenantByAccountCode: tenantsBy("account code", tenants, (tenant) => tenant.accountCodes),
    agentByInterface: agentsBy("interface", tenants, ({ interfaces, memberNames }) => [
      ...interfaces,
      ...memberNames,
    ]),
    queueByName: uniqueMap("queue", tenants, (tenant) =>
      tenant.queues.map(({ name, skillId, skillName = name, accessCode = "" }) => [
        name,
        { tenant, skillId, skillName, accessCode },
      ]),
    ),
    flowByContext: uniqueMap("flow context", tenants, (tenant) =>
      tenant.flows.flatMap(({ flowId, contexts }) => contexts.map((context) => [context, flowId])),
    ),
  };
}

/** A queue member's interface or a channel's device -> the agent of the settings. */
export function agentOfInterface(index: SettingsIndex, name: string): AgentDevice | undefined {
  const options = name.startsWith("Local/") ? name.lastIndexOf("/") : -1;
  return index.agentByInterface.get(options > "Local/".length ? name.slice(0, options) : name);
}
