// The channel and the call of an event: known, new, or begun before we listened.
import { outboundType, type CallBegin } from "../tracked-call.ts";
import { setFacts } from "../tracked-task.ts";
import { cutNumber } from "../phone-number.ts";
import { offerAgent } from "./agent-part.ts";
import { accessCodeOf, agentOfChannel, claimAgent } from "./call-facts.ts";
import { noteDestination, noteTenant } from "./call-facts.ts";
import { dial } from "./dialling.ts";
import { restoreCall } from "./restoring.ts";
import { textOf } from "./esl-event.ts";
import type { EslEvent } from "./esl-event.ts";
import { microsOf } from "./esl-time.ts";
import type { Moment } from "./esl-time.ts";
import { onCalledVariable } from "./originating.ts";
import { noteNumberShown, taskOf } from "./outbound-task.ts";
import type { Channel, PbxState, TrackedCall } from "./pbx-state.ts";

/** The channel of an event; one that began before we listened is taken up where it is. */
export function channelOf(pbx: PbxState, event: EslEvent, moment: Moment): Channel | undefined {
  const known = pbx.channels.get(textOf(event, "Unique-ID"));
  if (known === undefined) return pbx.takesUpCalls ? takeUp(pbx, event, moment) : undefined;
  known.call.lastMoment = moment;
  noteTenant(pbx, known.call, event);
  return known;
}

/** For the events that begin a leg. */
export function onChannelCreate(pbx: PbxState, event: EslEvent, moment: Moment): void {
  if (!pbx.channels.has(textOf(event, "Unique-ID"))) takeUp(pbx, event, moment);
}

function takeUp(pbx: PbxState, event: EslEvent, moment: Moment): Channel | undefined {
  const id = textOf(event, "Unique-ID");
  const direction = textOf(event, "Call-Direction");
  // Of a call that hangs up, only one that was followed has its end still to be told.
  const isOver = textOf(event, "Answer-State") === "hangup" && pbx.known?.has(id) !== true;
  if (id === "" || direction === "" || isOver) return undefined;
  const createdMicros = microsOf(textOf(event, "Caller-Channel-Created-Time"));
  const isEarlier = createdMicros > 0 && createdMicros < moment.micros;
  const beganAt = isEarlier ? { ...moment, micros: createdMicros } : moment;
  const callId = callLeftTo(pbx, event);
  const leader = callId === undefined ? leaderOf(pbx, event) : undefined;
  if (leader === "unknown") return undefined;
  const call = leader?.call ?? newCall(pbx, event, direction, beganAt, callId ?? id);
  const channel = newChannel(pbx, event, id, call, leader);
  pbx.channels.set(id, channel);
  call.channels.add(channel);
  // Of what is found after a gap, the call's last sign of life is before it.
  if (pbx.known === undefined) call.lastMoment = moment;
  noteDestination(channel, event);
  channel.agentId = claimAgent(pbx, call, agentOfChannel(pbx.index, event));
  noteTenant(pbx, call, event);
  if (leader === undefined) beginCall(pbx, call, channel, event);
  else if (!channel.isLoopback) {
    noteNumberShown(channel, cutNumber(textOf(event, "Caller-Caller-ID-Number")));
    dial(pbx, channel, leader, beganAt);
  }
  return channel;
}

/** The channel on whose behalf this one is called; "unknown" when it is one that we do not follow. */
function leaderOf(pbx: PbxState, event: EslEvent): Channel | "unknown" | undefined {
  const own = textOf(event, "Unique-ID");
  // A call is named by its first channel, which nobody has called.
  if (pbx.known?.has(own) === true) return undefined;
  const id = leaderIdOf(event);
  const found = id === own ? undefined : pbx.channels.get(id);
  if (found !== undefined) return found;
  // Who was handed over may be all that is left of the call that it began in.
  const isUp = textOf(event, "Answer-State") === "answered";
  const partner = isUp ? pbx.channels.get(textOf(event, "variable_signal_bond")) : undefined;
  return partner ?? (id === "" || id === own ? undefined : "unknown");
}

function leaderIdOf(event: EslEvent): string {
  const byQueueOrPipe =
    textOf(event, "variable_cc_member_session_uuid") ||
    textOf(event, "variable_other_loopback_leg_uuid");
  // Whoever a caller is handed over to becomes its "originator": nobody has called it.
  if (byQueueOrPipe !== "" || textOf(event, "Call-Direction") === "inbound") return byQueueOrPipe;
  const isOriginated = textOf(event, "Other-Type") === "originator";
  return (
    (isOriginated ? textOf(event, "Other-Leg-Unique-ID") : "") ||
    textOf(event, "variable_originating_leg_uuid")
  );
}

/**
 * The customer of an outbound call stays with it when the phone that it began with has gone. Of such a call that is
 * taken up, by the customer's channel: the call's ID.
 */
export function callLeftTo(pbx: PbxState, event: EslEvent): string | undefined {
  const callId = leaderIdOf(event);
  if (pbx.known?.get(callId)?.outsideAnswered !== true || pbx.channels.has(callId))
    return undefined;
  if (agentOfChannel(pbx.index, event) !== undefined) return undefined;
  const isFollowed = Iterator.from(pbx.calls).some((call) => call.callId === callId);
  return isFollowed ? undefined : callId;
}

function newCall(
  pbx: PbxState,
  event: EslEvent,
  direction: string,
  beganAt: Moment,
  id: string,
): TrackedCall {
  if (pbx.calls.size >= pbx.limits.trackedCallsMax) letGoOldest(pbx);
  const context = textOf(event, "Caller-Context");
  const begin = direction === "inbound" ? beginOfInbound(pbx, event) : "originated";
  const destination = textOf(event, "Caller-Destination-Number");
  const call: TrackedCall = {
    callId: id.slice(0, callIdLengthMax),
    begin,
    beganAt,
    beginPrecisionMs: 0,
    beginContext: context,
    channels: new Set(),
    agents: new Map(),
    origin: undefined,
    tenant: undefined,
    facts: undefined,
    held: [],
    callerNo: cutNumber(textOf(event, "Caller-Caller-ID-Number")),
    calleeNo: begin === "inbound" ? accessCodeOf(pbx.index, event) : cutNumber(destination),
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
  const known = pbx.known?.get(call.callId);
  if (known !== undefined) restoreCall(pbx, call, known);
  return call;
}

/** A caller from outside, or a phone of the house that dials. */
function beginOfInbound(pbx: PbxState, event: EslEvent): CallBegin {
  if (pbx.index.inboundContexts.has(textOf(event, "Caller-Context"))) return "inbound";
  // Of a call taken up on its way the context is not the first; a phone of the house is known.
  const isOnItsWay = pbx.known !== undefined;
  const isPhone = agentOfChannel(pbx.index, event) !== undefined;
  return isOnItsWay && !isPhone ? "inbound" : "dialled";
}

/** Its end has never come: a source that loses ends must not fill the memory. */
function letGoOldest(pbx: PbxState): void {
  for (const call of pbx.calls) {
    for (const channel of call.channels) pbx.channels.delete(channel.id);
    pbx.departed.delete(call);
    pbx.calls.delete(call);
    if (call.isOver) return;
    return pbx.writer.skip("call let go without an end: more are open than are followed");
  }
}

function newChannel(
  pbx: PbxState,
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
    isQueueLeg: isReportedByQueue(pbx, event),
    dialledBy,
    number: cutNumber(textOf(event, "Caller-Destination-Number")),
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

/** The queue's reports name the agent: one whom the settings know by the phone alone is told of by that. */
function isReportedByQueue({ index }: PbxState, event: EslEvent): boolean {
  const isAgents = textOf(event, "variable_cc_side") === "agent";
  return isAgents && index.agentByName.has(textOf(event, "variable_cc_agent"));
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
    return offerAgent(pbx, call, origin.agentId, origin, call.beganAt);
  }
  call.customer = origin;
  const { callerNo, calleeNo } = call;
  setFacts(pbx, call, { direction: "out", callType: outboundType.byIvr, callerNo, calleeNo });
}

/** FreeSWITCH's own UUIDs have 36 characters; only a program may choose longer ones. */
const callIdLengthMax = 64;
