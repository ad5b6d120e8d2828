// Calls to customers: the agent's phone first, dialled by hand, or the customer first.
import { leaveReason } from "@trunkline/contract/codes";
import { agentStatus, type Agent } from "./agent.ts";
import type { Centre } from "./centre.ts";
import { accessCodePlans, accessNumber, skill, type AccessCodePlan } from "./centre-plan.ts";
import { ringCustomer, type CustomerOutcome } from "./customer-ring.ts";
import { followSteps } from "./follow-steps.ts";
import { ring } from "./offer-step.ts";
import { lineUp } from "./queue-step.ts";
import type { SimulatedCall, SimulatedScript } from "./simulated-call.ts";
import { transfersMax } from "./talk-step.ts";

const forms = [
  { weight: 45, kind: "agentFirst", callType: 7 },
  { weight: 18, kind: "byHand", callType: 8 },
  { weight: 14, kind: "byHand", callType: 44 },
  { weight: 9, kind: "agentFirst", callType: 45 },
  { weight: 14, kind: "customerFirst", callType: 43 },
] as const;
/** Numbers that the centre shows to whom it calls. */
const shownCodes = accessCodePlans.slice(0, 3);
const agentWithinMs = 600_000;

export function* outboundCall(centre: Centre, customerNo: string): SimulatedScript {
  const { kind, callType } = centre.random.pick(forms);
  if (kind === "customerFirst") return yield* callCustomerFirst(centre, customerNo, callType);
  const agent = yield* freeAgent(centre);
  if (agent === undefined || !centre.isReceiving) {
    if (agent !== undefined) centre.release(agent, "untouched");
    return;
  }
  const call = newOutboundCall(centre, centre.isRecording);
  tellOutbound(centre, call, { customerNo, callType, isAgentFirst: true });
  if (kind === "byHand") yield* pickUpByHand(centre, call, agent);
  else if (!(yield* callAgent(centre, call, agent))) return;
  yield* callCustomer(centre, call, agent);
}

/** Undefined when none of the outbound team is free in time. */
export function* freeAgent(centre: Centre): SimulatedScript<Agent | undefined> {
  const queue = centre.queue(skill.outbound);
  const waiter = { process: centre.simulation.running };
  return queue.takeFree() ?? (yield* lineUp(waiter, queue, false, agentWithinMs));
}

export function newOutboundCall(centre: Centre, isTold: boolean): SimulatedCall {
  const accessCode: AccessCodePlan = centre.random.pick(shownCodes);
  return {
    callId: centre.newCallId(accessCode.isOfPbx === true ? "pbx" : "documented"),
    isTold,
    callerNo: accessNumber(centre.vdn, accessCode.innoId),
    accessCode,
    process: centre.simulation.running,
    transfers: transfersMax,
    hasGivenUp: false,
  };
}

export function tellOutbound(
  centre: Centre,
  call: SimulatedCall,
  options: {
    readonly customerNo: string;
    readonly callType: number;
    readonly isAgentFirst: boolean;
  },
): void {
  const { customerNo, callType, isAgentFirst } = options;
  centre.tell(call, {
    kind: "arrived",
    direction: "out",
    callerNo: call.callerNo,
    calleeNo: customerNo,
    callType,
    mediaType: 5,
    callFeature: callType >= 40 && callType <= 45 ? callType : 1,
    ...(isAgentFirst ? { agentFirst: true } : {}),
  });
}

/** Whoever dials is on the line at once: nothing rings. */
function* pickUpByHand(centre: Centre, call: SimulatedCall, agent: Agent): SimulatedScript {
  yield centre.random.between(40, 400);
  centre.setState(agent, agentStatus.talking);
  centre.tell(call, { kind: "answered", agentId: agent.agentId });
}

/** False when the agent does not pick up; then the call is over. */
function* callAgent(centre: Centre, call: SimulatedCall, agent: Agent): SimulatedScript<boolean> {
  const { skillId } = centre.queue(skill.outbound).plan;
  const outcome = yield* ring(centre, call, agent, { skillId, patienceMs: Infinity });
  if (outcome === "answered") return true;
  yield centre.random.between(20, 200);
  centre.tell(call, {
    kind: "ended",
    by: "system",
    leaveReason: leaveReason.agentDidNotAnswer,
  });
  return false;
}

function* callCustomer(centre: Centre, call: SimulatedCall, agent: Agent): SimulatedScript {
  const outcome = yield* ringCustomer(centre, call);
  if (outcome.kind !== "answered") {
    tellNotReached(centre, call, outcome);
    centre.release(agent, "talked");
    return;
  }
  centre.tell(call, { kind: "answered" });
  yield* followSteps(centre, call, { kind: "talk", agent, skillId: skill.outbound });
}

export function tellNotReached(
  centre: Centre,
  call: SimulatedCall,
  outcome: CustomerOutcome,
): void {
  centre.tell(call, {
    kind: "ended",
    by: outcome.leaveReason === undefined ? "agent" : "system",
    ...(outcome.leaveReason === undefined ? {} : { leaveReason: outcome.leaveReason }),
    releaseCause: outcome.releaseCause,
  });
}

/** The dialler calls the customer and then looks for an agent. */
function* callCustomerFirst(centre: Centre, customerNo: string, callType: number): SimulatedScript {
  // It dials nobody whom it would then have to leave without an agent.
  if (centre.queue(skill.outbound).waiting > 0) return;
  const call = newOutboundCall(centre, centre.isRecording);
  tellOutbound(centre, call, { customerNo, callType, isAgentFirst: false });
  const outcome = yield* ringCustomer(centre, call);
  if (outcome.kind !== "answered") {
    return tellNotReached(centre, call, { leaveReason: leaveReason.normal, ...outcome });
  }
  centre.tell(call, { kind: "answered" });
  yield centre.random.between(50, 900);
  const skillId = skill.outbound;
  yield* followSteps(centre, call, {
    kind: "queue",
    skillId,
    isUrgent: true,
    leaveReason: leaveReason.normal,
  });
}
