// A channel from its first event to its last.
import { leaveReason } from "@trunkline/contract/codes";
import { isAwaitedOutside, isLastChannel, talkingParts } from "../tracked-call.ts";
import { agentHungUp, answerAgent, unanswerAgent } from "./agent-part.ts";
import { answerCustomer } from "./bridging.ts";
import { endCall } from "./call-end.ts";
import { noteDeparture } from "./departing.ts";
import { textOf } from "./esl-event.ts";
import type { EslEvent } from "./esl-event.ts";
import { microsOf } from "./esl-time.ts";
import type { Moment } from "./esl-time.ts";
import { reasonOfCause } from "./hangup-cause.ts";
import { noteTaskParty } from "./outbound-task.ts";
import type { Channel, PbxState } from "./pbx-state.ts";
import { isEnding, partOf } from "./pbx-state.ts";
import { channelOf } from "./taking-up.ts";

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
  const { call, agentId, isLoopback } = channel;
  if (isEnding(call) || isLoopback || agentId > 0 || !isAwaitedOutside(channel, call)) return;
  pbx.writer.write(call, moment, { kind: "offered" });
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
  const part = partOf(channel);
  if (part !== undefined) answerAgent(pbx, call, part, moment);
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
  noteOutsideGone(pbx, channel, moment);
  channel.hungUpAt = moment;
  noteTaskParty(pbx, channel, "released", moment);
}

/** The party that the caller was passed on to did not come: what follows is the dialplan's. */
function noteOutsideGone(pbx: PbxState, channel: Channel, moment: Moment): void {
  const { call } = channel;
  if (channel !== call.outside || call.outsideHasAnswered || talkingParts(call).length > 0) return;
  const isBusy = reasonOfCause(channel.cause) === "busy";
  noteDeparture(pbx, call, {
    moment,
    leaveReason: isBusy ? leaveReason.calledBusy : leaveReason.agentDidNotAnswer,
    transferredBy: undefined,
  });
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
  if (!call.isOver && isLastChannel(channel, call)) endCall(pbx, channel);
  if (call.isOver && call.channels.size === 0) pbx.calls.delete(call);
}

/** It is gone, and how it went was not told; other channels of its call are still there. */
export function vanish(pbx: PbxState, channel: Channel, moment: Moment): void {
  if (channel.hungUpAt === undefined) {
    agentHungUp(pbx, channel, moment);
    endQueueRing(pbx, channel, moment);
    channel.hungUpAt = moment;
    noteTaskParty(pbx, channel, "released", moment);
  }
  removeChannel(pbx, channel);
  const { call } = channel;
  if (!call.isOver && isLastChannel(channel, call)) endCall(pbx, channel);
}

/** The queue has told how it went while nobody listened. */
function endQueueRing(pbx: PbxState, channel: Channel, moment: Moment): void {
  const part = partOf(channel);
  if (!channel.isQueueLeg || part === undefined || part.isTalking) return;
  unanswerAgent(pbx, channel.call, part, channel.hasRung ? "NO_ANSWER" : "", moment);
}

function removeChannel(pbx: PbxState, channel: Channel): void {
  pbx.channels.delete(channel.id);
  channel.call.channels.delete(channel);
  if (channel.partner?.partner === channel) channel.partner.partner = undefined;
  const part = partOf(channel);
  if (part?.channel === channel && !part.isTalking && !channel.isQueueLeg) {
    channel.call.agents.delete(part.agentId);
  }
}

const transfers = new Set(["BLIND_TRANSFER", "ATTENDED_TRANSFER"]);
