// The settings as maps, so that an event finds its tenant, agent and queue at once.
import { isAgentId } from "@trunkline/contract";
import { tenantText } from "../../lib/tenant-key.ts";
import type { AmiSettings, AmiTenant } from "./ami-settings.ts";

export type AgentDevice = { readonly tenant: AmiTenant; readonly agentId: number };

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
    tenantByAccessCode: uniqueMap("access code", tenants, (tenant) =>
      tenant.accessCodes.map((code) => [code, tenant]),
    ),
    tenantByContext: uniqueMap("context", tenants, (tenant) =>
      tenant.contexts.map((context) => [context, tenant]),
    ),
    tenantByAccountCode: uniqueMap("account code", tenants, (tenant) =>
      tenant.accountCodes.map((code) => [code, tenant]),
    ),
    agentByInterface: uniqueMap("interface", tenants, agentDevices),
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

function agentDevices(tenant: AmiTenant): [string, AgentDevice][] {
  return tenant.agents.flatMap(({ agentId, interfaces, memberNames }) => {
    if (!isAgentId(agentId)) {
      throw new Error(
        `Cannot use agent ${agentId} of tenant ${tenantText(tenant)}: agent IDs are 101..59999 and 70000..999999`,
      );
    }
    return [...interfaces, ...memberNames].map((name): [string, AgentDevice] => [
      name,
      { tenant, agentId },
    ]);
  });
}

/** A name that two tenants claim would give one tenant's calls to the other. */
function uniqueMap<Value>(
  what: string,
  tenants: readonly AmiTenant[],
  entriesOf: (tenant: AmiTenant) => readonly (readonly [string, Value])[],
): ReadonlyMap<string, Value> {
  const map = new Map<string, Value>();
  const owners = new Map<string, AmiTenant>();
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
