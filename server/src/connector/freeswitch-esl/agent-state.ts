// What agents do, as mod_callcenter tells it: only changes are told.
import { textOf } from "./esl-event.ts";
import type { EslEvent } from "./esl-event.ts";
import type { Moment } from "./esl-time.ts";
import type { AgentState, PbxState } from "./pbx-state.ts";

/** Numbers of the agent status table. */
const agentStatus = {
  notSignedIn: 0,
  idle: 1,
  preOccupied: 2,
  answering: 4,
  talking: 5,
  rest: 8,
} as const;

const reasonLengthMax = 200;
const onBreak = "On Break";
const loggedOut = "Logged Out";

/** Available, Available (On Demand), On Break, Logged Out: what the agent wants. */
export function onAgentStatusChange(pbx: PbxState, event: EslEvent, moment: Moment): void {
  const agent = agentOf(pbx, event);
  if (agent === undefined) return;
  agent.status = textOf(event, "CC-Agent-Status");
  tellChange(pbx, agent, event, moment);
}

/** Idle, Waiting, Receiving, In a queue call, Reserved: what the queue has the agent do. */
export function onAgentStateChange(pbx: PbxState, event: EslEvent, moment: Moment): void {
  const agent = agentOf(pbx, event);
  if (agent === undefined) return;
  agent.state = textOf(event, "CC-Agent-State");
  tellChange(pbx, agent, event, moment);
}

function agentOf(pbx: PbxState, event: EslEvent): AgentState | undefined {
  const name = textOf(event, "CC-Agent");
  if (!pbx.index.agentByName.has(name)) {
    pbx.writer.skip(`agent '${name}' is not in the settings`);
    return undefined;
  }
  const known = pbx.agents.get(name);
  if (known !== undefined) return known;
  const agent = { status: "", state: "", told: -1 };
  pbx.agents.set(name, agent);
  return agent;
}

function tellChange(pbx: PbxState, agent: AgentState, event: EslEvent, moment: Moment): void {
  const found = pbx.index.agentByName.get(textOf(event, "CC-Agent"));
  const state = stateOf(agent);
  if (found === undefined || state === agent.told) return;
  agent.told = state;
  const { tenant, agentId } = found;
  const reason =
    state === agentStatus.rest ? { reason: agent.status.slice(0, reasonLengthMax) } : {};
  pbx.writer.writeAgent(tenant, moment, { kind: "agentState", agentId, state, ...reason });
}

/** A call goes on when its agent has asked for a break; the break begins behind it. */
function stateOf({ status, state }: AgentState): number {
  switch (state) {
    case "Receiving":
      return agentStatus.answering;
    case "In a queue call":
      return agentStatus.talking;
    case "Reserved":
      return agentStatus.preOccupied;
    default:
      break;
  }
  if (status === loggedOut) return agentStatus.notSignedIn;
  return status === onBreak ? agentStatus.rest : agentStatus.idle;
}
