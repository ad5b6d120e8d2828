// Blocks of the manager interface -> Trunkline events. Pure: no clock, no I/O; time is the blocks' own.
import type { TrunklineEvent } from "@trunkline/contract";
import type { AmiBlock } from "./ami-block.ts";
import type { AmiSettings } from "./ami-settings.ts";
import { parseTimestamp } from "./ami-time.ts";
import { openAmiWriter } from "./ami-writer.ts";
import { onBridgeEnter, onBridgeLeave, onHold, onUnhold } from "./bridging.ts";
import { onHangup, onHangupRequest, onNewAccountCode } from "./channel-life.ts";
import { onNewChannel, onNewState, onRename } from "./channel-life.ts";
import { onAgentCalled, onAgentRingNoAnswer } from "./dialling.ts";
import { onDialBegin, onDialEnd, onDialState } from "./dialling.ts";
import { onQueueMember, onQueueMemberRemoved } from "./member-state.ts";
import { onCalledVariable, onOriginateResponse, settle, settleOverdue } from "./originating.ts";
import type { PbxLimits, PbxState } from "./pbx-state.ts";
import type { ReadonlyCall } from "../../call/call.ts";
import { Tally } from "../tally.ts";
import type { AmiSnapshot } from "./ami-snapshot.ts";
import { resynchronise, type ResyncTimes } from "./resync.ts";
import { ReorderWindow, defaultReorderLimits } from "./reorder-window.ts";
import type { ReorderLimits, Stamped } from "./reorder-window.ts";
import { indexSettings } from "./settings-index.ts";
import { onAttendedTransfer, onBlindTransfer } from "./transferring.ts";
import { onNewExtension, onQueueCallerAbandon, onQueueCallerJoin } from "./treatment.ts";
import { onQueueCallerLeave, onQueueStatus, onUserEvent } from "./treatment.ts";
import { settleDepartures } from "./treatment.ts";

type Handler = (pbx: PbxState, block: AmiBlock, micros: number) => void;

const queueStatusVariable = "QUEUESTATUS";

function onVarSet(pbx: PbxState, block: AmiBlock, micros: number): void {
  const variable = block.header("variable");
  if (variable === pbx.index.tasks.calledVariable) return onCalledVariable(pbx, block);
  const channel = pbx.channels.get(block.header("uniqueid"));
  if (channel !== undefined && variable === queueStatusVariable) {
    onQueueStatus(pbx, channel, block.header("value"), micros);
  }
}

const handlers: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ["Newchannel", onNewChannel],
  ["Newstate", onNewState],
  ["NewAccountCode", onNewAccountCode],
  ["Rename", onRename],
  ["Newexten", onNewExtension],
  ["NewExten", onNewExtension],
  ["UserEvent", onUserEvent],
  ["VarSet", onVarSet],
  ["DialBegin", onDialBegin],
  ["DialState", onDialState],
  ["DialEnd", onDialEnd],
  ["OriginateResponse", onOriginateResponse],
  ["QueueCallerJoin", onQueueCallerJoin],
  ["QueueCallerLeave", onQueueCallerLeave],
  ["QueueCallerAbandon", onQueueCallerAbandon],
  ["AgentCalled", onAgentCalled],
  ["AgentRingNoAnswer", onAgentRingNoAnswer],
  ["BridgeEnter", onBridgeEnter],
  ["BridgeLeave", onBridgeLeave],
  ["Hold", onHold],
  ["Unhold", onUnhold],
  ["BlindTransfer", onBlindTransfer],
  ["AttendedTransfer", onAttendedTransfer],
  ["HangupRequest", onHangupRequest],
  ["Hangup", onHangup],
  ["QueueMemberStatus", onQueueMember],
  ["QueueMemberPause", onQueueMember],
  ["QueueMemberAdded", onQueueMember],
  ["QueueMemberRemoved", onQueueMemberRemoved],
]);

/** Known, and of no use here: what they say is said better, or earlier, by the others. */
const ignored: ReadonlySet<string> = new Set(
  `
  AgentComplete AgentConnect AgentDump AttachChannel AuthMethodNotAllowed BridgeCreate
  BridgeDestroy BridgeInfoChannel BridgeInfoComplete BridgeListComplete BridgeListItem BridgeMerge
  BridgeVideoSourceUpdate CEL Cdr ChallengeSent ChannelTalkingStart ChannelTalkingStop ContactStatus CoreShowChannel
  CoreShowChannelsComplete DeviceStateChange DNDState DTMFBegin DTMFEnd EndpointList
  ExtensionStatus FullyBooted InvalidAccountID InvalidPassword LocalBridge LocalOptimizationBegin
  LocalOptimizationEnd MessageWaiting MixMonitorStart MixMonitorStop MonitorStart MonitorStop
  MusicOnHoldStart MusicOnHoldStop NewCallerid NewConnectedLine PeerStatus PresenceStateChange
  QueueEntry QueueMember QueueMemberPenalty QueueMemberRinginuse QueueParams QueueStatusComplete
  QueueSummary RTCPReceived RTCPSent Registry Reload SoftHangupRequest SuccessfulAuth
  `
    .trim()
    .split(/\s+/),
);

export type AmiMeaningLimits = ReorderLimits & PbxLimits;

export const defaultAmiMeaningLimits: AmiMeaningLimits = {
  ...defaultReorderLimits,
  trackedCallsMax: 100_000,
  originateResponseWaitMs: 2_000,
  departureMsMax: 2_000,
};

export class AmiMeaning {
  readonly #pbx: PbxState;
  readonly #reorder: ReorderWindow<AmiBlock>;
  readonly #calledVariable: string;
  readonly #ignored = new Tally();
  readonly #unknown = new Tally();
  readonly #skipped = new Tally();
  #withoutTimestamp = 0;

  constructor(options: { readonly settings: AmiSettings; readonly limits: AmiMeaningLimits }) {
    const { settings, limits } = options;
    const skip = (reason: string) => this.#skipped.add(reason);
    this.#pbx = {
      index: indexSettings(settings),
      writer: openAmiWriter({ source: settings.source, skip }),
      limits,
      channels: new Map(),
      calls: new Map(),
      relinked: new Map(),
      bridges: new Map(),
      localPairs: new Map(),
      members: new Map(),
      awaitingResponse: new Set(),
      departed: new Map(),
    };
    this.#reorder = new ReorderWindow(limits);
    this.#calledVariable = settings.tasks.calledVariable;
  }

  /** Events that the manager interface sends and nobody here needs, by name. */
  get ignored(): ReadonlyMap<string, number> {
    return this.#ignored.counts;
  }

  /** Events whose names mean nothing here, by name. */
  get unknown(): ReadonlyMap<string, number> {
    return this.#unknown.counts;
  }

  /** What a PBX reported and gave no event, by reason. */
  get skipped(): ReadonlyMap<string, number> {
    return this.#skipped.counts;
  }

  /** Blocks that came too late for the reordering window. */
  get late(): number {
    return this.#reorder.late;
  }

  /** Blocks without a usable time: `timestampevents=yes` is missing in manager.conf. */
  get withoutTimestamp(): number {
    return this.#withoutTimestamp;
  }

  get openCalls(): number {
    let open = 0;
    for (const call of this.#pbx.calls.values()) if (!call.isOver) open += 1;
    return open;
  }

  /** The beginnings of calls that are followed, by Linkedid. */
  isFollowing(linkedId: string): boolean {
    return this.#pbx.calls.has(linkedId);
  }

  /**
   * The events that this block completes; those of the reordering window come with later blocks.
   * `arrivedMicros` stands in for the time of a block that has none.
   */
  take(block: AmiBlock, arrivedMicros?: number): readonly TrunklineEvent[] {
    const { event } = block;
    if (!handlers.has(event)) {
      if (event !== "") (ignored.has(event) ? this.#ignored : this.#unknown).add(event);
      return noEvents;
    }
    if (event === "VarSet" && !this.#isWantedVariable(block)) return noEvents;
    const told = parseTimestamp(block.header("timestamp"));
    if (told === undefined) this.#withoutTimestamp += 1;
    const micros = told ?? arrivedMicros;
    if (micros === undefined) return noEvents;
    return this.#apply(this.#reorder.push({ micros, value: block }));
  }

  /** What still waits: at the end of a stream, or when it has gone quiet. */
  flush(): readonly TrunklineEvent[] {
    return this.#apply(this.#reorder.flush());
  }

  /** What is no longer waited for while nothing comes; `micros` is the PBX's time. */
  settle(micros: number): readonly TrunklineEvent[] {
    if (this.#pbx.departed.size === 0) return noEvents;
    settleDepartures(this.#pbx, micros);
    return this.#pbx.writer.take();
  }

  /** The end of the stream: calls that are open stay open, and are told as far as they are known. */
  finish(): readonly TrunklineEvent[] {
    const events = [...this.flush()];
    for (const call of this.#pbx.calls.values()) settle(this.#pbx, call);
    return [...events, ...this.#pbx.writer.take()];
  }

  /** Brings what is known to what the PBX has now; `known` are open calls that others hold of it. */
  resynchronise(
    snapshot: AmiSnapshot,
    times: ResyncTimes,
    known: Iterable<ReadonlyCall>,
  ): readonly TrunklineEvent[] {
    const before = this.flush();
    // Who holds them has not heard of these yet.
    const ended = new Set(before.map((event) => (event.kind === "ended" ? event.callId : "")));
    const open = Iterator.from(known).filter(({ callId }) => !ended.has(callId));
    resynchronise(this.#pbx, snapshot, times, open);
    return [...before, ...this.#pbx.writer.take()];
  }

  #isWantedVariable(block: AmiBlock): boolean {
    if (block.mentions(queueStatusVariable)) return true;
    return this.#calledVariable !== "" && block.mentions(this.#calledVariable);
  }

  #apply(blocks: readonly Stamped<AmiBlock>[]): readonly TrunklineEvent[] {
    for (const { micros, value: block } of blocks) {
      if (this.#pbx.awaitingResponse.size > 0) settleOverdue(this.#pbx, micros);
      if (this.#pbx.departed.size > 0) settleDepartures(this.#pbx, micros);
      const id = block.header("uniqueid") || block.header("destuniqueid");
      const call = this.#pbx.channels.get(id)?.call;
      handlers.get(block.event)?.(this.#pbx, block, micros);
      if (call !== undefined) call.lastMicros = Math.max(call.lastMicros, micros);
    }
    return blocks.length === 0 ? noEvents : this.#pbx.writer.take();
  }
}

const noEvents: readonly never[] = [];
