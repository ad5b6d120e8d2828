// The live questions: answered from memory, but for today's counts.
import type { LiveAgent } from "@trunkline/contract";
import type { TenantKey } from "../lib/tenant-key.ts";
import type { Registry, Role } from "../storage/registry.ts";
import type { ApiHandlerOf } from "./api-handler.ts";
import { tenantState, type LiveStateParts, type TenantState } from "./live-state.ts";
import { maskAgent } from "./mask-rows.ts";
import { standing } from "./standing.ts";
import { tenantsOfRequest } from "./tenants-of-request.ts";
import type { Today } from "./today.ts";

export type GetLiveParts = LiveStateParts & {
  readonly registry: Pick<Registry, "tenant" | "tenants">;
  readonly today: Pick<Today, "refresh">;
  readonly masksNumbers: (role: Role) => boolean;
};

export function getLiveHandler(parts: GetLiveParts): ApiHandlerOf<"getLive"> {
  return async ({ fields, scope, role, now }) => {
    const tenants = tenantsOfRequest(parts.registry, scope, fields.tenant);
    const states = await statesOf(parts, tenants, role);
    return {
      ...standing(parts, { tenants, now }),
      tenants: states.map(({ tenant }) => tenant),
      accessCodes: states.flatMap(({ accessCodes }) => accessCodes),
      queues: states.flatMap(({ queues }) => queues),
      agents: states.flatMap(({ agents }) => agents),
    };
  };
}

export function getLiveAccessCodesHandler(parts: GetLiveParts): ApiHandlerOf<"getLiveAccessCodes"> {
  return async ({ fields, scope, role, now }) => {
    const tenants = tenantsOfRequest(parts.registry, scope, fields.tenant);
    const states = await statesOf(parts, tenants, role);
    const rows = states.flatMap(({ accessCodes }) => accessCodes);
    const accessCodes = rows.filter(({ id }) => isAsked(fields.innoId, id));
    return { ...standing(parts, { tenants, now }), accessCodes };
  };
}

export function getLiveQueuesHandler(parts: GetLiveParts): ApiHandlerOf<"getLiveQueues"> {
  return async ({ fields, scope, role, now }) => {
    const tenants = tenantsOfRequest(parts.registry, scope, fields.tenant);
    const states = await statesOf(parts, tenants, role);
    const rows = states.flatMap(({ queues }) => queues);
    const queues = rows.filter(({ id }) => isAsked(fields.skillId, id));
    return { ...standing(parts, { tenants, now }), queues };
  };
}

export function getLiveAgentsHandler(parts: GetLiveParts): ApiHandlerOf<"getLiveAgents"> {
  return async ({ fields, scope, role, now }) => {
    const tenants = tenantsOfRequest(parts.registry, scope, fields.tenant);
    const states = await statesOf(parts, tenants, role);
    const rows = states.flatMap(({ agents }) => agents);
    const agents = rows.filter(
      (agent) => isAsked(fields.agentId, agent.id) && serves(agent, fields.skillId),
    );
    return { ...standing(parts, { tenants, now }), agents };
  };
}

export function isAsked(asked: readonly number[] | undefined, id: number): boolean {
  return asked === undefined || asked.includes(id);
}

function serves({ skills, currentCall }: LiveAgent, asked: readonly number[] | undefined): boolean {
  if (asked === undefined) return true;
  return skills.some(({ id }) => asked.includes(id)) || asked.includes(currentCall?.skill?.id ?? 0);
}

async function statesOf(
  parts: GetLiveParts,
  tenants: readonly TenantKey[],
  role: Role,
): Promise<readonly TenantState[]> {
  await Promise.all(tenants.map((tenant) => parts.today.refresh(tenant)));
  const isMasked = parts.masksNumbers(role);
  return tenants.map((tenant) => {
    const state = tenantState(parts, tenant);
    return isMasked ? { ...state, agents: state.agents.map(maskAgent) } : state;
  });
}
