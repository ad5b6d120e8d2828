// The live questions: answered from memory, but for today's counts.
import type { LiveAgent } from "@trunkline/contract";
import type { Registry, Role } from "../storage/registry.ts";
import type { ApiHandlerOf, ApiRequest } from "./api-handler.ts";
import { tenantState, type LiveStateParts, type TenantState } from "./live-state.ts";
import { maskAgent } from "./mask-rows.ts";
import { standing } from "./standing.ts";
import { tenantsOfRequest } from "./tenants-of-request.ts";
import type { Today } from "./today.ts";

export type GetLiveParts = LiveStateParts & {
  readonly registry: Pick<Registry, "tenant" | "tenants">;
  readonly today: Pick<Today, "refresh">;
  readonly masksNumbers: (role: Role) => boolean;
  readonly failed: (error: unknown) => void;
};

export function liveHandlers(parts: GetLiveParts): LiveHandlers {
  return {
    getLive: async (request) => {
      const { stands, states } = await look(parts, request);
      return {
        ...stands,
        tenants: states.map(({ tenant }) => tenant),
        accessCodes: states.flatMap(({ accessCodes }) => accessCodes),
        queues: states.flatMap(({ queues }) => queues),
        agents: states.flatMap(({ agents }) => agents),
      };
    },
    getLiveAccessCodes: async (request) => {
      const { stands, states } = await look(parts, request);
      const rows = states.flatMap(({ accessCodes }) => accessCodes);
      const accessCodes = rows.filter(({ id }) => isAsked(request.fields.innoId, id));
      return { ...stands, accessCodes };
    },
    getLiveQueues: async (request) => {
      const { stands, states } = await look(parts, request);
      const rows = states.flatMap(({ queues }) => queues);
      return { ...stands, queues: rows.filter(({ id }) => isAsked(request.fields.skillId, id)) };
    },
    getLiveAgents: async (request) => {
      const { agentId, skillId } = request.fields;
      const { stands, states } = await look(parts, request);
      const rows = states.flatMap(({ agents }) => agents);
      const agents = rows.filter((row) => isAsked(agentId, row.id) && serves(row, skillId));
      return { ...stands, agents };
    },
  };
}

type LiveHandlers = {
  readonly getLive: ApiHandlerOf<"getLive">;
  readonly getLiveAccessCodes: ApiHandlerOf<"getLiveAccessCodes">;
  readonly getLiveQueues: ApiHandlerOf<"getLiveQueues">;
  readonly getLiveAgents: ApiHandlerOf<"getLiveAgents">;
};

export function isAsked(asked: readonly number[] | undefined, id: number): boolean {
  return asked === undefined || asked.includes(id);
}

function serves({ skills, currentCall }: LiveAgent, asked: readonly number[] | undefined): boolean {
  if (asked === undefined) return true;
  return skills.some(({ id }) => asked.includes(id)) || asked.includes(currentCall?.skill?.id ?? 0);
}

/** The state of the tenants asked for, with today's counts brought up to date. */
async function look(
  parts: GetLiveParts,
  { fields, scope, role, now }: ApiRequest<{ readonly tenant?: readonly string[] }>,
) {
  const tenants = tenantsOfRequest(parts.registry, scope, fields.tenant);
  // What is live does not wait for a storage that fails.
  await Promise.all(tenants.map((tenant) => parts.today.refresh(tenant).catch(parts.failed)));
  const isMasked = parts.masksNumbers(role);
  const states = tenants.map((tenant): TenantState => {
    const state = tenantState(parts, tenant);
    return isMasked ? { ...state, agents: state.agents.map(maskAgent) } : state;
  });
  return { stands: standing(parts, { tenants, now }), states };
}
