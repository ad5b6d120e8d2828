// What is known of a FreeSWITCH at one moment: its channels and calls. Changed by the handlers only.
import type { ReadonlyCall } from "../../call/call.ts";
import type { WrittenCall } from "../event-writer.ts";
import type { MovingCall } from "../moving-on.ts";
import { partOfPhone, type CallBegin } from "../tracked-call.ts";
import type { TrackedTask } from "../tracked-task.ts";
import type { EslTenant } from "./esl-settings.ts";
import type { Moment } from "./esl-time.ts";
import type { EslWriter } from "./esl-writer.ts";
import type { SettingsIndex } from "./settings-index.ts";

export type Channel = {
  /** Unique-ID. CHANNEL_UUID may change it. */
  id: string;
  readonly name: string;
  call: TrackedCall;
  /** The agent whose phone it is; 0 = none. */
  agentId: number;
  /** One half of a loopback pair: a pipe inside FreeSWITCH, never a party. */
  readonly isLoopback: boolean;
  /** Rung by mod_callcenter, which reports on it itself. */
  readonly isQueueLeg: boolean;
  readonly dialledBy: Channel | undefined;
  /** The number that it was called by, and the one that the dialplan has it at now. */
  readonly number: string;
  destination: string;
  transferSource: string;
  isUp: boolean;
  hasRung: boolean;
  /** Sent the other side elsewhere by REFER. */
  hasTransferred: boolean;
  /** Who it is bridged with. */
  partner: Channel | undefined;
  hungUpAt: Moment | undefined;
  cause: string;
  /** Which side ended it, and how: recv_bye, send_cancel ...; "" until CHANNEL_HANGUP_COMPLETE. */
  disposition: string;
};

/** An agent's part in a call: from the ring to leaving. */
export type AgentPart = {
  readonly agentId: number;
  /** Unknown until the channel that mod_callcenter calls is created. */
  channel: Channel | undefined;
  isTalking: boolean;
  isHolding: boolean;
};

export type TrackedCall = WrittenCall<Moment> &
  MovingCall<Moment, AgentPart> & {
    /** The Unique-ID of the channel that it began with. */
    readonly begin: CallBegin;
    readonly beginContext: string;
    readonly channels: Set<Channel>;
    /** The caller's channel, or the one that was originated. */
    origin: Channel | undefined;
    tenant: EslTenant | undefined;
    callerNo: string;
    calleeNo: string;
    /** The customer's channel; in an outbound call the one that was dialled last. */
    customer: Channel | undefined;
    customerHasAnswered: boolean;
    /** An outside party that the caller was passed on to. */
    outside: Channel | undefined;
    outsideHasAnswered: boolean;
    /** The agent who talked last, until the caller is somewhere else. */
    lastTalker: Channel | undefined;
    flowId: number | undefined;
    /** The stay in a queue that holds now; "" = none. Another stay has another UUID, in the same queue too. */
    memberUuid: string;
    /** FreeSWITCH has answered and nothing has happened since: an IVR that begins now began then. */
    treatedSince: Moment | undefined;
    task: TrackedTask | undefined;
    /** Set at the end of an originated call: the result of the job may still tell its numbers. */
    jobDueMicros: number;
    lastMoment: Moment;
    isOver: boolean;
  };

/** What is known of an agent from mod_callcenter. */
export type AgentState = {
  status: string;
  state: string;
  /** The last told; -1 = none. */
  told: number;
};

export type PbxLimits = {
  /** Of more calls at once the oldest is let go. */
  readonly trackedCallsMax: number;
  /** How long after its end an originated call waits for the result of its job. */
  readonly originateJobWaitMs: number;
  /** How long, in the stream's own time, a caller who has left is on the way to whatever comes next. */
  readonly departureMsMax: number;
};

export type PbxState = {
  readonly index: SettingsIndex;
  readonly writer: EslWriter;
  readonly limits: PbxLimits;
  /** Whether calls that began before we listened are followed from where they are. */
  readonly takesUpCalls: boolean;
  /** Only while taking over: calls that others hold open and that are to be followed on, by callId. */
  known: ReadonlyMap<string, ReadonlyCall> | undefined;
  /** By Unique-ID. */
  readonly channels: Map<string, Channel>;
  readonly calls: Set<TrackedCall>;
  /** Ended originated calls whose job has not told its result. */
  readonly awaitingJob: Set<TrackedCall>;
  /** Calls with a departure, by when it was seen; some have arrived since. */
  readonly departed: Map<TrackedCall, number>;
  /** By agent name. */
  readonly agents: Map<string, AgentState>;
};

/** A FreeSWITCH of which nothing is known yet. */
export function openPbx(
  parts: Pick<PbxState, "index" | "writer" | "limits" | "takesUpCalls">,
): PbxState {
  return {
    ...parts,
    known: new Map(),
    channels: new Map(),
    calls: new Set(),
    awaitingJob: new Set(),
    departed: new Map(),
    agents: new Map(),
  };
}

/** The channel that the dialplan treats as the caller: the customer's, or the phone that dialled. */
export function treatedChannel(call: TrackedCall): Channel | undefined {
  return call.customer ?? call.origin;
}

/** Whether the side that the call lives by has hung up: what follows is the end of it. */
export function isEnding(call: TrackedCall): boolean {
  const isCustomers = call.begin === "inbound" || call.customerHasAnswered;
  const bearer = isCustomers ? call.customer : call.origin;
  return call.isOver || bearer?.hungUpAt !== undefined;
}

/** Of the phone that talks, or of any that rings: one user may have registered several. */
export function partOf(channel: Channel): AgentPart | undefined {
  return partOfPhone(channel.call.agents.get(channel.agentId), channel, !channel.isLoopback);
}

/** Another phone of the same agent that rings for this call, or has just picked it up. */
export function otherPhone(than: Channel): Channel | undefined {
  for (const channel of than.call.channels) {
    const isPhone = !channel.isLoopback && channel.agentId === than.agentId && channel !== than;
    if (isPhone && channel.hungUpAt === undefined) return channel;
  }
  return undefined;
}

export function isHungUp(channel: Channel | undefined): boolean {
  return channel === undefined || channel.hungUpAt !== undefined;
}
