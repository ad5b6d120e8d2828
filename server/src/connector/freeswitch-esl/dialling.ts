// FreeSWITCH calls a phone or a number on behalf of a channel: who rings, and for whom.
import { outboundType } from "../tracked-call.ts";
import { writeNextLeg, writeTransfer } from "../moving-on.ts";
import { setFacts } from "../tracked-task.ts";
import { answerAgent, offerAgent } from "./agent-part.ts";
import { depart, leaveForAgent } from "./departing.ts";
import type { Moment } from "./esl-time.ts";
import type { Channel, PbxState, TrackedCall } from "./pbx-state.ts";
import { isEnding, treatedChannel } from "./pbx-state.ts";

const loopbackHopsMax = 8;

export function dial(pbx: PbxState, channel: Channel, leader: Channel, moment: Moment): void {
  const { call } = channel;
  if (isEnding(call)) return;
  const source = behindLoopback(channel, leader);
  if (isFoundAgain(pbx, channel)) return;
  if (channel.isQueueLeg) offerQueueLeg(pbx, channel, moment);
  else if (channel.agentId > 0) dialAgent(pbx, channel, source, moment);
  else dialOutside(pbx, channel, source, moment);
}

/** The phone of an agent, or of the party outside, that a call had when we stopped: that has been told. */
function isFoundAgain(pbx: PbxState, channel: Channel): boolean {
  const { call, agentId } = channel;
  if (pbx.known?.has(call.callId) !== true) return false;
  const part = call.agents.get(agentId);
  if (part !== undefined) {
    part.channel ??= channel;
    if (part.isTalking) call.lastTalker = part.channel;
    return true;
  }
  const isOutside = agentId === 0 && call.place === "outside" && call.begin === "inbound";
  if (!isOutside || call.outside !== undefined) return false;
  call.outside = channel;
  return true;
}

/** Loopback pairs in between are passed through; an agent who is reached by one has the phone behind it. */
function behindLoopback(channel: Channel, leader: Channel): Channel | undefined {
  let source: Channel | undefined = leader;
  for (let hops = 0; source?.isLoopback === true && hops < loopbackHopsMax; hops += 1) {
    channel.agentId ||= source.agentId;
    source = source.dialledBy;
  }
  return source?.isLoopback === true ? undefined : source;
}

/** agent-offering has told of the ring; without it, the leg itself does. */
function offerQueueLeg(pbx: PbxState, channel: Channel, moment: Moment): void {
  offerAgent(pbx, channel.call, channel.agentId, channel, moment);
}

function dialAgent(
  pbx: PbxState,
  channel: Channel,
  source: Channel | undefined,
  moment: Moment,
): void {
  const { call, agentId } = channel;
  if (call.begin !== "inbound" && source !== undefined) {
    const { callerNo } = call;
    const calleeNo = channel.number || call.calleeNo;
    setFacts(pbx, call, { direction: "out", callType: outboundType.internal, callerNo, calleeNo });
  }
  if (source === treatedChannel(call)) leaveForAgent(pbx, call, agentId, moment);
  offerAgent(pbx, call, agentId, channel, moment);
}

function dialOutside(
  pbx: PbxState,
  channel: Channel,
  source: Channel | undefined,
  moment: Moment,
): void {
  const { call } = channel;
  const isCustomer = source !== undefined && source === call.customer;
  if (isCustomer) return passOutside(pbx, channel, moment);
  // A consultation with somebody outside: told when, and if, it becomes a transfer.
  if (call.begin === "inbound") return;
  // Of a call that was open when we stopped the customer who talks is found again here.
  if (call.customerHasAnswered && call.customer !== undefined) return;
  call.customer = channel;
  const calleeNo = channel.number;
  const { callerNo } = call;
  if (call.begin === "dialled") return dialFromPhone(pbx, call, calleeNo, moment);
  const callType = outboundType.byAgent;
  setFacts(pbx, call, { direction: "out", callType, callerNo, calleeNo, agentFirst: true });
}

/** An agent who dials has the call from the first instant; the conversation begins with the answer. */
function dialFromPhone(pbx: PbxState, call: TrackedCall, calleeNo: string, moment: Moment): void {
  if (call.facts !== undefined) return;
  const { origin, callerNo, beganAt } = call;
  const agentId = origin?.agentId ?? 0;
  const agentFirst = agentId > 0 ? { agentFirst: true } : {};
  const callType = outboundType.byAgent;
  setFacts(pbx, call, { direction: "out", callType, callerNo, calleeNo, ...agentFirst });
  if (agentId === 0) return;
  const part = { agentId, channel: origin, isTalking: false, isHolding: false };
  call.agents.set(agentId, part);
  answerAgent(pbx, call, part, beganAt.micros < moment.micros ? beganAt : moment);
}

function passOutside(pbx: PbxState, channel: Channel, moment: Moment): void {
  const { call } = channel;
  const isRinging = call.place === "outside" && !call.outsideHasAnswered;
  // Several numbers at once: the first one stands for all.
  if (isRinging && call.departure === undefined) return;
  const to = { kind: "external", number: channel.number } as const;
  const departure = depart(pbx, call, moment, to);
  if (departure === undefined) writeTransfer(pbx, call, moment, to, 0);
  else if (departure !== "transferred") writeNextLeg(pbx, call, departure, to);
  call.place = "outside";
  call.outside = channel;
  call.outsideHasAnswered = false;
}
