// An agent who comes to a caller without having been called for it: from a parking lot, a bridge of a
// supervisor's making, or a pool of agents who stay on the line.
import { describeTask, endTask } from "../tracked-task.ts";
import { talkingParts } from "../tracked-call.ts";
import { offerAgent, answerAgent } from "./agent-part.ts";
import { leaveForAgent } from "./departing.ts";
import { courseOf, noteTaskParty } from "./outbound-task.ts";
import { dropCall } from "./pbx-state.ts";
import type { Channel, PbxState, TrackedCall } from "./pbx-state.ts";
import { agentOfInterface } from "./settings-index.ts";

/** `parties` hear each other. Those who have no call of their own to go on with come over to the caller's. */
export function joinCaller(pbx: PbxState, parties: readonly Channel[], micros: number): void {
  const caller = parties.find((party) => party === party.call.customer && !party.call.isOver);
  if (caller === undefined) return;
  const { call } = caller;
  const member = call.place === "queue" ? memberWith(pbx, caller) : undefined;
  for (const phone of parties) {
    const isConference = talkingParts(call).some((part) => parties.includes(part.channel));
    if (isBack(phone, caller)) {
      if (!isConference) leaveForAgent(pbx, call, phone.agentId, micros);
      join(pbx, phone, { since: micros, micros });
    }
    if (phone.call === call || !isIdle(phone) || !isOfTenant(pbx, phone, call)) continue;
    const since = ringsSince(phone, call, micros);
    move(pbx, phone, caller, micros);
    // Whose phone it is does not matter where the queue has said whom it called.
    phone.agentId = member?.agentId ?? phone.agentId;
    if (!isConference && call.place !== "queue") leaveForAgent(pbx, call, phone.agentId, micros);
    join(pbx, phone, { since, micros });
  }
  if (member === undefined || call.agents.has(member.agentId)) return;
  // No phone that we know was called behind this Local channel: the queue has its answer.
  join(pbx, member, { since: micros, micros });
}

/** At once: of several who come to the caller together none has to ring while another answers. */
function join(
  pbx: PbxState,
  phone: Channel,
  { since, micros }: { readonly since: number; readonly micros: number },
): void {
  offerAgent(pbx, phone, since);
  const part = phone.call.agents.get(phone.agentId);
  if (part !== undefined) answerAgent(pbx, part, phone, micros);
}

/** Of an agent whom the caller had left, such as for the announcement before a conference of both. */
function isBack(phone: Channel, { call }: Channel): boolean {
  const isAgents = phone.call === call && phone.agentId > 0 && phone !== call.customer;
  return isAgents && !phone.hangupRequested && !call.agents.has(phone.agentId);
}

/** The Local channel of a queue's member that the caller is bridged with. */
function memberWith(pbx: PbxState, caller: Channel): Channel | undefined {
  for (const channel of pbx.bridges.get(caller.bridge) ?? []) {
    if (channel.isLocal && channel.agentId > 0 && channel.call === caller.call) return channel;
  }
  return undefined;
}

/** It has dialled something inside the PBX, was called by a program, or the call that it was in is over or goes on without. */
function isIdle(phone: Channel): boolean {
  const { call, agentId } = phone;
  if (agentId === 0) return false;
  const isAlone = [...call.agents.keys()].every((other) => other === agentId);
  const isCallers = call.begin !== "inbound" && phone === call.origin;
  return call.isOver || hasLeft(phone) || (isCallers && isAlone && call.customer === undefined);
}

/** A phone that stays up, and whose caller has gone on to somebody else. */
function hasLeft(phone: Channel): boolean {
  const { call, agentId } = phone;
  return call.begin === "inbound" && !call.agents.has(agentId) && phone !== call.origin;
}

/** A phone that a program has called for a caller who is there has rung for that caller. */
function ringsSince({ call: from }: Channel, into: TrackedCall, micros: number): number {
  const isForCaller = from.begin === "originated" && !from.isOver && into.begin === "inbound";
  return isForCaller ? Math.max(from.beganAt, into.beganAt) : micros;
}

function isOfTenant(pbx: PbxState, phone: Channel, { tenant }: TrackedCall): boolean {
  return tenant !== undefined && agentOfInterface(pbx.index, phone.device)?.tenant === tenant;
}

function move(pbx: PbxState, phone: Channel, caller: Channel, micros: number): void {
  const from = phone.call;
  const into = caller.call;
  if (!from.isOver && !hasLeft(phone)) {
    pbx.writer.write(from, micros, { kind: "ended", by: "agent" });
    moveTask(pbx, from, caller, micros);
    from.isOver = true;
  }
  from.channels.delete(phone);
  if (from.channels.size === 0) dropCall(pbx, from);
  into.channels.add(phone);
  phone.call = into;
}

/** A program may call both sides of a task by themselves, and join them. */
function moveTask(pbx: PbxState, from: TrackedCall, customer: Channel, micros: number): void {
  const { task, facts, callerNo } = from;
  const into = customer.call;
  if (task === undefined) return;
  if (into.begin !== "originated" || into.task !== undefined) {
    return endTask(pbx, from, courseOf(from), micros);
  }
  from.task = undefined;
  into.task = task;
  if (facts === undefined) {
    const { calleeNo } = into.facts ?? into;
    const told = { direction: "out", callerNo, calleeNo, agentFirst: true } as const;
    const created = describeTask(pbx, into, told);
    if (created !== undefined) pbx.writer.write(into, created.moment, created.event);
  }
  noteTaskParty(pbx, customer, "talking", micros);
}
