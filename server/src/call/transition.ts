// The transitions of call-state.ts: each changes legs and summary, never the phase.
import type { CallEventOf } from "@trunkline/contract";
// All of the contract would be loaded by the writer's thread.
import { defaultMediaType, directionOfCallType } from "@trunkline/contract/codes";
import { leaveReason, noSubMediaType } from "@trunkline/contract/codes";
import type { Call, Leg } from "./call.ts";
import { closeLeg, conversationLeg, endHold, isAtAgent, isOpen, isRinging } from "./leg.ts";
import { openAgentLeg, openLeg, openQueueLeg } from "./leg.ts";
import { reasonOfEnd, reasonOfUnanswered } from "./leave-reason.ts";

const defaultCallType = { in: 0, out: 7 } as const;

/** Once: a second `arrived` changes nothing. The time of arrival is that of the first event. */
export function noteFacts(call: Call, event: CallEventOf<"arrived">): void {
  if (call.hasArrived) return;
  call.hasArrived = true;
  call.callType = event.callType ?? defaultCallType[event.direction];
  call.direction = directionOfCallType(call.callType) ?? event.direction;
  call.mediaType = event.mediaType ?? defaultMediaType;
  call.subMediaType = event.subMediaType ?? noSubMediaType;
  call.callerNo = event.callerNo;
  call.calleeNo = event.calleeNo;
  call.originalCalleeNo = event.originalCalleeNo ?? event.calleeNo;
  call.innoId = event.innoId ?? 0;
  call.callData = event.callData ?? "";
  call.callFeature = event.callFeature ?? 0;
  call.priority = event.priority ?? 0;
  call.trunkNo = event.trunkNo ?? 0;
  call.keyId = event.keyId ?? 0;
  call.agentFirst = event.agentFirst ?? false;
}

export function enterIvr(call: Call, at: number, flowId: number, reason: number): void {
  leaveAll(call, at, reason);
  openLeg(call, at, { kind: "ivr", flowId }, reason);
}

export function joinQueue(
  call: Call,
  at: number,
  skillId: number,
  skillName: string,
  reason: number | undefined,
): void {
  // Told again it is the same wait; who has left, as a reason says, waits anew.
  if (reason === undefined && isWaitingFor(call, skillId)) return;
  leaveAll(call, at, reason ?? leaveReason.normal);
  openLeg(call, at, { kind: "queue", skillId, skillName }, reason ?? leaveReason.normal);
  if (!call.hasQueued) {
    call.hasQueued = true;
    call.waitBegin = at;
  }
  call.askedForAgent = true;
  if (!call.answeredByAgent) call.skillId = skillId;
}

function isWaitingFor(call: Call, skillId: number): boolean {
  const waiting = openQueueLeg(call);
  return waiting?.device.kind === "queue" && waiting.device.skillId === skillId;
}

export function offer(call: Call, event: CallEventOf<"offered">): void {
  const { agentId } = event;
  if (agentId === undefined) return ringOutside(call, event.at);
  const known = openAgentLeg(call, agentId);
  if (known !== undefined) {
    if (known.callBegin === 0 && known.ackBegin === 0) known.ackBegin = event.at;
    return;
  }
  const queue = openQueueLeg(call);
  const queueSkill = queue?.device.kind === "queue" ? queue.device.skillId : 0;
  const leg = ringAgent(call, event.at, agentId, event.skillId ?? queueSkill, 0);
  leg.ackBegin = event.at;
  // The IVR gives the call away; a queue keeps it until the answer, a conversation goes on.
  for (const open of call.legs) {
    if (!isOpen(open) || (open.device.kind !== "ivr" && open.device.kind !== "external")) continue;
    if (isOutboundParty(call, open)) continue;
    call.offeredFrom = open.device;
    closeLeg(open, event.at, event.leaveReason ?? leaveReason.normal);
  }
}

/** The callee of an outbound call, or the number that a call has been passed on to. */
function ringOutside(call: Call, at: number): void {
  if (!mayRingOutside(call)) return;
  const leg =
    openOutsideLeg(call) ?? openLeg(call, at, { kind: "external", number: call.calleeNo }, 0);
  leg.ackBegin = at;
}

/** Once for each party. */
export function mayRingOutside(call: Call): boolean {
  const leg = openOutsideLeg(call);
  if (leg !== undefined) return leg.ackBegin === 0 && leg.callBegin === 0;
  return call.direction === "out" && !call.outsideAnswered;
}

/** Of an outbound call whose party was passed on, that of whom it was passed on to. */
function openOutsideLeg(call: Call): Leg | undefined {
  return call.legs.findLast((leg) => isOpen(leg) && leg.device.kind === "external");
}

function ringAgent(call: Call, at: number, agentId: number, skillId: number, reason: number): Leg {
  call.askedForAgent = true;
  if (!call.answeredByAgent) call.agentId = agentId;
  if (skillId > 0 && !call.answeredByAgent) call.skillId = skillId;
  return openLeg(call, at, { kind: "agent", agentId, skillId }, reason);
}

export function unanswer(call: Call, event: CallEventOf<"unanswered">): void {
  const leg = call.legs.find((leg) => isRinging(leg) && isAtAgent(leg, event.agentId));
  if (leg === undefined) return;
  leg.unanswered = event.reason ?? "noAnswer";
  closeLeg(leg, event.at, reasonOfUnanswered(leg.unanswered));
  noteRing(call, leg);
  if (call.offeredFrom !== undefined && !call.legs.some(isOpen)) {
    openLeg(call, event.at, call.offeredFrom, leg.leaveReason);
    call.offeredFrom = undefined;
  }
}

export function answer(call: Call, event: CallEventOf<"answered">): void {
  if (event.agentId === undefined) return answerOutside(call, event.at);
  const { agentId, at } = event;
  let leg = openAgentLeg(call, agentId);
  if (leg !== undefined && leg.callBegin > 0) return;
  const wasOffered = leg !== undefined;
  const queue = openQueueLeg(call);
  const queueSkill = queue?.device.kind === "queue" ? queue.device.skillId : 0;
  if (leg === undefined)
    leg = openLeg(call, at, { kind: "agent", agentId, skillId: queueSkill }, 0);
  if (wasOffered && leg.ackBegin === 0) leg.ackBegin = leg.waitBegin;
  leg.callBegin = at;
  for (const other of call.legs) {
    if (other === leg || !isOpen(other)) continue;
    if (isRinging(other)) cancelRing(other, at, leaveReason.pickedUp);
    else if (other.device.kind !== "agent" && !isOutboundParty(call, other)) {
      closeLeg(other, at, leaveReason.normal);
    }
  }
  call.offeredFrom = undefined;
  noteAnswer(call, leg, agentId, queueSkill);
}

function noteAnswer(call: Call, leg: Leg, agentId: number, queueSkill: number): void {
  call.askedForAgent = true;
  if (!call.answeredByAgent) {
    call.answeredByAgent = true;
    call.agentId = agentId;
    const skillId = leg.device.kind === "agent" ? leg.device.skillId : 0;
    if (skillId > 0 || queueSkill > 0) call.skillId = skillId > 0 ? skillId : queueSkill;
    if (!(call.direction === "out" && call.agentFirst)) beginConversation(call, leg);
  }
}

function answerOutside(call: Call, at: number): void {
  let leg = openOutsideLeg(call);
  if (leg !== undefined && leg.callBegin > 0) return;
  for (const other of call.legs) {
    if (isRinging(other)) cancelRing(other, at, leaveReason.pickedUp);
    else if (isOpen(other) && (other.device.kind === "queue" || other.device.kind === "ivr")) {
      closeLeg(other, at, leaveReason.normal);
    }
  }
  leg ??= openLeg(call, at, { kind: "external", number: call.calleeNo }, 0);
  leg.callBegin = at;
  if (call.direction === "out" && !call.outsideAnswered) {
    call.outsideAnswered = true;
    beginConversation(call, leg);
  } else if (call.callBegin === 0) beginConversation(call, leg);
}

function beginConversation(call: Call, leg: Leg): void {
  call.callBegin = leg.callBegin;
  call.ackBegin = leg.ackBegin;
}

/** Of a call that nobody answers, the first ring is shown; of several at once, it need not end first. */
function noteRing(call: Call, { ackBegin }: Readonly<Leg>): void {
  if (call.callBegin > 0 || ackBegin === 0) return;
  if (call.ackBegin === 0 || ackBegin < call.ackBegin) call.ackBegin = ackBegin;
}

/** The customer of an outbound call, the first party outside, stays one while agents and others come and go. */
function isOutboundParty(call: Call, leg: Leg): boolean {
  return (
    call.direction === "out" && leg === call.legs.find(({ device }) => device.kind === "external")
  );
}

export function hold(call: Call, event: CallEventOf<"held">): void {
  const leg = conversationLeg(call, event.agentId);
  if (leg !== undefined && leg.heldAt === 0) leg.heldAt = event.at;
}

export function resume(call: Call, event: CallEventOf<"resumed">): void {
  const leg = conversationLeg(call, event.agentId);
  if (leg !== undefined) endHold(leg, event.at);
}

export function transfer(call: Call, event: CallEventOf<"transferred">): void {
  const { to, at } = event;
  const reason = event.leaveReason ?? leaveReason.transferredOut;
  switch (to.kind) {
    case "queue":
      if (isWaitingFor(call, to.skillId)) return;
      return joinQueue(call, at, to.skillId, "", reason);
    case "ivr":
      return enterIvr(call, at, to.flowId ?? 0, reason);
    case "agent":
      return transferToAgent(call, at, to.agentId, event.agentId, reason);
    case "external":
      leaveAll(call, at, reason);
      openLeg(call, at, { kind: "external", number: to.number }, reason);
      return;
  }
}

function transferToAgent(
  call: Call,
  at: number,
  target: number,
  by: number | undefined,
  reason: number,
): void {
  const consulted = openAgentLeg(call, target);
  if (consulted === undefined || consulted.callBegin === 0) {
    leaveAll(call, at, reason, consulted);
    if (consulted === undefined) ringAgent(call, at, target, 0, reason);
    return;
  }
  // Attended: the one who hands over leaves, the others of a conference stay.
  const leaver = call.legs.find(
    (leg) =>
      leg !== consulted &&
      isOpen(leg) &&
      leg.device.kind === "agent" &&
      (by === undefined || leg.device.agentId === by),
  );
  if (leaver !== undefined) return closeLeg(leaver, at, reason);
  // Back to who had the call: that conversation is over, and the phone rings again.
  if (by !== undefined && by !== target) return;
  leaveAll(call, at, reason);
  ringAgent(call, at, target, 0, reason);
}

/** Closes every open leg but one; a ring that ends so was cancelled. */
function leaveAll(call: Call, at: number, reason: number, except?: Leg): void {
  call.offeredFrom = undefined;
  for (const leg of call.legs) {
    if (!isOpen(leg) || leg === except || isOutboundParty(call, leg)) continue;
    if (isRinging(leg)) {
      cancelRing(leg, at, reason);
      noteRing(call, leg);
    } else closeLeg(leg, at, reason);
  }
}

function cancelRing(leg: Leg, at: number, reason: number): void {
  leg.unanswered = "cancelled";
  closeLeg(leg, at, reason);
}

export function end(call: Call, event: CallEventOf<"ended">): void {
  const by = event.by ?? "unknown";
  const reason = event.leaveReason ?? reasonOfEnd(by, call.phase);
  call.endedBy = by;
  call.releaseCause = event.releaseCause ?? 0;
  closeCall(call, event.at, reason);
}

export function closeCall(call: Call, at: number, reason: number): void {
  for (const leg of call.legs) {
    if (!isOpen(leg)) continue;
    if (isRinging(leg)) {
      noteRing(call, leg);
      cancelRing(leg, at, reason);
    } else {
      if (leg.callBegin === 0) noteRing(call, leg);
      closeLeg(leg, at, reason);
    }
  }
  call.offeredFrom = undefined;
  call.leaveReason = reason;
  call.endedAt = at;
  call.phase = "ended";
}
