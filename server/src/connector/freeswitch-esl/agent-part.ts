// An agent's part in a call: offered, answered, not answered, gone.
import { leaveReason } from "@trunkline/contract/codes";
import { talkingParts } from "../tracked-call.ts";
import { writeStayWith } from "../moving-on.ts";
import { noteDeparture } from "./departing.ts";
import type { Moment } from "./esl-time.ts";
import { isWithdrawn, reasonOfCause } from "./hangup-cause.ts";
import type { AgentPart, Channel, PbxState, TrackedCall } from "./pbx-state.ts";
import { isEnding, otherPhone, partOf } from "./pbx-state.ts";

/** Told by the queue and by the channel it calls: the first counts, the second adds the channel. */
export function offerAgent(
  pbx: PbxState,
  call: TrackedCall,
  agentId: number,
  channel: Channel | undefined,
  moment: Moment,
): void {
  if (agentId === 0 || isEnding(call)) return;
  const known = call.agents.get(agentId);
  if (known !== undefined) {
    if (!known.isTalking) known.channel = channel ?? known.channel;
    return;
  }
  call.treatedSince = undefined;
  call.agents.set(agentId, { agentId, channel, isTalking: false, isHolding: false });
  pbx.writer.write(call, moment, { kind: "offered", agentId }, agentId);
}

export function answerAgent(
  pbx: PbxState,
  call: TrackedCall,
  part: AgentPart,
  moment: Moment,
): void {
  if (part.isTalking || isEnding(call)) return;
  part.isTalking = true;
  // The other phones stop ringing now; a consultation rings only after this.
  for (const other of call.agents.values()) {
    if (!other.isTalking) call.agents.delete(other.agentId);
  }
  call.place = "agent";
  call.departure = undefined;
  call.lastTalker = part.channel;
  call.outside = undefined;
  pbx.writer.write(call, moment, { kind: "answered", agentId: part.agentId }, part.agentId);
}

export function unanswerAgent(
  pbx: PbxState,
  call: TrackedCall,
  part: AgentPart,
  cause: string,
  moment: Moment,
): void {
  if (part.isTalking || isEnding(call)) return;
  call.agents.delete(part.agentId);
  const { agentId } = part;
  const event = { kind: "unanswered", agentId, reason: reasonOfCause(cause) } as const;
  pbx.writer.write(call, moment, event, agentId);
}

/** The agent's channel was hung up. Of those that a queue rings, the queue says how it went. */
export function agentHungUp(pbx: PbxState, channel: Channel, moment: Moment): void {
  const { call, cause } = channel;
  const part = partOf(channel);
  if (part === undefined || isEnding(call)) return;
  if (!part.isTalking) {
    if (channel.isQueueLeg) return;
    const other = otherPhone(channel);
    // An agent of whom another phone rings has not refused.
    part.channel = other ?? channel;
    if (other !== undefined) return;
    if (isWithdrawn(cause) && talkingParts(call).length === 0) call.agents.delete(part.agentId);
    else unanswerAgent(pbx, call, part, cause, moment);
    return;
  }
  const other = talkingParts(call).find((talking) => talking !== part);
  if (other === undefined) return noteAlone(pbx, call, moment);
  call.agents.delete(part.agentId);
  call.lastTalker = other.channel;
  writeStayWith(pbx, call, moment, { left: part.agentId, stays: other.agentId });
}

/** Of a caller who talks with the agent in a bridge the end of that tells; to a conference the agent has come along. */
function noteAlone(pbx: PbxState, call: TrackedCall, moment: Moment): void {
  const sinceMicros = call.departure?.moment.micros ?? Infinity;
  if (moment.micros - sinceMicros <= pbx.limits.departureMsMax * 1000) return;
  call.departure = undefined;
  const gone = { moment, leaveReason: leaveReason.agentReleased, transferredBy: undefined };
  noteDeparture(pbx, call, gone);
}
