// The caller comes to talk with somebody else than before, without or after a consultation.
import { writeNextLeg, writeTransfer } from "../moving-on.ts";
import { describeTask } from "../tracked-task.ts";
import { talkingParts } from "../tracked-call.ts";
import { agentHungUp, answerAgent } from "./agent-part.ts";
import { depart } from "./departing.ts";
import type { Moment } from "./esl-time.ts";
import { noteTaskParty } from "./outbound-task.ts";
import type { AgentPart, Channel, PbxState, TrackedCall } from "./pbx-state.ts";
import { isEnding } from "./pbx-state.ts";

/** The caller is bridged with an agent: answered, or handed over by the agent who had the call. */
export function joinAgent(
  pbx: PbxState,
  call: TrackedCall,
  channel: Channel,
  moment: Moment,
): void {
  const part = call.agents.get(channel.agentId) ?? newPart(channel);
  part.channel = channel;
  if (part.isTalking) call.lastTalker = channel;
  const { departure } = call;
  call.departure = undefined;
  const leaver = talkingParts(call).find((talking) => talking !== part);
  // Whoever had the caller has let go of it then, such as into a parking lot.
  if (leaver !== undefined) handOver(pbx, call, leaver, part, departure?.moment ?? moment);
  else if (departure !== undefined && !part.isTalking) {
    const to = { kind: "agent", agentId: part.agentId } as const;
    const by = departure.transferredBy;
    if (by === undefined) writeNextLeg(pbx, call, departure, to);
    else writeTransfer(pbx, call, departure.moment, to, by);
  }
  call.agents.set(part.agentId, part);
  answerAgent(pbx, call, part, moment);
}

function newPart(channel: Channel): AgentPart {
  return { agentId: channel.agentId, channel, isTalking: false, isHolding: false };
}

function handOver(
  pbx: PbxState,
  call: TrackedCall,
  leaver: AgentPart,
  to: AgentPart,
  moment: Moment,
): void {
  call.agents.delete(leaver.agentId);
  const target = { kind: "agent", agentId: to.agentId } as const;
  writeTransfer(pbx, call, moment, target, leaver.agentId);
}

/** The caller is bridged with a party outside whom it was passed on to, or who was consulted. */
export function joinOutside(
  pbx: PbxState,
  call: TrackedCall,
  channel: Channel,
  moment: Moment,
): void {
  if (call.place !== "outside") {
    const leaver = talkingParts(call)[0];
    const to = { kind: "external", number: channel.number } as const;
    if (leaver !== undefined && call.departure === undefined) {
      call.agents.clear();
      writeTransfer(pbx, call, moment, to, leaver.agentId);
    } else {
      const departure = depart(pbx, call, moment, to);
      if (departure === undefined) writeTransfer(pbx, call, moment, to, 0);
      else if (departure !== "transferred") writeNextLeg(pbx, call, departure, to);
    }
    call.place = "outside";
    call.outsideHasAnswered = false;
  }
  call.outside = channel;
  call.departure = undefined;
  call.lastTalker = undefined;
  if (call.outsideHasAnswered) return;
  call.outsideHasAnswered = true;
  pbx.writer.write(call, moment, { kind: "answered" });
}

/**
 * A phone consults in a call of its own; on the transfer FreeSWITCH bridges the ends of both calls.
 * The customer's call goes on, and the consultation is over.
 */
export function mergeCalls(pbx: PbxState, a: Channel, b: Channel, moment: Moment): void {
  const [stays, comes] = isCustomers(a) ? [a, b] : [b, a];
  const from = comes.call;
  const into = stays.call;
  if (!isCustomers(stays) || isEnding(into)) {
    return pbx.writer.skip("bridge of two calls of which none is a customer's");
  }
  if (from.tenant !== undefined && from.tenant !== into.tenant) {
    return pbx.writer.skip("bridge of two tenants' calls");
  }
  if (hasOtherCustomer(from, comes)) {
    agentHungUp(pbx, comes, moment);
    from.agents.delete(comes.agentId);
  } else {
    if (!from.isOver) {
      pbx.writer.write(from, moment, { kind: "ended", by: "agent" });
      from.isOver = true;
      from.agents.clear();
    }
    takeTaskOver(pbx, from, stays, moment);
  }
  from.channels.delete(comes);
  if (from.channels.size === 0) pbx.calls.delete(from);
  into.channels.add(comes);
  comes.call = into;
}

/** An agent whose phone stays up is bridged with one customer after the other: the one before goes on without. */
function hasOtherCustomer(call: TrackedCall, channel: Channel): boolean {
  const { customer } = call;
  return customer !== undefined && customer !== channel && isCustomers(customer) && !isEnding(call);
}

/** A program may call both sides of a task by themselves, and join them: the task goes on with the customer's call. */
function takeTaskOver(pbx: PbxState, from: TrackedCall, customer: Channel, moment: Moment): void {
  const { task } = from;
  const into = customer.call;
  const isOne = into.task === undefined || into.task.serialNo === task?.serialNo;
  if (task === undefined || into.begin !== "originated" || !isOne) return;
  for (const step of ["alerting", "talking", "released"] as const) {
    for (const party of into.task?.[step] ?? []) task[step].add(party);
  }
  const isUntold = from.facts === undefined && into.task === undefined;
  from.task = undefined;
  into.task = task;
  if (isUntold) {
    const { callerNo } = from;
    const facts = {
      direction: "out",
      callerNo,
      calleeNo: into.calleeNo,
      agentFirst: true,
    } as const;
    const created = describeTask(pbx, into, facts);
    if (created !== undefined) pbx.writer.write(into, created.moment, created.event);
  }
  noteTaskParty(pbx, customer, "talking", moment);
}

/** Of two customers the one who called in has the call that goes on. */
function isCustomers(channel: Channel): boolean {
  return channel === channel.call.customer && channel.call.begin === "inbound"
    ? true
    : channel === channel.call.customer && channel.call.customerHasAnswered;
}
