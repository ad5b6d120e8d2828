// A channel from its first event to its last, and the call that it belongs to.
import { agentHungUp, answerAgent } from "./agent-part.ts";
import { answerCustomer } from "./bridging.ts";
import { endCall, isLastChannel } from "./call-end.ts";
import { accessCodeOf, agentOfChannel, claimAgent } from "./call-facts.ts";
import { noteDestination, noteTenant, phoneNumber, setFacts } from "./call-facts.ts";
import { leaveReason } from "./departing.ts";
import { dial } from "./dialling.ts";
import { textOf } from "./esl-event.ts";
import type { EslEvent } from "./esl-event.ts";
import { microsOf } from "./esl-time.ts";
import type { Moment } from "./esl-time.ts";
import { reasonOfCause } from "./hangup-cause.ts";
import { onCalledVariable } from "./originating.ts";
import { noteNumberShown, noteTaskParty, taskOf } from "./outbound-task.ts";
import type { CallBegin, Channel, PbxState, TrackedCall } from "./pbx-state.ts";
import { partOf, talkingParts } from "./pbx-state.ts";

/** The channel of an event; one that began before we listened is taken up where it is. */
export function channelOf(pbx: PbxState, event: EslEvent, moment: Moment): Channel | undefined {
  const known = pbx.channels.get(textOf(event, "Unique-ID"));
  if (known === undefined) return takeUp(pbx, event, moment);
  known.call.lastMoment = moment;
  noteTenant(pbx, known.call, event);
  return known;
}

/** For the events that begin a leg. */
export function onChannelCreate(pbx: PbxState, event: EslEvent, moment: Moment): void {
  channelOf(pbx, event, moment);
}

function takeUp(pbx: PbxState, event: EslEvent, moment: Moment): Channel | undefined {
  const id = textOf(event, "Unique-ID");
  const direction = textOf(event, "Call-Direction");
  if (id === "" || direction === "" || textOf(event, "Answer-State") === "hangup") return undefined;
  const createdMicros = microsOf(textOf(event, "Caller-Channel-Created-Time"));
  const isEarlier = createdMicros > 0 && createdMicros < moment.micros;
  const beganAt = isEarlier ? { ...moment, micros: createdMicros } : moment;
  const leader = leaderOf(pbx, event);
  if (leader === "unknown") return undefined;
  const call = leader?.call ?? newCall(pbx, event, direction, beganAt);
  if (call === undefined) return undefined;
  const channel = newChannel(event, id, call, leader);
  pbx.channels.set(id, channel);
  call.channels.add(channel);
  noteDestination(channel, event);
  channel.agentId = claimAgent(pbx, call, agentOfChannel(pbx.index, event));
  noteTenant(pbx, call, event);
  if (leader === undefined) beginCall(pbx, call, channel, event);
  else if (!channel.isLoopback) {
    noteNumberShown(channel, phoneNumber(textOf(event, "Caller-Caller-ID-Number")));
    dial(pbx, channel, leader, beganAt);
  }
  return channel;
}

/** The channel on whose behalf this one is called; "unknown" when it is one that we do not follow. */
function leaderOf(pbx: PbxState, event: EslEvent): Channel | "unknown" | undefined {
  const isOriginated = textOf(event, "Other-Type") === "originator";
  const id =
    textOf(event, "variable_cc_member_session_uuid") ||
    textOf(event, "variable_other_loopback_leg_uuid") ||
    (isOriginated ? textOf(event, "Other-Leg-Unique-ID") : "") ||
    textOf(event, "variable_originating_leg_uuid");
  if (id === "" || id === textOf(event, "Unique-ID")) return undefined;
  return pbx.channels.get(id) ?? "unknown";
}

function newCall(
  pbx: PbxState,
  event: EslEvent,
  direction: string,
  beganAt: Moment,
): TrackedCall | undefined {
  if (pbx.calls.size >= pbx.limits.trackedCallsMax) {
    pbx.writer.skip("call beyond the most that are followed at once");
    return undefined;
  }
  const context = textOf(event, "Caller-Context");
  const isTrunk = pbx.index.inboundContexts.has(context);
  const begin: CallBegin = direction !== "inbound" ? "originated" : isTrunk ? "inbound" : "dialled";
  const destination = textOf(event, "Caller-Destination-Number");
  const call: TrackedCall = {
    callId: textOf(event, "Unique-ID").slice(0, callIdLengthMax),
    begin,
    beganAt,
    beginContext: context,
    channels: new Set(),
    agents: new Map(),
    origin: undefined,
    tenant: undefined,
    facts: undefined,
    held: [],
    callerNo: phoneNumber(textOf(event, "Caller-Caller-ID-Number")),
    calleeNo: begin === "inbound" ? accessCodeOf(pbx.index, event) : phoneNumber(destination),
    customer: undefined,
    customerHasAnswered: false,
    outside: undefined,
    outsideHasAnswered: false,
    lastTalker: undefined,
    place: "arrived",
    flowId: undefined,
    memberUuid: "",
    treatedSince: undefined,
    departure: undefined,
    task: begin === "originated" ? taskOf(pbx.index, event) : undefined,
    jobDueMicros: 0,
    lastMoment: beganAt,
    isOver: false,
  };
  pbx.calls.add(call);
  return call;
}

function newChannel(
  event: EslEvent,
  id: string,
  call: TrackedCall,
  dialledBy: Channel | undefined,
): Channel {
  const name = textOf(event, "Channel-Name");
  return {
    id,
    name,
    call,
    agentId: 0,
    isLoopback: name.startsWith("loopback/"),
    isQueueLeg: textOf(event, "variable_cc_side") === "agent",
    dialledBy,
    number: phoneNumber(textOf(event, "Caller-Destination-Number")),
    destination: "",
    transferSource: "",
    isUp: textOf(event, "Answer-State") === "answered",
    hasRung: false,
    hasTransferred: false,
    partner: undefined,
    hungUpAt: undefined,
    cause: "",
    disposition: "",
  };
}

function beginCall(pbx: PbxState, call: TrackedCall, origin: Channel, event: EslEvent): void {
  call.origin = origin;
  if (call.begin === "inbound") {
    call.customer = origin;
    const { callerNo, calleeNo } = call;
    setFacts(pbx, call, { direction: "in", callerNo, calleeNo });
  } else if (call.begin === "originated") beginOriginated(pbx, call, origin, event);
}

/** An agent who is called first is to be joined with a customer; anybody else is the customer. */
function beginOriginated(pbx: PbxState, call: TrackedCall, origin: Channel, event: EslEvent): void {
  noteNumberShown(origin, call.callerNo);
  if (origin.agentId > 0) {
    call.callerNo = origin.number;
    onCalledVariable(pbx, call, event);
    return;
  }
  call.customer = origin;
  const { callerNo, calleeNo } = call;
  setFacts(pbx, call, { direction: "out", callType: outboundByIvr, callerNo, calleeNo });
}

/** CHANNEL_UUID: the call keeps the ID that it began with. */
export function onChannelUuid(pbx: PbxState, event: EslEvent): void {
  const channel = pbx.channels.get(textOf(event, "Old-Unique-ID"));
  const id = textOf(event, "Unique-ID");
  if (channel === undefined || id === "") return;
  pbx.channels.delete(channel.id);
  channel.id = id;
  pbx.channels.set(id, channel);
}

export function onProgress(pbx: PbxState, event: EslEvent, moment: Moment): void {
  const channel = channelOf(pbx, event, moment);
  if (channel === undefined || channel.hasRung || channel.hungUpAt !== undefined) return;
  channel.hasRung = true;
  noteTaskParty(pbx, channel, "alerting", moment);
}

/** Of the caller it means that an IVR answered: a conversation begins with a bridge only. */
export function onAnswer(pbx: PbxState, event: EslEvent, moment: Moment): void {
  const channel = channelOf(pbx, event, moment);
  if (channel === undefined || channel.hungUpAt !== undefined) return;
  channel.isUp = true;
  noteTaskParty(pbx, channel, "talking", moment);
  const { call } = channel;
  if (channel === call.customer && call.place === "arrived" && call.agents.size === 0) {
    call.treatedSince ??= moment;
  }
  // In an originated call the first to pick up has nobody to be bridged with yet.
  if (channel !== call.origin || call.begin !== "originated") return;
  if (channel.agentId === 0) return answerCustomer(pbx, channel, moment);
  const { agentId } = channel;
  const part = { agentId, channel, isTalking: false, isHolding: false };
  call.agents.set(agentId, part);
  answerAgent(pbx, call, part, moment);
}

export function onHangup(pbx: PbxState, event: EslEvent, moment: Moment): void {
  const channel = channelOf(pbx, event, moment);
  if (channel !== undefined) hangUp(pbx, channel, event, moment);
}

function hangUp(pbx: PbxState, channel: Channel, event: EslEvent, moment: Moment): void {
  if (channel.hungUpAt !== undefined) return;
  channel.cause = textOf(event, "Hangup-Cause");
  channel.disposition = textOf(event, "variable_sip_hangup_disposition");
  channel.hasTransferred = transfers.has(textOf(event, "variable_endpoint_disposition"));
  // Before the channel counts as hung up: of the caller, that ends the call.
  agentHungUp(pbx, channel, moment);
  noteOutsideGone(channel, moment);
  channel.hungUpAt = moment;
  noteTaskParty(pbx, channel, "released", moment);
}

/** The party that the caller was passed on to did not come: what follows is the dialplan's. */
function noteOutsideGone(channel: Channel, moment: Moment): void {
  const { call } = channel;
  if (channel !== call.outside || call.outsideHasAnswered || talkingParts(call).length > 0) return;
  const isBusy = reasonOfCause(channel.cause) === "busy";
  call.departure ??= {
    moment,
    leaveReason: isBusy ? leaveReason.calledBusy : leaveReason.agentDidNotAnswer,
    transferredBy: undefined,
  };
}

/** The last word on a channel: only here is it said which side hung up. */
export function onHangupComplete(pbx: PbxState, event: EslEvent, moment: Moment): void {
  const channel = channelOf(pbx, event, moment);
  if (channel === undefined) return;
  const hungUpMicros = microsOf(textOf(event, "Caller-Channel-Hangup-Time"));
  const isEarlier = hungUpMicros > 0 && hungUpMicros < moment.micros;
  hangUp(pbx, channel, event, isEarlier ? { ...moment, micros: hungUpMicros } : moment);
  channel.disposition = textOf(event, "variable_sip_hangup_disposition") || channel.disposition;
  removeChannel(pbx, channel);
  const { call } = channel;
  if (!call.isOver && isLastChannel(call, channel)) endCall(pbx, channel);
  if (call.isOver && call.channels.size === 0) pbx.calls.delete(call);
}

function removeChannel(pbx: PbxState, channel: Channel): void {
  pbx.channels.delete(channel.id);
  channel.call.channels.delete(channel);
  if (channel.partner?.partner === channel) channel.partner.partner = undefined;
  const part = partOf(channel);
  if (part !== undefined && !part.isTalking && !channel.isQueueLeg) {
    channel.call.agents.delete(part.agentId);
  }
}

const transfers = new Set(["BLIND_TRANSFER", "ATTENDED_TRANSFER"]);
const callIdLengthMax = 64;
const outboundByIvr = 10;
