// The PBX calls a phone or a number: who rings, for whom, and how it went.
import { leaveReason } from "@trunkline/contract/codes";
import { isAwaitedOutside, outboundType, talkingParts } from "../tracked-call.ts";
import { setFacts } from "../tracked-task.ts";
import { dialledNumber } from "../phone-number.ts";
import type { AmiBlock } from "./ami-block.ts";
import { offerAgent, refuseRing, unanswerAgent, answerAgent } from "./agent-part.ts";
import { answerCustomer } from "./bridging.ts";
import { noteAgent, phoneNumber, setTenant } from "./call-facts.ts";
import { leaveForAgent, noteDeparture, passOutside } from "./departing.ts";
import { noteTaskParty } from "./outbound-task.ts";
import { otherHalf, partOf, treatedChannel } from "./pbx-state.ts";
import type { Channel, PbxState, TrackedCall } from "./pbx-state.ts";
import { agentOfInterface } from "./settings-index.ts";

const localHopsMax = 8;
const busyCause = 17;
const failedDialStatuses = new Set(["NOANSWER", "BUSY", "CONGESTION", "CHANUNAVAIL"]);

export function onDialBegin(pbx: PbxState, block: AmiBlock, micros: number): void {
  const channel = dialledChannel(pbx, block);
  if (channel === undefined || channel.call.isOver) return;
  channel.dialledBy = pbx.channels.get(block.header("uniqueid"));
  channel.dialledNumber = dialledNumber(block.header("dialstring"));
  noteNumbersShown(channel, block);
  if (channel.isLocal) return;
  const source = dialler(pbx, channel);
  inheritAgent(pbx, channel);
  if (channel.agentId > 0) return dialAgent(pbx, channel, source, micros);
  const shown = {
    called: phoneNumber(block.header("destcalleridnum")),
    connected: phoneNumber(block.header("destconnectedlinenum")),
  };
  dialOutside(pbx, channel, source, shown, micros);
}

/** It belongs to the call of whoever calls it: several calls may have the Linkedid of one agent whose phone stays up. */
function dialledChannel(pbx: PbxState, block: AmiBlock): Channel | undefined {
  const channel = pbx.channels.get(block.header("destuniqueid"));
  const call = pbx.channels.get(block.header("uniqueid"))?.call;
  if (channel === undefined || call === undefined || call.isOver) return channel;
  if (channel.call === call || channel === channel.call.origin) return channel;
  for (const half of [channel, otherHalf(pbx, channel)]) {
    if (half === undefined) continue;
    half.call.channels.delete(half);
    half.call = call;
    call.channels.add(half);
    noteAgent(pbx, half);
  }
  return channel;
}

/** A call to this channel that began while nobody listened. */
export function dialFrom(
  pbx: PbxState,
  channel: Channel,
  source: Channel,
  called: string,
  micros: number,
): void {
  channel.dialledBy = source;
  dialOutside(pbx, channel, source, { called, connected: "" }, micros);
}

/** Numbers as the PBX shows them on the channel that it calls. */
type NumbersShown = { readonly called: string; readonly connected: string };

/** What each side of a task sees; the first leg of an originated call has no dialler. */
function noteNumbersShown(channel: Channel, block: AmiBlock): void {
  const { task, facts } = channel.call;
  if (task === undefined || facts !== undefined) return;
  const shown = phoneNumber(block.header("destconnectedlinenum"));
  if (channel.agentId > 0) task.agentPresent ||= shown;
  else if (!channel.isLocal) task.callerPresent ||= shown;
}

/** Who is behind the call to this channel: Local pairs in between are passed through. */
function dialler(pbx: PbxState, channel: Channel): Channel | undefined {
  let source = channel.dialledBy;
  for (let hops = 0; source?.isLocal === true && hops < localHopsMax; hops += 1) {
    source = otherHalf(pbx, source)?.dialledBy;
  }
  return source?.isLocal === true ? undefined : source;
}

/** A queue member may be a Local channel that leads to any phone: that phone is the agent's then. */
function inheritAgent(pbx: PbxState, channel: Channel): void {
  let via = channel.dialledBy;
  for (let hops = 0; channel.agentId === 0 && via?.isLocal === true; hops += 1) {
    if (hops === localHopsMax) return;
    const entrance: Channel | undefined = otherHalf(pbx, via);
    channel.agentId = entrance?.agentId ?? 0;
    via = entrance?.dialledBy;
  }
}

function dialAgent(
  pbx: PbxState,
  channel: Channel,
  source: Channel | undefined,
  micros: number,
): void {
  const { call, agentId } = channel;
  const agent = agentOfInterface(pbx.index, channel.device);
  if (agent !== undefined) setTenant(pbx, call, agent.tenant);
  if (call.begin !== "inbound" && source !== undefined) {
    const calleeNo = channel.dialledNumber || call.calleeNo;
    const { callerNo } = call;
    setFacts(pbx, call, { direction: "out", callType: outboundType.internal, callerNo, calleeNo });
  }
  if (source === treatedChannel(call)) leaveForAgent(pbx, call, agentId, micros);
  offerAgent(pbx, channel, micros);
}

function dialOutside(
  pbx: PbxState,
  channel: Channel,
  source: Channel | undefined,
  shown: NumbersShown,
  micros: number,
): void {
  const { call } = channel;
  const isCustomer = source !== undefined && source === call.customer;
  if (isCustomer && (call.begin === "inbound" || call.customerHasAnswered)) {
    if (!isOneOfSeveral(call)) passOutside(pbx, channel, micros);
    return;
  }
  // A consultation with somebody outside: told when, and if, it becomes a transfer.
  if (call.begin === "inbound" || call.customerHasAnswered) return;
  call.customer = channel;
  const calleeNo = channel.dialledNumber || shown.called;
  if (call.begin === "dialled") return dialFromPhone(pbx, call, calleeNo, micros);
  const isAgentFirst = call.agents.size > 0 || call.origin.agentId > 0;
  setFacts(pbx, call, {
    direction: "out",
    callType: isAgentFirst ? outboundType.byAgent : outboundType.byIvr,
    callerNo: isAgentFirst ? call.callerNo : shown.connected,
    calleeNo,
    ...(isAgentFirst ? { agentFirst: true } : {}),
  });
}

/** A queue calls it, or it rings beside phones of agents: who has the caller shows in who answers. */
function isOneOfSeveral(call: TrackedCall): boolean {
  if (call.departure !== undefined) return false;
  const isRinging = call.agents.size > 0 && talkingParts(call).length === 0;
  return call.place === "queue" || (isRinging && call.place !== "outside");
}

/** An agent who dials has the call from the first instant; the conversation begins with the answer. */
function dialFromPhone(pbx: PbxState, call: TrackedCall, calleeNo: string, micros: number): void {
  if (call.facts !== undefined) return;
  const { origin, callerNo, beganAt } = call;
  const callType = outboundType.byAgent;
  setFacts(pbx, call, { direction: "out", callType, callerNo, calleeNo, agentFirst: true });
  const part = { agentId: origin.agentId, channel: origin, isTalking: false, isHolding: false };
  call.agents.set(origin.agentId, part);
  answerAgent(pbx, part, origin, Math.min(beganAt, micros));
}

export function onDialState(pbx: PbxState, block: AmiBlock, micros: number): void {
  const channel = pbx.channels.get(block.header("destuniqueid"));
  const status = block.header("dialstatus");
  if (channel !== undefined && (status === "RINGING" || status === "PROGRESS")) {
    noteRinging(pbx, channel, micros);
  }
}

export function noteRinging(pbx: PbxState, channel: Channel, micros: number): void {
  if (channel.hasRung) return;
  channel.hasRung = true;
  noteTaskParty(pbx, channel, "alerting", micros);
  const { call, agentId, isLocal } = channel;
  if (call.isOver || isLocal || agentId > 0 || !isAwaitedOutside(channel, call)) return;
  pbx.writer.write(call, micros, { kind: "offered" });
}

/** Sent twice when the caller gives up, and NOANSWER before CANCEL: the first status stands. */
export function onDialEnd(pbx: PbxState, block: AmiBlock, micros: number): void {
  const channel = pbx.channels.get(block.header("destuniqueid"));
  if (channel === undefined || channel.call.isOver) return;
  const status = block.header("dialstatus");
  channel.dialStatus ||= status;
  if (status === "ANSWER") return noteUp(pbx, channel, micros);
  if (!failedDialStatuses.has(status)) return;
  const part = partOf(channel);
  if (part !== undefined) refuseRing(pbx, part, channel, micros);
  const { call } = channel;
  if (channel === call.outside && !call.outsideHasAnswered) {
    const isBusy = status === "BUSY" || channel.cause === busyCause;
    const reason = isBusy ? leaveReason.calledBusy : leaveReason.agentDidNotAnswer;
    if (call.departure !== undefined) return;
    noteDeparture(pbx, call, { moment: micros, leaveReason: reason, transferredBy: undefined });
  }
}

export function noteUp(pbx: PbxState, channel: Channel, micros: number): void {
  if (channel.isUp) return;
  channel.isUp = true;
  noteTaskParty(pbx, channel, "talking", micros);
  const { call } = channel;
  const isCaller = channel === call.customer;
  if (isCaller && call.place === "arrived" && call.agents.size === 0) {
    call.treatedSinceMicros = micros;
  }
  if (call.begin !== "originated" || talkingParts(call).length > 0) return;
  // In an originated call the first to pick up has nobody to be bridged with yet.
  const part = partOf(channel);
  if (isCaller && call.agents.size === 0) answerCustomer(pbx, channel, micros);
  else if (part !== undefined) answerAgent(pbx, part, channel, micros);
}

/** Tells whose phone a Local member stands for; a plain phone rings from here on. */
export function onAgentCalled(pbx: PbxState, block: AmiBlock, micros: number): void {
  const channel = dialledChannel(pbx, block);
  if (channel === undefined || channel.call.isOver) return;
  const agent = agentOfInterface(pbx.index, block.header("interface"));
  if (agent === undefined) {
    return pbx.writer.skip(`queue member '${block.header("interface")}' is not in the settings`);
  }
  setTenant(pbx, channel.call, agent.tenant);
  if (channel.call.tenant !== agent.tenant) return;
  channel.agentId ||= agent.agentId;
  if (!channel.isLocal) offerAgent(pbx, channel, micros);
}

/** Comes for a busy phone and a rejected call too. */
export function onAgentRingNoAnswer(pbx: PbxState, block: AmiBlock, micros: number): void {
  const call = pbx.channels.get(block.header("uniqueid"))?.call;
  const agent = agentOfInterface(pbx.index, block.header("interface"));
  const part = agent === undefined ? undefined : call?.agents.get(agent.agentId);
  if (part === undefined) return;
  part.channel.dialStatus ||= "NOANSWER";
  unanswerAgent(pbx, part, micros);
}
