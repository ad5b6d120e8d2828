// After a gap in the line, or a restart of ours: what is known is brought to what FreeSWITCH has now.
import { leaveReason } from "@trunkline/contract/codes";
import type { ReadonlyCall } from "../../call/call.ts";
import { leftByOutside, writeTransfer } from "../moving-on.ts";
import { unanswerAgent } from "./agent-part.ts";
import { onAgentStateChange, onAgentStatusChange } from "./agent-state.ts";
import { onBridge, onHold, onUnbridge, onUnhold } from "./bridging.ts";
import { endVanished } from "./call-end.ts";
import { onAnswer, onProgress, vanish } from "./channel-life.ts";
import { leaveReasonOfCancel, noteDeparture } from "./departing.ts";
import { textOf } from "./esl-event.ts";
import type { EslEvent } from "./esl-event.ts";
import type { EslSnapshot } from "./esl-snapshot.ts";
import { microsOf, momentOf, type Moment } from "./esl-time.ts";
import type { AgentPart, Channel, PbxState, TrackedCall } from "./pbx-state.ts";
import { isEnding, treatedChannel } from "./pbx-state.ts";
import { callLeftTo, onChannelCreate } from "./taking-up.ts";
import { onExecute, onMemberQueueStart } from "./treatment.ts";

/**
 * `known` are the calls that others hold open of this source. Calls that are gone end as of their last
 * sign of life; calls that are new are taken up with what can be known; nothing is told twice.
 */
export function takeOver(
  pbx: PbxState,
  snapshot: EslSnapshot,
  known: Iterable<ReadonlyCall>,
): void {
  endGone(pbx, snapshot.channelIds);
  pbx.known = stillThere(pbx, snapshot, known);
  const dumps = snapshot.dumps
    .flatMap((event) => {
      const moment = momentOf(event);
      return moment === undefined ? [] : [{ event, moment }];
    })
    .sort(
      (a, b) =>
        isFirst(pbx, b.event) - isFirst(pbx, a.event) || createdAt(a.event) - createdAt(b.event),
    );
  const fresh = new Set<Channel>();
  for (const { event, moment } of dumps) {
    const wasKnown = pbx.channels.has(textOf(event, "Unique-ID"));
    onChannelCreate(pbx, event, moment);
    const channel = pbx.channels.get(textOf(event, "Unique-ID"));
    if (channel !== undefined && !wasKnown) fresh.add(channel);
  }
  const { heardMicros } = snapshot;
  for (const { event, moment } of dumps) noteProgress(pbx, event, moment, fresh, heardMicros);
  for (const call of pbx.calls) noteAgentsGone(pbx, call, dumps.at(-1)?.moment ?? call.lastMoment);
  for (const { event, moment } of dumps) noteTreatment(pbx, event, moment, heardMicros);
  const bonds = new Map(dumps.map(({ event }) => [textOf(event, "Unique-ID"), bondOf(event)]));
  for (const { event, moment } of dumps) noteBridge(pbx, event, moment, bonds, heardMicros);
  for (const { event, moment } of dumps) noteHold(pbx, event, moment);
  pbx.known = undefined;
  for (const { event, moment } of snapshot.agents) {
    onAgentStatusChange(pbx, event, moment);
    onAgentStateChange(pbx, event, moment);
  }
}

/** As long as the line was there, silence about a call meant that it went on. */
export function noteHeard(pbx: PbxState, heardMicros: number): void {
  for (const call of pbx.calls) {
    if (call.lastMoment.micros >= heardMicros) continue;
    call.lastMoment = { ...call.lastMoment, micros: heardMicros };
  }
}

function endGone(pbx: PbxState, channelIds: ReadonlySet<string>): void {
  for (const call of pbx.calls) {
    const gone = [...call.channels].filter((channel) => !channelIds.has(channel.id));
    if (gone.length === call.channels.size) endVanished(pbx, call);
    else for (const channel of gone) vanish(pbx, channel, call.lastMoment);
  }
}

/** The Unique-ID of its first channel names a call: without that, and without a customer who stays, it has ended. */
function stillThere(
  pbx: PbxState,
  { channelIds, dumps }: EslSnapshot,
  known: Iterable<ReadonlyCall>,
): Map<string, ReadonlyCall> {
  const there = new Map<string, ReadonlyCall>();
  const followed = new Set([...pbx.calls].map(({ callId }) => callId));
  const open = new Map(Iterator.from(known).map((call) => [call.callId, call]));
  pbx.known = open;
  const left = new Set(dumps.map((event) => callLeftTo(pbx, event)));
  for (const call of open.values()) {
    if (followed.has(call.callId)) continue;
    if (channelIds.has(call.callId) || left.has(call.callId)) there.set(call.callId, call);
    else pbx.writer.writeEnd(call);
  }
  return there;
}

/** Rings that are over, and a caller whom the agent has left: on the way, or with whoever was consulted. */
function noteAgentsGone(pbx: PbxState, call: TrackedCall, now: Moment): void {
  if (isEnding(call)) return;
  const known = pbx.known?.get(call.callId);
  const heardMicros = known === undefined ? call.lastMoment.micros : known.lastEventAt * 1000;
  // Of a call that we knew when we stopped, the last event may be long ago: we were away for a moment.
  const moment = known === undefined ? call.lastMoment : now;
  const left = leftByOutside(call, pbx.channels, moment);
  if (left !== undefined) return noteDeparture(pbx, call, left, now.micros);
  const parts = [...call.agents.values()];
  const [there, gone] = [parts.filter(isThere), parts.filter((part) => !isThere(part))];
  for (const part of gone) {
    // A queue offers before it calls, and tells a while after it how that went.
    const isDue = now.micros - heardMicros < offerMicrosMax;
    if (!part.isTalking && !isDue) unanswerAgent(pbx, call, part, "", moment);
  }
  if (!gone.some((part) => part.isTalking) || there.some((part) => part.isTalking)) return;
  const consulted = there.find(({ channel }) => channel?.isQueueLeg !== true);
  if (consulted === undefined) {
    const departure = { moment, leaveReason: leaveReason.agentReleased, transferredBy: 0 };
    return noteDeparture(pbx, call, departure, now.micros);
  }
  for (const part of gone) call.agents.delete(part.agentId);
  writeTransfer(pbx, call, moment, { kind: "agent", agentId: consulted.agentId }, 0);
  call.place = "arrived";

  function isThere({ agentId, channel }: AgentPart): boolean {
    if (channel !== undefined && pbx.channels.has(channel.id)) return true;
    return [...call.channels].some((other) => other.agentId === agentId);
  }
}

/** How long a queue's ring may be without a channel, at most. */
const offerMicrosMax = 2_000_000;

function noteProgress(
  pbx: PbxState,
  event: EslEvent,
  moment: Moment,
  fresh: ReadonlySet<Channel>,
  heardMicros: number,
): void {
  const channel = pbx.channels.get(textOf(event, "Unique-ID"));
  if (channel === undefined) return;
  const state = textOf(event, "Answer-State");
  if (state === "ringing" || state === "early") onProgress(pbx, event, moment);
  const isUp = state === "answered";
  if (!isUp || (!fresh.has(channel) && channel.isUp)) return;
  onAnswer(pbx, event, inGap(pbx, channel.call, answeredAt(event), moment, heardMicros));
}

/**
 * When what FreeSWITCH has now came about: by its own account, of which some is in whole seconds, but behind all that
 * was known before. 0 = not told.
 */
function inGap(
  pbx: PbxState,
  { callId, beganAt }: TrackedCall,
  micros: number,
  now: Moment,
  heardMicros: number,
): Moment {
  if (micros === 0) return now;
  const knownMicros = (pbx.known?.get(callId)?.lastEventAt ?? 0) * 1000;
  const since = Math.max(micros, beganAt.micros, heardMicros, knownMicros);
  return { ...now, micros: Math.min(since, now.micros) };
}

function answeredAt(event: EslEvent): number {
  return microsOf(textOf(event, "Caller-Channel-Answered-Time"));
}

/** Where the dialplan has the caller now. */
function noteTreatment(pbx: PbxState, event: EslEvent, moment: Moment, heardMicros: number): void {
  const channel = pbx.channels.get(textOf(event, "Unique-ID"));
  if (channel === undefined || channel !== treatedChannel(channel.call)) return;
  const { call } = channel;
  const application = textOf(event, "variable_current_application");
  if (isConnected(call) && call.departure === undefined) return;
  const joinedMicros = epochOf(event, "variable_cc_queue_joined_epoch");
  const knownMicros = Math.max(heardMicros, (pbx.known?.get(call.callId)?.lastEventAt ?? 0) * 1000);
  const waitedMicros = call.place === "queue" ? knownMicros : 0;
  const isWaiting =
    application === "callcenter"
      ? epochOf(event, queueCanceled) <= joinedMicros
      : isAnnouncement(event, joinedMicros, waitedMicros);
  if (!isWaiting) {
    // What plays to a caller who is bridged is music; of one who has just left it may be of before.
    if (isBridged(pbx, event) || call.departure !== undefined) return;
    if (call.place === "queue") noteQueueLeft(pbx, call, event, moment, heardMicros);
    const data = textOf(event, "variable_current_application_data");
    const told = { Application: application, "Application-Data": data };
    return onExecute(pbx, withValues(event, told), moment);
  }
  const memberUuid = textOf(event, "variable_cc_member_uuid");
  if (call.departure !== undefined && !isNextStay(pbx, call, memberUuid, joinedMicros)) return;
  const told = { "CC-Queue": textOf(event, "variable_cc_queue"), "CC-Member-UUID": memberUuid };
  const sinceMicros = joinedMicros === 0 ? 0 : Math.max(joinedMicros, answeredAt(event));
  const at = inGap(pbx, call, sinceMicros, moment, heardMicros);
  if (call.place === "queue" && call.memberUuid === "") call.memberUuid = memberUuid;
  leaveNoLaterThan(call, at);
  // Phones that ring now ring for this queue.
  const rings = [...call.agents].filter(([, part]) => !part.isTalking);
  onMemberQueueStart(pbx, withValues(event, told), at);
  for (const [agentId, part] of rings) call.agents.set(agentId, part);
}

/**
 * Who waits and hears something that was sent to it has that as its application, also when it is over. `waitedMicros`:
 * when it was last known to wait; an end in a second that was over by then is that of a stay before.
 */
function isAnnouncement(event: EslEvent, joinedMicros: number, waitedMicros: number): boolean {
  const ends = [queueCanceled, "variable_cc_queue_answered_epoch"]
    .map((name) => epochOf(event, name))
    .filter((micros) => micros >= joinedMicros && micros + 1_000_000 > waitedMicros);
  return joinedMicros > 0 && ends.length === 0;
}

const queueCanceled = "variable_cc_queue_canceled_epoch";

function noteQueueLeft(
  pbx: PbxState,
  call: TrackedCall,
  event: EslEvent,
  moment: Moment,
  heardMicros: number,
): void {
  const micros = epochOf(event, queueCanceled);
  const departure = {
    moment: inGap(pbx, call, micros, moment, heardMicros),
    leaveReason: leaveReasonOfCancel(textOf(event, "variable_cc_cancel_reason")),
    transferredBy: undefined,
  };
  noteDeparture(pbx, call, departure, moment.micros);
}

/** Microseconds, of a variable in seconds; 0 when it is not set. */
function epochOf(event: EslEvent, name: string): number {
  return microsOf(textOf(event, name)) * 1_000_000;
}

/** The application stays that of a queue while an agent talks, and for a moment after. */
function isNextStay(
  pbx: PbxState,
  { callId, memberUuid }: TrackedCall,
  uuid: string,
  joinedMicros: number,
): boolean {
  if (memberUuid !== "") return uuid !== memberUuid;
  return joinedMicros > (pbx.known?.get(callId)?.lastEventAt ?? 0) * 1000;
}

function isConnected({ place }: TrackedCall): boolean {
  return place === "agent" || place === "outside";
}

function isBridged(pbx: PbxState, event: EslEvent): boolean {
  return textOf(event, "Answer-State") === "answered" && pbx.channels.has(bondOf(event));
}

/** Who it is joined with, or who waits for it while it consults somebody; "" = nobody. */
function bondOf(event: EslEvent): string {
  return textOf(event, "variable_signal_bond");
}

function noteBridge(
  pbx: PbxState,
  event: EslEvent,
  moment: Moment,
  bonds: ReadonlyMap<string, string>,
  heardMicros: number,
): void {
  const id = textOf(event, "Unique-ID");
  const partnerId = bondOf(event);
  const channel = pbx.channels.get(id);
  if (channel === undefined || channel.partner?.id === partnerId) return;
  const { partner, call } = channel;
  // Of who consults somebody the bond is with that one: with the caller it was before.
  const isStill = bonds.get(partnerId) === id || !isConnected(call);
  const isJoined = isBridged(pbx, event) && isStill;
  const bridgedMicros = isJoined ? microsOf(textOf(event, "Caller-Channel-Bridged-Time")) : 0;
  const at = inGap(pbx, call, bridgedMicros, moment, heardMicros);
  if (partner !== undefined) {
    const left = { "Bridge-A-Unique-ID": id, "Bridge-B-Unique-ID": partner.id };
    onUnbridge(pbx, withValues(event, left), at);
  }
  if (!isJoined) return;
  leaveNoLaterThan(call, at);
  const joined = { "Bridge-A-Unique-ID": id, "Bridge-B-Unique-ID": partnerId };
  onBridge(pbx, withValues(event, joined), at);
}

function leaveNoLaterThan(call: TrackedCall, at: Moment): void {
  if (call.departure === undefined || call.departure.moment.micros <= at.micros) return;
  call.departure = { ...call.departure, moment: at };
}

function noteHold(pbx: PbxState, event: EslEvent, moment: Moment): void {
  if (!pbx.channels.has(textOf(event, "Unique-ID"))) return;
  const state = textOf(event, "Channel-Call-State");
  if (state === "HELD") onHold(pbx, event, moment);
  else if (state !== "") onUnhold(pbx, event, moment);
}

/** 1 of a channel that names a call which is known: whoever it was joined with belongs to that. */
function isFirst(pbx: PbxState, event: EslEvent): number {
  return Number(pbx.known?.has(textOf(event, "Unique-ID")) === true);
}

function createdAt(event: EslEvent): number {
  return microsOf(textOf(event, "Caller-Channel-Created-Time"));
}

/** What an event would have said of it. */
function withValues(event: EslEvent, values: Readonly<Record<string, string>>): EslEvent {
  return {
    value: (name) => (Object.hasOwn(values, name) ? values[name] : event.value(name)),
    toRecord: () => ({ ...event.toRecord(), ...values }),
    oversizeHeaders: event.oversizeHeaders,
  };
}
