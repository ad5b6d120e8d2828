// What is known of a PBX at one moment: its channels, bridges and calls. Changed by the handlers only.
import type { WrittenCall } from "../event-writer.ts";
import type { MovingCall } from "../moving-on.ts";
import { partOfPhone, type CallBegin } from "../tracked-call.ts";
import type { TrackedTask } from "../tracked-task.ts";
import type { AmiTenant } from "./ami-settings.ts";
import type { AmiWriter } from "./ami-writer.ts";
import type { SettingsIndex } from "./settings-index.ts";

export type Channel = {
  /** Uniqueid: the channel's name may change, this does not. */
  readonly id: string;
  name: string;
  /** The name without its running number: "PJSIP/1001". */
  device: string;
  /** One half of a Local pair: a pipe inside the PBX, never a party. */
  readonly isLocal: boolean;
  call: TrackedCall;
  /** The agent whose device it is; 0 = none. */
  agentId: number;
  isUp: boolean;
  hasRung: boolean;
  /** The bridge it is in; "" = none. */
  bridge: string;
  application: string;
  applicationData: string;
  /** The application that was named last has ended. */
  applicationIsOver: boolean;
  hangupRequested: boolean;
  /** Q.850; 0 = none said. */
  cause: number;
  /** Last DialStatus of the attempt to reach it. */
  dialStatus: string;
  dialledBy: Channel | undefined;
  dialledNumber: string;
};

/** An agent's part in a call: from the ring to leaving. */
export type AgentPart = {
  readonly agentId: number;
  channel: Channel;
  isTalking: boolean;
  isHolding: boolean;
};

export type AmiTask = TrackedTask & { agentChannel: Channel | undefined };

export type TrackedCall = WrittenCall<number> &
  MovingCall<number, AgentPart> & {
    readonly linkedId: string;
    /** What its channels have in its place since they met an older one; "" = none. */
    relinkedId: string;
    readonly begin: CallBegin;
    readonly beginContext: string;
    readonly origin: Channel;
    readonly channels: Set<Channel>;
    tenant: AmiTenant | undefined;
    callerNo: string;
    calleeNo: string;
    /** The customer's channel; in an outbound call the one that was dialled last. */
    customer: Channel | undefined;
    customerHasAnswered: boolean;
    /** An outside party that the caller was passed on to. */
    outside: Channel | undefined;
    outsideHasAnswered: boolean;
    flowId: number | undefined;
    queueName: string;
    /** QueueCallerAbandon was seen in this queue: the wait ended by itself. */
    waitIsOver: boolean;
    /** Leave reason of the last agent who did not answer, while nothing else has come; 0 = none. */
    refusedReason: number;
    /** Since when the PBX itself has had the caller on the line, and nothing else came; 0 = not. */
    treatedSinceMicros: number;
    releasedBy: "customer" | "agent" | undefined;
    task: AmiTask | undefined;
    /** Set at the end of an originated call whose numbers only OriginateResponse tells. */
    responseDueMicros: number;
    /** Its last sign of life: a call that vanishes while nobody listens ended then. */
    lastMicros: number;
    /** Of the newest event told of it; 0 = none. */
    toldMicros: number;
    isOver: boolean;
  };

export type PbxLimits = {
  /** More calls at once than this PBX can have: hangups were lost. */
  readonly trackedCallsMax: number;
  /** How long, in the stream's own time, an ended originated call waits for its numbers. */
  readonly originateResponseWaitMs: number;
  /** How long, in the stream's own time, a caller who has left is on the way to whatever comes next. */
  readonly departureMsMax: number;
};

export type PbxState = {
  readonly index: SettingsIndex;
  readonly writer: AmiWriter;
  readonly limits: PbxLimits;
  readonly channels: Map<string, Channel>;
  /** Calls by the Linkedid that they began with. */
  readonly calls: Map<string, TrackedCall>;
  /** Calls by the older Linkedid that they took over from somebody whom they were bridged with. */
  readonly relinked: Map<string, TrackedCall>;
  readonly bridges: Map<string, Set<Channel>>;
  readonly localPairs: Map<string, Set<Channel>>;
  readonly members: Map<string, MemberState>;
  /** Ended calls that wait for OriginateResponse. */
  readonly awaitingResponse: Set<TrackedCall>;
  /** Calls with a departure, by when it was seen; some have arrived since. */
  readonly departed: Map<TrackedCall, number>;
};

/** What the queues say of one agent. */
export type MemberState = {
  readonly tenant: AmiTenant;
  readonly agentId: number;
  /** By queue and interface. */
  readonly memberships: Map<string, Membership>;
  state: number;
  reason: string;
};

export type Membership = {
  readonly status: number;
  readonly isPaused: boolean;
  readonly pausedReason: string;
};

/** In a bridge the oldest Linkedid becomes that of all. */
export function relink(pbx: PbxState, call: TrackedCall, linkedId: string): void {
  if (linkedId === "" || linkedId === call.linkedId) return;
  if (pbx.relinked.get(call.relinkedId) === call) pbx.relinked.delete(call.relinkedId);
  call.relinkedId = linkedId;
  pbx.relinked.set(linkedId, call);
}

export function callOf(pbx: PbxState, linkedId: string): TrackedCall | undefined {
  return pbx.calls.get(linkedId) ?? pbx.relinked.get(linkedId);
}

/** It has no channels any more. */
export function dropCall(pbx: PbxState, call: TrackedCall): void {
  pbx.calls.delete(call.linkedId);
  if (pbx.relinked.get(call.relinkedId) === call) pbx.relinked.delete(call.relinkedId);
}

/** The channel that the dialplan treats as the caller: the customer's, or the phone that dialled. */
export function treatedChannel(call: TrackedCall): Channel {
  return call.customer ?? call.origin;
}

/** Of the phone that talks, or of any that rings: one endpoint may have several at once. */
export function partOf(channel: Channel): AgentPart | undefined {
  return partOfPhone(channel.call.agents.get(channel.agentId), channel, !channel.isLocal);
}

/** Another phone of the same agent that rings for this call, or has just picked it up. */
export function otherPhone(than: Channel): Channel | undefined {
  for (const channel of than.call.channels) {
    const isPhone = !channel.isLocal && channel.agentId === than.agentId && channel !== than;
    const isRinging = channel.dialStatus === "" && !channel.hangupRequested;
    if (isPhone && (isRinging || channel.isUp)) return channel;
  }
  return undefined;
}

/** The other half of a Local channel. */
export function otherHalf(pbx: PbxState, channel: Channel): Channel | undefined {
  for (const half of pbx.localPairs.get(localKey(channel.name)) ?? []) {
    if (half !== channel) return half;
  }
  return undefined;
}

export function localKey(name: string): string {
  return name.slice(0, -2);
}

/** "PJSIP/1001-0000002e" -> "PJSIP/1001". */
export function deviceOf(channelName: string): string {
  const dash = channelName.lastIndexOf("-");
  return dash < 0 ? channelName : channelName.slice(0, dash);
}
