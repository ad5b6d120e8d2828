// Events of the event socket -> Trunkline events. Pure: no clock, no I/O; time is the events' own.
import type { TrunklineEvent } from "@trunkline/contract";
import type { ReadonlyCall } from "../../call/call.ts";
import { Tally } from "../tally.ts";
import { onAgentStateChange, onAgentStatusChange } from "./agent-state.ts";
import { onBridge, onHold, onUnbridge, onUnhold } from "./bridging.ts";
import { endVanished } from "./call-end.ts";
import { onAnswer, onChannelUuid } from "./channel-life.ts";
import { onHangup, onHangupComplete, onProgress } from "./channel-life.ts";
import { textOf } from "./esl-event.ts";
import type { EslEvent } from "./esl-event.ts";
import type { EslSettings } from "./esl-settings.ts";
import { momentOf } from "./esl-time.ts";
import type { Moment } from "./esl-time.ts";
import { EventOrder, defaultEventOrderLimits } from "./event-order.ts";
import type { EventOrderLimits, Ordered } from "./event-order.ts";
import type { EslSnapshot } from "./esl-snapshot.ts";
import { noteHeard, takeOver } from "./taking-over.ts";
import { openEslWriter } from "./esl-writer.ts";
import { onBackgroundJob, settle, settleOverdue } from "./originating.ts";
import { openPbx } from "./pbx-state.ts";
import type { PbxLimits, PbxState } from "./pbx-state.ts";
import { indexSettings } from "./settings-index.ts";
import { onChannelCreate } from "./taking-up.ts";
import { onAgentOffering, onBridgeAgentFail, onBridgeAgentStart } from "./treatment.ts";
import { onExecute, onMemberQueueEnd, onMemberQueueStart, settleDepartures } from "./treatment.ts";

type Handler = (pbx: PbxState, event: EslEvent, moment: Moment) => void;

const callcenter = "callcenter::info";

const handlers: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ["CHANNEL_CREATE", onChannelCreate],
  ["CHANNEL_UUID", onChannelUuid],
  ["CHANNEL_PROGRESS", onProgress],
  ["CHANNEL_PROGRESS_MEDIA", onProgress],
  ["CHANNEL_ANSWER", onAnswer],
  ["CHANNEL_EXECUTE", onExecute],
  ["CHANNEL_BRIDGE", onBridge],
  ["CHANNEL_UNBRIDGE", onUnbridge],
  ["CHANNEL_HOLD", onHold],
  ["CHANNEL_UNHOLD", onUnhold],
  ["CHANNEL_HANGUP", onHangup],
  ["CHANNEL_HANGUP_COMPLETE", onHangupComplete],
  ["BACKGROUND_JOB", onBackgroundJob],
]);

/** By CC-Action. */
const callcenterHandlers: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ["member-queue-start", onMemberQueueStart],
  ["member-queue-resume", onMemberQueueStart],
  ["member-queue-end", onMemberQueueEnd],
  ["agent-offering", onAgentOffering],
  ["bridge-agent-start", onBridgeAgentStart],
  ["bridge-agent-fail", onBridgeAgentFail],
  ["agent-state-change", onAgentStateChange],
  ["agent-status-change", onAgentStatusChange],
]);

/** What to ask the event socket for: `event plain ${eslSubscription}`. Never ALL: an event has 5 to 12 KB. */
export const eslSubscription: string = [...handlers.keys(), "CUSTOM", callcenter].join(" ");

/** Known, and of no use here: what they say is said better, or earlier, by the others. */
const ignored: ReadonlySet<string> = new Set(
  `
  API CALL_SECURE CALL_UPDATE CHANNEL_APPLICATION CHANNEL_CALLSTATE CHANNEL_DATA CHANNEL_DESTROY
  CHANNEL_EXECUTE_COMPLETE CHANNEL_GLOBAL CHANNEL_ORIGINATE CHANNEL_OUTGOING CHANNEL_PARK
  CHANNEL_STATE CHANNEL_UNPARK CODEC COMMAND DETECTED_SPEECH DTMF HEARTBEAT LOG MEDIA_BUG_START
  MEDIA_BUG_STOP MESSAGE MODULE_LOAD MODULE_UNLOAD NOTIFY PLAYBACK_START PLAYBACK_STOP PRESENCE_IN
  RECORD_START RECORD_STOP RECV_RTCP_MESSAGE RELOADXML RE_SCHEDULE SESSION_HEARTBEAT SHUTDOWN
  STARTUP TALK TRAP callcenter::info/agent-add callcenter::info/agent-contact-change
  callcenter::info/agent-max-no-answer callcenter::info/bridge-agent-end
  callcenter::info/members-count
  `
    .trim()
    .split(/\s+/),
);

export type EslMeaningLimits = EventOrderLimits & PbxLimits;

export const defaultEslMeaningLimits: EslMeaningLimits = {
  ...defaultEventOrderLimits,
  trackedCallsMax: 100_000,
  originateJobWaitMs: 5_000,
  departureMsMax: 2_000,
};

export class EslMeaning {
  readonly #pbx: PbxState;
  readonly #order: EventOrder<EslEvent>;
  readonly #ignored = new Tally();
  readonly #unknown = new Tally();
  readonly #skipped = new Tally();
  #core = "";
  #withoutTimestamp = 0;

  constructor(options: {
    readonly settings: EslSettings;
    readonly limits: EslMeaningLimits;
    /** Calls that began before we listened: followed from where they are, or passed over. */
    readonly takesUpCalls: boolean;
  }) {
    const { settings, limits, takesUpCalls } = options;
    const skip = (reason: string) => this.#skipped.add(reason);
    this.#pbx = openPbx({
      index: indexSettings(settings),
      writer: openEslWriter({ source: settings.source, skip }),
      limits,
      takesUpCalls,
    });
    this.#order = new EventOrder(limits);
  }

  /** Events that FreeSWITCH sends and nobody here needs, by name. */
  get ignored(): ReadonlyMap<string, number> {
    return this.#ignored.counts;
  }

  /** Events whose names mean nothing here, by name. */
  get unknown(): ReadonlyMap<string, number> {
    return this.#unknown.counts;
  }

  /** What FreeSWITCH reported and gave no event, by reason. */
  get skipped(): ReadonlyMap<string, number> {
    return this.#skipped.counts;
  }

  /** Events that came too late to be put in order. */
  get late(): number {
    return this.#order.late;
  }

  get repeated(): number {
    return this.#order.repeated;
  }

  /** Events without a usable Event-Date-Timestamp, Event-Sequence or Core-UUID. */
  get withoutTimestamp(): number {
    return this.#withoutTimestamp;
  }

  get openCalls(): number {
    let open = 0;
    for (const call of this.#pbx.calls) if (!call.isOver) open += 1;
    return open;
  }

  /** The events that this one completes; those that wait for their order come with later ones. */
  take(event: EslEvent): readonly TrunklineEvent[] {
    const name = nameOf(event);
    if (handlerOf(event) === undefined) {
      (ignored.has(name) ? this.#ignored : this.#unknown).add(name);
      return noEvents;
    }
    const moment = momentOf(event);
    if (moment === undefined) {
      this.#withoutTimestamp += 1;
      return noEvents;
    }
    const before = this.#noteCore(moment.core);
    const now = this.#apply(this.#order.push({ moment, value: event }));
    return before.length === 0 ? now : [...before, ...now];
  }

  /** What still waits: at the end of a stream, or when it has gone quiet. */
  flush(): readonly TrunklineEvent[] {
    return this.#apply(this.#order.flush());
  }

  /** What is no longer waited for while nothing comes; `micros` is FreeSWITCH's time. */
  settle(micros: number): readonly TrunklineEvent[] {
    if (this.#pbx.departed.size === 0) return noEvents;
    settleDepartures(this.#pbx, micros);
    return this.#pbx.writer.take();
  }

  /** The end of the stream: calls that are open stay open, and are told as far as they are known. */
  finish(): readonly TrunklineEvent[] {
    const events = [...this.flush()];
    for (const call of [...this.#pbx.calls, ...this.#pbx.awaitingJob]) settle(this.#pbx, call);
    return [...events, ...this.#pbx.writer.take()];
  }

  /** Ends the calls that FreeSWITCH no longer has, as of their last event: after a gap in the line. */
  keepOnly(channelIds: ReadonlySet<string>): readonly TrunklineEvent[] {
    const events = [...this.flush()];
    for (const call of this.#pbx.calls) {
      const isThere = [...call.channels].some((channel) => channelIds.has(channel.id));
      if (!isThere) endVanished(this.#pbx, call);
    }
    return [...events, ...this.#pbx.writer.take()];
  }

  /** Brings what is known to what FreeSWITCH has now; `known` are open calls that others hold of it. */
  takeOver(snapshot: EslSnapshot, known: Iterable<ReadonlyCall>): readonly TrunklineEvent[] {
    const before = [...this.flush()];
    noteHeard(this.#pbx, snapshot.heardMicros);
    before.push(...this.#noteCore(coreOf(snapshot)));
    // Who holds them has not heard of these yet.
    const ended = new Set(before.map((event) => (event.kind === "ended" ? event.callId : "")));
    takeOver(
      this.#pbx,
      snapshot,
      Iterator.from(known).filter(({ callId }) => !ended.has(callId)),
    );
    return [...before, ...this.#pbx.writer.take()];
  }

  /** Another core: FreeSWITCH was restarted, and every call of the last one is gone. */
  #noteCore(core: string): readonly TrunklineEvent[] {
    if (core === this.#core || core === "") return noEvents;
    const isFirst = this.#core === "";
    this.#core = core;
    if (isFirst) return noEvents;
    const events = this.keepOnly(new Set());
    this.#order.restart();
    return events;
  }

  #apply(items: readonly Ordered<EslEvent>[]): readonly TrunklineEvent[] {
    for (const { moment, value: event } of items) {
      if (this.#pbx.awaitingJob.size > 0) settleOverdue(this.#pbx, moment.micros);
      if (this.#pbx.departed.size > 0) settleDepartures(this.#pbx, moment.micros);
      handlerOf(event)?.(this.#pbx, event, moment);
    }
    return items.length === 0 ? noEvents : this.#pbx.writer.take();
  }
}

/** "" when there is no channel to tell. */
function coreOf({ dumps }: EslSnapshot): string {
  const moments = Iterator.from(dumps).map(momentOf);
  return moments.find((moment) => moment !== undefined)?.core ?? "";
}

/** What to do with an event; undefined when it is of no use. */
export function handlerOf(event: EslEvent): Handler | undefined {
  const name = textOf(event, "Event-Name");
  if (name !== "CUSTOM") return handlers.get(name);
  if (textOf(event, "Event-Subclass") !== callcenter) return undefined;
  return callcenterHandlers.get(textOf(event, "CC-Action"));
}

/** "CHANNEL_CREATE", "callcenter::info/members-count". */
function nameOf(event: EslEvent): string {
  const name = textOf(event, "Event-Name");
  if (name !== "CUSTOM") return name;
  const subclass = textOf(event, "Event-Subclass");
  const action = textOf(event, "CC-Action");
  return action === "" ? subclass : `${subclass}/${action}`;
}

const noEvents: readonly never[] = [];
