// Who talks with whom, and who was put on hold. A transfer has no event of its own: it shows here.
import { leaveReason } from "@trunkline/contract/codes";
import { answerAgent } from "./agent-part.ts";
import { noteDestination } from "./call-facts.ts";
import { noteDeparture } from "./departing.ts";
import { textOf } from "./esl-event.ts";
import type { EslEvent } from "./esl-event.ts";
import type { Moment } from "./esl-time.ts";
import type { Channel, PbxState, TrackedCall } from "./pbx-state.ts";
import { isEnding, isHungUp, partOf, treatedChannel } from "./pbx-state.ts";
import { joinAgent, joinOutside, mergeCalls } from "./transferring.ts";
import { channelOf } from "./taking-up.ts";

export function onBridge(pbx: PbxState, event: EslEvent, moment: Moment): void {
  const pair = bridgedPair(pbx, event, moment);
  if (pair === undefined) return;
  const [a, b] = pair;
  if (a.hungUpAt !== undefined || b.hungUpAt !== undefined) return;
  a.partner = b;
  b.partner = a;
  if (a.call !== b.call) mergeCalls(pbx, a, b, moment);
  if (a.call === b.call) connect(pbx, a.call, a, b, moment);
}

/** The event is raised on one of the two; the other may have begun before we listened. */
function bridgedPair(
  pbx: PbxState,
  event: EslEvent,
  moment: Moment,
): [Channel, Channel] | undefined {
  channelOf(pbx, event, moment);
  const a = pbx.channels.get(textOf(event, "Bridge-A-Unique-ID"));
  const b = pbx.channels.get(textOf(event, "Bridge-B-Unique-ID"));
  return a === undefined || b === undefined || a === b ? undefined : [a, b];
}

function connect(pbx: PbxState, call: TrackedCall, a: Channel, b: Channel, moment: Moment): void {
  if (isEnding(call)) return;
  const { customer } = call;
  const other = a === customer ? b : a;
  if (customer === undefined || (a !== customer && b !== customer)) {
    return joinInside(pbx, call, [a, b], moment);
  }
  if (other.agentId > 0) joinAgent(pbx, call, other, moment);
  else if (other !== call.origin) joinOutside(pbx, call, other, moment);
  if (call.begin !== "inbound") answerCustomer(pbx, customer, moment);
}

/** Two phones of the house: a consultation, or an agent who called another. */
function joinInside(
  pbx: PbxState,
  call: TrackedCall,
  channels: readonly Channel[],
  moment: Moment,
): void {
  for (const channel of channels) {
    const part = partOf(channel);
    if (part === undefined) continue;
    part.channel = channel;
    answerAgent(pbx, call, part, moment);
  }
}

/** The customer of an outbound call: once. */
export function answerCustomer(pbx: PbxState, customer: Channel, moment: Moment): void {
  const { call } = customer;
  if (call.customerHasAnswered || call.isOver || customer.hungUpAt !== undefined) return;
  call.customerHasAnswered = true;
  pbx.writer.write(call, moment, { kind: "answered" });
}

/**
 * A caller who leaves a conversation without hanging up is on the way elsewhere. Sent there if the
 * dialplan has it at something new already; else the agent hung up and the dialplan just goes on.
 */
export function onUnbridge(pbx: PbxState, event: EslEvent, moment: Moment): void {
  const own = channelOf(pbx, event, moment);
  const a = pbx.channels.get(textOf(event, "Bridge-A-Unique-ID"));
  const b = pbx.channels.get(textOf(event, "Bridge-B-Unique-ID"));
  const caller = [a, b].find((channel) => channel !== undefined && isCaller(channel));
  const other = caller === a ? b : a;
  if (caller !== undefined) {
    const isSentOn = own === caller && isSentElsewhere(caller, event);
    leaveConversation(pbx, caller, other, isSentOn, moment);
  }
  for (const channel of [a, b]) if (channel !== undefined) channel.partner = undefined;
  if (own !== undefined) noteDestination(own, event);
}

function isCaller(channel: Channel): boolean {
  return channel === treatedChannel(channel.call) && !isEnding(channel.call);
}

function isSentElsewhere(caller: Channel, event: EslEvent): boolean {
  const destination = textOf(event, "Caller-Destination-Number");
  const source = textOf(event, "Caller-Transfer-Source");
  const isNewSource = source !== caller.transferSource && source.includes(transferMark);
  return isNewSource || (destination !== "" && destination !== caller.destination);
}

function leaveConversation(
  pbx: PbxState,
  caller: Channel,
  other: Channel | undefined,
  isSentOn: boolean,
  moment: Moment,
): void {
  const { call } = caller;
  if (call.place !== "agent" && call.place !== "outside") return;
  const byAgent = other?.hasTransferred === true ? other.agentId : 0;
  const hasHungUp = isHungUp(other) && other?.hasTransferred !== true;
  const transferredBy = isSentOn || !hasHungUp ? byAgent : undefined;
  noteDeparture(pbx, call, { moment, leaveReason: leaveReason.agentReleased, transferredBy });
}

/** The channel named is the one that put the other on hold. */
export function onHold(pbx: PbxState, event: EslEvent, moment: Moment): void {
  setHolding(pbx, event, moment, true);
}

export function onUnhold(pbx: PbxState, event: EslEvent, moment: Moment): void {
  setHolding(pbx, event, moment, false);
}

function setHolding(pbx: PbxState, event: EslEvent, moment: Moment, isHolding: boolean): void {
  const channel = channelOf(pbx, event, moment);
  const part = channel === undefined ? undefined : partOf(channel);
  if (channel === undefined || part === undefined) return;
  if (!part.isTalking || part.isHolding === isHolding || isEnding(channel.call)) return;
  part.isHolding = isHolding;
  const { agentId } = part;
  const kind = isHolding ? "held" : "resumed";
  pbx.writer.write(channel.call, moment, { kind, agentId }, agentId);
}

/** How FreeSWITCH marks a blind transfer in Caller-Transfer-Source. */
const transferMark = ":bl_xfer:";
