import type { AgentEvent } from "@trunkline/contract";

/** What is known of an agent. `state` is of the agent status table; times epoch ms, 0 = unknown. */
export type AgentState = {
  readonly ccId: number;
  readonly vdn: number;
  readonly agentId: number;
  readonly state: number;
  readonly reason: string;
  readonly stateSince: number;
  /** When the state was last told; where it is not kept, at its beginning. */
  readonly stateToldAt?: number;
  readonly signedInAt: number;
  readonly skillIds: readonly number[];
  readonly skillsSince: number;
};

/** One state that an event told. */
export type AgentStateChange = Pick<AgentState, "ccId" | "vdn" | "agentId" | "state"> & {
  readonly at: number;
};

export function unknownAgent(event: Pick<AgentEvent, "ccId" | "vdn" | "agentId">): AgentState {
  return {
    ccId: event.ccId,
    vdn: event.vdn,
    agentId: event.agentId,
    state: 0,
    reason: "",
    stateSince: 0,
    signedInAt: 0,
    skillIds: [],
    skillsSince: 0,
  };
}

/** The newest fact by its own time wins, so late events change nothing. */
export function applyAgentEvent(agent: AgentState, event: AgentEvent): AgentState {
  if (event.kind === "agentSkills") {
    if (event.at < agent.skillsSince) return agent;
    return { ...agent, skillIds: event.skillIds, skillsSince: event.at };
  }
  if (event.at < (agent.stateToldAt ?? agent.stateSince)) return agent;
  const isSignedIn = event.state !== 0;
  const signsIn = isSignedIn && agent.state === 0;
  return {
    ...agent,
    state: event.state,
    reason: event.reason ?? "",
    stateSince: event.state === agent.state ? agent.stateSince : event.at,
    stateToldAt: event.at,
    signedInAt: signsIn ? event.at : isSignedIn ? agent.signedInAt : 0,
  };
}
