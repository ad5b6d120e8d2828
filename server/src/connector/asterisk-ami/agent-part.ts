// An agent's part in a call: offered, answered, not answered, gone.
import type { UnansweredReason } from "@trunkline/contract";
import { leaveReason } from "@trunkline/contract/codes";
import { reasonOfUnanswered } from "../../call/leave-reason.ts";
import { q850, unansweredReasonOf } from "../q850.ts";
import { talkingParts } from "../tracked-call.ts";
import { writeStayWith } from "../moving-on.ts";
import { leaveForRing, noteDeparture } from "./departing.ts";
import type { AgentPart, Channel, PbxState, TrackedCall } from "./pbx-state.ts";
import { otherPhone, partOf, treatedChannel } from "./pbx-state.ts";

export function offerAgent(pbx: PbxState, channel: Channel, micros: number): void {
  const { call, agentId } = channel;
  if (agentId === 0 || call.isOver) return;
  const known = call.agents.get(agentId);
  if (known !== undefined) {
    if (!known.isTalking) known.channel = channel;
    return;
  }
  call.treatedSinceMicros = 0;
  call.refusedReason = 0;
  call.agents.set(agentId, { agentId, channel, isTalking: false, isHolding: false });
  pbx.writer.write(call, micros, { kind: "offered", agentId }, agentId);
}

/** `channel` is the phone that was picked up. */
export function answerAgent(
  pbx: PbxState,
  part: AgentPart,
  channel: Channel,
  micros: number,
): void {
  const { call } = channel;
  if (part.isTalking || call.isOver) return;
  // Whoever talked with the caller before has gone, and did not say where to.
  const isUntold = call.departure !== undefined && call.place !== "queue";
  if (isUntold && talkingParts(call).length === 0) {
    leaveForRing(pbx, call, part, micros);
  }
  part.channel = channel;
  part.isTalking = true;
  // The other phones stop ringing now; a consultation rings only after this.
  for (const other of call.agents.values()) {
    if (!other.isTalking) call.agents.delete(other.agentId);
  }
  call.place = "agent";
  call.queueName = "";
  call.departure = undefined;
  call.releasedBy = undefined;
  pbx.writer.write(call, micros, { kind: "answered", agentId: part.agentId }, part.agentId);
}

/** A phone does not answer. An agent of whom another one rings has not refused. */
export function refuseRing(pbx: PbxState, part: AgentPart, channel: Channel, micros: number): void {
  if (part.isTalking) return;
  const other = otherPhone(channel);
  part.channel = other ?? channel;
  if (other === undefined) unanswerAgent(pbx, part, micros);
}

/** Told several times by DialEnd, AgentRingNoAnswer and Hangup: the first counts. */
export function unanswerAgent(pbx: PbxState, part: AgentPart, micros: number): void {
  const { channel, agentId } = part;
  if (part.isTalking || channel.call.isOver) return;
  const { call } = channel;
  const reason = reasonOf(channel);
  call.agents.delete(agentId);
  call.refusedReason = reasonOfUnanswered(reason);
  pbx.writer.write(call, micros, { kind: "unanswered", agentId, reason }, agentId);
}

/** A queue says NOANSWER for a busy phone too: the phone's own cause knows better. */
function reasonOf({ cause, dialStatus, hasRung }: Channel): UnansweredReason {
  const known = unansweredReasonOf(cause);
  if (known !== undefined) return known;
  if (dialStatus === "BUSY") return "busy";
  return hasRung && cause === 0 ? "noAnswer" : "unreachable";
}

/** The agent's channel has ended. */
export function agentChannelGone(pbx: PbxState, channel: Channel, micros: number): void {
  const { call } = channel;
  const part = partOf(channel);
  if (part === undefined || call.isOver) return;
  if (!part.isTalking) {
    const isLastPhone = otherPhone(channel) === undefined;
    if (isLastPhone && isOfferWithdrawn(call, part, channel)) call.agents.delete(part.agentId);
    else refuseRing(pbx, part, channel, micros);
    return;
  }
  const phone = otherPhone(channel);
  if (phone !== undefined && phone.bridge !== "") {
    // The agent goes on at another phone: that was no hangup.
    part.channel = phone;
    if (call.releasedBy === "agent") call.releasedBy = undefined;
    return;
  }
  call.agents.delete(part.agentId);
  if (treatedChannel(call).hangupRequested) return;
  const [other] = talkingParts(call);
  if (other === undefined) {
    // What was behind a Local channel may have taken its place.
    if (!channel.isLocal) noteAlone(pbx, call, micros);
    return;
  }
  writeStayWith(pbx, call, micros, { left: part.agentId, stays: other.agentId });
}

/** The caller is still there: left in the bridge, or with the PBX, to which the agent had come along. */
function noteAlone(pbx: PbxState, call: TrackedCall, micros: number): void {
  const { customer, departure, releasedBy } = call;
  const hasComeAlong =
    departure !== undefined && micros - departure.moment > pbx.limits.departureMsMax * 1000;
  const isInBridge = customer !== undefined && customer.bridge !== "";
  if (departure === undefined ? !isInBridge : !hasComeAlong) return;
  const transferredBy = releasedBy === "agent" ? undefined : 0;
  noteDeparture(pbx, call, {
    moment: micros,
    leaveReason: leaveReason.agentReleased,
    transferredBy,
  });
}

/** The ring was cancelled because the call went elsewhere, which another event tells. */
function isOfferWithdrawn(call: TrackedCall, part: AgentPart, { cause }: Channel): boolean {
  const isConsultation = talkingParts(call).length > 0;
  if (isConsultation) return false;
  // Such as by a colleague who picked it up: before any event of the answer.
  if (cause === q850.answeredElsewhere) return true;
  const isTaken = [...call.agents.values()].some((other) => other !== part && other.channel.isUp);
  const isLeaving = call.departure !== undefined || call.releasedBy !== undefined;
  return isTaken || isLeaving || treatedChannel(call).hangupRequested;
}
