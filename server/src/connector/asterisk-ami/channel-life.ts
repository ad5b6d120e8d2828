// Channels: how they are born, change and end, and which call each belongs to.
import { type CallBegin, isLastChannel } from "../tracked-call.ts";
import { agentChannelGone, offerAgent } from "./agent-part.ts";
import type { AmiBlock } from "./ami-block.ts";
import { leaveBridge } from "./bridging.ts";
import { endCall, noteRelease } from "./call-end.ts";
import { noteAgent, noteTenant, phoneNumber } from "./call-facts.ts";
import { noteRinging, noteUp } from "./dialling.ts";
import { callIdOf } from "../platform-call-id.ts";
import { noteTaskParty, taskOf } from "./outbound-task.ts";
import { callOf, deviceOf, dropCall, localKey, partOf } from "./pbx-state.ts";
import type { Channel, PbxState, TrackedCall } from "./pbx-state.ts";
import { addTo, removeFrom } from "./set-map.ts";
import { agentOfInterface } from "./settings-index.ts";

const stateDown = "0";
export const stateRinging = "5";
export const stateUp = "6";

export function onNewChannel(pbx: PbxState, block: AmiBlock, micros: number): void {
  const id = block.header("uniqueid");
  const linkedId = block.header("linkedid");
  if (id === "" || pbx.channels.has(id)) return;
  const name = block.header("channel");
  const known = callOf(pbx, linkedId);
  if (known === undefined && id !== linkedId) {
    return pbx.writer.skip("channel of a call whose beginning is not in the stream");
  }
  const channel = newChannel(id, name, known);
  const call = known ?? beginCall(pbx, block, channel, micros);
  if (call === undefined) return;
  addChannel(pbx, call, channel);
  noteTenant(pbx, call, block);
}

export function addChannel(pbx: PbxState, call: TrackedCall, channel: Channel): void {
  channel.call = call;
  pbx.channels.set(channel.id, channel);
  call.channels.add(channel);
  if (channel.isLocal) addTo(pbx.localPairs, localKey(channel.name), channel);
  noteAgent(pbx, channel);
}

export function newChannel(id: string, name: string, call: TrackedCall | undefined): Channel {
  return {
    id,
    name,
    device: deviceOf(name),
    isLocal: name.startsWith("Local/"),
    // Call and first channel know each other: the caller sets it before anybody looks.
    call: call as TrackedCall,
    agentId: 0,
    isUp: false,
    hasRung: false,
    bridge: "",
    application: "",
    applicationData: "",
    applicationIsOver: true,
    hangupRequested: false,
    cause: 0,
    dialStatus: "",
    dialledBy: undefined,
    dialledNumber: "",
  };
}

function beginCall(
  pbx: PbxState,
  block: AmiBlock,
  origin: Channel,
  micros: number,
): TrackedCall | undefined {
  const begin = beginOf(pbx, block, origin);
  const context = block.header("context");
  if (begin === undefined) {
    pbx.writer.skip(`call in context '${context}', which is no inbound context and no agent's`);
    return undefined;
  }
  const callerNo = phoneNumber(block.header("calleridnum"));
  const calleeNo = phoneNumber(block.header("exten"));
  return trackCall(pbx, {
    begin,
    context,
    linkedId: origin.id,
    origin,
    callerNo,
    calleeNo,
    micros,
  });
}

/** Follows a call from here on. Its events wait until its tenant and numbers are known. */
export function trackCall(
  pbx: PbxState,
  beginning: {
    readonly begin: CallBegin;
    readonly context: string;
    readonly linkedId: string;
    readonly origin: Channel;
    readonly callerNo: string;
    readonly calleeNo: string;
    readonly micros: number;
  },
): TrackedCall {
  const { begin, context, linkedId, origin, callerNo, calleeNo, micros } = beginning;
  const call: TrackedCall = {
    callId: callIdOf(linkedId),
    linkedId,
    relinkedId: "",
    begin,
    beganAt: micros,
    beginContext: context,
    origin,
    channels: new Set(),
    agents: new Map(),
    tenant: undefined,
    facts: begin === "inbound" ? { direction: "in", callerNo, calleeNo } : undefined,
    held: [],
    callerNo,
    calleeNo,
    customer: begin === "inbound" ? origin : undefined,
    customerHasAnswered: false,
    outside: undefined,
    outsideHasAnswered: false,
    place: "arrived",
    flowId: undefined,
    queueName: "",
    waitIsOver: false,
    refusedReason: 0,
    treatedSinceMicros: 0,
    departure: undefined,
    releasedBy: undefined,
    task: begin === "originated" ? taskOf(pbx, origin.id, "") : undefined,
    responseDueMicros: 0,
    beginPrecisionMs: 0,
    lastMicros: micros,
    toldMicros: 0,
    isOver: false,
  };
  pbx.calls.set(call.linkedId, call);
  forgetOldest(pbx);
  return call;
}

/** The context alone does not tell: a channel that the PBX dials on a trunk has the trunk's too. */
function beginOf(pbx: PbxState, block: AmiBlock, origin: Channel): CallBegin | undefined {
  if (block.header("channelstate") === stateDown) return "originated";
  if (pbx.index.inboundContexts.has(block.header("context"))) return "inbound";
  return agentOfInterface(pbx.index, origin.device) === undefined ? undefined : "dialled";
}

/** Hangups that were never seen must not fill the memory: the oldest call is let go. */
function forgetOldest(pbx: PbxState): void {
  if (pbx.calls.size <= pbx.limits.trackedCallsMax) return;
  for (const call of pbx.calls.values()) {
    pbx.writer.skip("call whose end never came, let go because of 'trackedCallsMax'");
    forgetCall(pbx, call);
    return;
  }
}

export function forgetCall(pbx: PbxState, call: TrackedCall): void {
  for (const channel of call.channels) removeChannel(pbx, channel);
  pbx.awaitingResponse.delete(call);
  pbx.departed.delete(call);
  dropCall(pbx, call);
}

function removeChannel(pbx: PbxState, channel: Channel): void {
  pbx.channels.delete(channel.id);
  if (channel.bridge !== "") removeFrom(pbx.bridges, channel.bridge, channel);
  if (channel.isLocal) removeFrom(pbx.localPairs, localKey(channel.name), channel);
}

export function onNewAccountCode(pbx: PbxState, block: AmiBlock): void {
  const channel = pbx.channels.get(block.header("uniqueid"));
  if (channel === undefined || channel !== channel.call.origin) return;
  const { call } = channel;
  if (call.begin === "originated") {
    call.task ??= taskOf(pbx, channel.id, block.header("accountcode"));
  }
  noteTenant(pbx, call, block);
}

export function onNewState(pbx: PbxState, block: AmiBlock, micros: number): void {
  const channel = pbx.channels.get(block.header("uniqueid"));
  if (channel === undefined) return;
  noteTenant(pbx, channel.call, block);
  const state = block.header("channelstate");
  if (state === stateRinging) noteRinging(pbx, channel, micros);
  if (state === stateUp) noteUp(pbx, channel, micros);
}

/** A call that is picked up at another phone keeps its channel, which takes that phone's name. */
export function onRename(pbx: PbxState, block: AmiBlock, micros: number): void {
  const channel = pbx.channels.get(block.header("uniqueid"));
  const name = block.header("newname");
  // Names in between, such as "PJSIP/1001-1<MASQ>", do not last.
  if (channel === undefined || channel.isLocal || name === "" || name.includes("<")) return;
  const part = partOf(channel);
  channel.name = name;
  channel.device = deviceOf(name);
  noteAgent(pbx, channel);
  if (part === undefined || part.isTalking || part.agentId === channel.agentId) return;
  channel.call.agents.delete(part.agentId);
  offerAgent(pbx, channel, micros);
}

export function onHangupRequest(pbx: PbxState, block: AmiBlock, micros: number): void {
  const channel = pbx.channels.get(block.header("uniqueid"));
  if (channel === undefined) return;
  channel.cause ||= Number(block.header("cause")) || 0;
  noteRelease(channel);
  channel.hangupRequested = true;
  if (channel.isUp) noteTaskParty(pbx, channel, "released", micros);
}

export function onHangup(pbx: PbxState, block: AmiBlock, micros: number): void {
  const channel = pbx.channels.get(block.header("uniqueid"));
  if (channel === undefined) return;
  channel.cause ||= Number(block.header("cause")) || 0;
  hangUp(pbx, channel, micros);
}

export function hangUp(pbx: PbxState, channel: Channel, micros: number): void {
  const { call } = channel;
  leaveBridge(pbx, channel, micros);
  removeChannel(pbx, channel);
  call.channels.delete(channel);
  if (!call.isOver) {
    noteTaskParty(pbx, channel, "released", micros);
    agentChannelGone(pbx, channel, micros);
    if (isLastChannel(channel, call)) endCall(pbx, call, micros);
  }
  if (call.channels.size === 0 && call.responseDueMicros === 0) dropCall(pbx, call);
}
