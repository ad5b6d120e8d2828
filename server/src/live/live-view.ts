// What may be asked of the calls in progress. Answers come from memory and are exact at that instant.
import type { AgentState } from "../call/agent.ts";
import type { CallEvent } from "@trunkline/contract";
import type { ReadonlyCall } from "../call/call.ts";
import type { TenantKey } from "../lib/tenant-key.ts";

export type LiveCall = {
  readonly call: ReadonlyCall;
  readonly cmsCallId: string;
  readonly events: readonly CallEvent[];
};

/** all = ivr + queue + agent, always. longestWaitSince: epoch ms of the oldest wait, 0 = nobody waits. */
export type LiveCounts = {
  readonly all: number;
  readonly ivr: number;
  readonly queue: number;
  readonly agent: number;
  readonly longestWaitSince: number;
};

export interface LiveView {
  /** By the platform's callId or by the cmsCallId. */
  call(tenant: TenantKey, callId: string): LiveCall | undefined;
  calls(tenant: TenantKey): Iterable<LiveCall>;
  countsOfTenant(tenant: TenantKey): LiveCounts;
  countsOfAccessCode(tenant: TenantKey, innoId: number): LiveCounts;
  countsOfSkill(tenant: TenantKey, skillId: number): LiveCounts;
  /** Calls with a leg at the agent that has not ended: ringing, talking or held. */
  callsOfAgent(tenant: TenantKey, agentId: number): readonly LiveCall[];
  agent(tenant: TenantKey, agentId: number): AgentState | undefined;
  agents(tenant: TenantKey): readonly AgentState[];
  /** Agents where a call rings, talks or is held. */
  agentsWithCalls(tenant: TenantKey): readonly number[];
  /** The name that an event told of the skill queue; "" where none did. */
  queueName(tenant: TenantKey, skillId: number): string;
  /** Skill queues that calls have waited in. */
  queues(tenant: TenantKey): readonly number[];
  /** Skill queues of whose calls one rings at an agent or is with one: it need not have waited in the queue. */
  queuesOfAgents(tenant: TenantKey): readonly number[];
  /** Time of the newest event taken in; epoch ms, 0 = none since the start. */
  newestEventAt(tenant: TenantKey): number;
}
