// After a gap in the line, or a restart of ours: what is known is brought to what the PBX has now.
import { leaveReason } from "@trunkline/contract/codes";
import type { ReadonlyCall } from "../../call/call.ts";
import type { AmiBlock } from "./ami-block.ts";
import type { AmiSnapshot } from "./ami-snapshot.ts";
import { offerAgent } from "./agent-part.ts";
import { enterBridge, leaveBridge } from "./bridging.ts";
import { endVanishedCall } from "./call-end.ts";
import { leaveForAgent, noteDeparture } from "./departing.ts";
import { phoneNumber } from "./call-facts.ts";
import { addChannel, forgetCall, hangUp, newChannel } from "./channel-life.ts";
import { stateRinging, stateUp } from "./channel-life.ts";
import { dialFrom, noteRinging, noteUp } from "./dialling.ts";
import { callIdOf } from "../platform-call-id.ts";
import { leftByOutside, writeTransfer } from "../moving-on.ts";
import { talkingParts } from "../tracked-call.ts";
import { keepMembers, onQueueMember } from "./member-state.ts";
import type { Channel, PbxState, TrackedCall } from "./pbx-state.ts";
import { callOf, treatedChannel } from "./pbx-state.ts";
import { restoreCall } from "./restoring.ts";
import { takeUpCall } from "./taking-up.ts";
import { treat } from "./treatment.ts";

export type ResyncTimes = {
  readonly micros: number;
  /** When the line that broke was last heard; 0 = never. */
  readonly heardMicros: number;
};

/**
 * `known` are the calls that others hold open of this source. Calls that are gone end as of their last
 * sign of life; calls that are new are taken up with what can be known; nothing is told twice.
 */
export function resynchronise(
  pbx: PbxState,
  snapshot: AmiSnapshot,
  { micros, heardMicros }: ResyncTimes,
  known: Iterable<ReadonlyCall>,
): void {
  // As long as the line was there, silence about a call meant that it went on.
  for (const call of pbx.calls.values()) call.lastMicros = Math.max(call.lastMicros, heardMicros);
  endVanished(pbx, snapshot, micros);
  const followed = new Set(pbx.channels.keys());
  restoreKnown(pbx, snapshot, known, micros);
  const followedAgain = new Set(pbx.channels.keys());
  for (const block of snapshot.channels.values()) addFromSnapshot(pbx, snapshot, block, micros);
  // Before the phones that ring: whoever comes into a queue leaves behind those that rang until then.
  for (const [id, block] of snapshot.channels) {
    const channel = pbx.channels.get(id);
    if (channel !== undefined) noteTreatment(pbx, channel, block, snapshot, micros);
  }
  for (const [id, block] of snapshot.channels) {
    const channel = pbx.channels.get(id);
    if (channel === undefined || followed.has(id)) continue;
    const isFresh = !followedAgain.has(id);
    if (isFresh || isUntoldRing(channel, block)) dialIn(pbx, channel, block, micros);
  }
  noteBridges(pbx, snapshot, micros);
  for (const member of snapshot.members ?? []) onQueueMember(pbx, member, micros);
  if (snapshot.members !== undefined) keepMembers(pbx, snapshot.members, micros);
}

function endVanished(pbx: PbxState, { channels }: AmiSnapshot, nowMicros: number): void {
  for (const call of pbx.calls.values()) {
    const gone = [...call.channels].filter((channel) => !channels.has(channel.id));
    if (gone.length === 0) continue;
    if (gone.length < call.channels.size) {
      const micros = Math.max(call.lastMicros, call.toldMicros);
      for (const channel of gone) hangUp(pbx, channel, micros);
      noteAgentGone(pbx, call, micros, nowMicros);
      continue;
    }
    if (!call.isOver) endVanishedCall(pbx, call);
    if (call.responseDueMicros === 0) forgetCall(pbx, call);
  }
}

/** Who talked with the caller is gone, and the caller is not: on the way, or with whoever was consulted. */
function noteAgentGone(pbx: PbxState, call: TrackedCall, micros: number, nowMicros: number): void {
  const { customer } = call;
  if (call.isOver) return;
  const left = leftByOutside(call, pbx.channels, micros);
  if (left !== undefined) return noteDeparture(pbx, call, call.departure ?? left, nowMicros);
  const isLeft = call.place === "agent" && talkingParts(call).length === 0;
  if (customer === undefined || !isLeft) return;
  const [consulted] = call.agents.values();
  if (consulted === undefined) {
    const departure = { moment: micros, leaveReason: leaveReason.agentReleased, transferredBy: 0 };
    return noteDeparture(pbx, call, call.departure ?? departure, nowMicros);
  }
  call.departure = undefined;
  writeTransfer(pbx, call, micros, { kind: "agent", agentId: consulted.agentId }, 0);
  call.place = "arrived";
}

function restoreKnown(
  pbx: PbxState,
  { channels }: AmiSnapshot,
  known: Iterable<ReadonlyCall>,
  nowMicros: number,
): void {
  const linkedIds = new Map<string, string>();
  for (const block of channels.values()) {
    const linkedId = block.header("linkedid");
    linkedIds.set(callIdOf(linkedId), linkedId);
  }
  // In a bridge a channel takes over an older Linkedid than that of its call.
  for (const id of channels.keys()) {
    if (!linkedIds.has(callIdOf(id))) linkedIds.set(callIdOf(id), id);
  }
  const followed = new Set([...pbx.calls.values()].map(({ callId }) => callId));
  for (const call of known) {
    const tenant = pbx.index.tenants.find(
      ({ ccId, vdn }) => ccId === call.ccId && vdn === call.vdn,
    );
    if (followed.has(call.callId) || tenant === undefined) continue;
    const linkedId = linkedIds.get(call.callId);
    if (linkedId === undefined) pbx.writer.writeEnd(call);
    else {
      const restored = restoreCall(pbx, { call, tenant, linkedId, channels, nowMicros });
      noteAgentGone(pbx, restored, nowMicros, nowMicros);
    }
  }
}

function addFromSnapshot(
  pbx: PbxState,
  snapshot: AmiSnapshot,
  block: AmiBlock,
  micros: number,
): void {
  const id = block.header("uniqueid");
  if (id === "" || pbx.channels.has(id)) return;
  const call = callOf(pbx, block.header("linkedid"));
  if (call === undefined) takeUpCall(pbx, snapshot, block, micros);
  else addChannel(pbx, call, newChannel(id, block.header("channel"), call));
}

/** Of a call that we knew when we stopped. */
function isUntoldRing({ call, agentId, isLocal, dialStatus }: Channel, block: AmiBlock): boolean {
  const isRinging = block.header("channelstate") !== stateUp && dialStatus === "";
  return isRinging && !isLocal && agentId > 0 && !call.agents.has(agentId);
}

/** A channel that the PBX called: its phone rings, or has been answered. */
function dialIn(pbx: PbxState, channel: Channel, block: AmiBlock, micros: number): void {
  const { call } = channel;
  // Called by nobody: an originated call begins with its agent.
  if (channel === call.origin && call.begin === "originated") offerAgent(pbx, channel, micros);
  if (channel !== call.origin && !channel.isLocal && !call.isOver) {
    const by = treatedChannel(call);
    if (by === channel || channel.agentId > 0) {
      if (call.departure !== undefined) leaveForAgent(pbx, call, channel.agentId, micros);
      offerAgent(pbx, channel, micros);
    } else dialFrom(pbx, channel, by, phoneNumber(block.header("calleridnum")), micros);
  }
  const state = block.header("channelstate");
  if (state === stateRinging) noteRinging(pbx, channel, micros);
  if (state === stateUp) noteUp(pbx, channel, micros);
}

/** Where the dialplan has the caller now. */
function noteTreatment(
  pbx: PbxState,
  channel: Channel,
  block: AmiBlock,
  snapshot: AmiSnapshot,
  micros: number,
): void {
  const application = block.header("application").toLowerCase();
  const data = block.header("applicationdata");
  const waited = snapshot.waits.get(channel.id);
  // Who waits, and had left the queue, is in it again.
  const isBack = waited !== undefined && channel.call.place !== "queue";
  const isSame =
    channel.application === application &&
    channel.applicationData === data &&
    !channel.applicationIsOver &&
    !isBack;
  channel.application = application;
  channel.applicationData = data;
  channel.applicationIsOver = false;
  const { call } = channel;
  // A queue stays the application of a caller whom it has connected, and of one whom the agent left.
  const wasConnected = call.place === "agent" || call.place === "outside";
  const isElsewhere = wasConnected || call.agents.size > 0 || snapshot.members !== undefined;
  const isWaiting = application !== "queue" || waited !== undefined;
  const isInQueue = call.place === "queue" && isQueue(channel, call.queueName);
  if (isSame || isInQueue || (isElsewhere && !isWaiting)) return;
  if ((wasConnected || application === "queue") && bridgeOf(block, snapshot) !== "") return;
  const waitedMicros = (waited ?? 0) * 1_000_000;
  const begunMicros = Math.max(micros - waitedMicros, call.lastMicros);
  if (call.departure !== undefined && call.departure.moment > begunMicros) {
    call.departure = { ...call.departure, moment: begunMicros };
  }
  treat(pbx, channel, block.header("context"), begunMicros);
}

/** On its way out of a queue, too, a caller is still there by its application. */
function isQueue({ application, applicationData }: Channel, queueName: string): boolean {
  return application === "queue" && applicationData.split(",")[0] === queueName;
}

function noteBridges(pbx: PbxState, snapshot: AmiSnapshot, micros: number): void {
  const moved = [...snapshot.channels].flatMap(([id, block]) => {
    const channel = pbx.channels.get(id);
    const bridge = bridgeOf(block, snapshot);
    return channel === undefined || channel.bridge === bridge ? [] : [{ channel, bridge }];
  });
  for (const { channel } of moved) leaveBridge(pbx, channel, micros);
  for (const { channel, bridge } of moved) {
    if (bridge !== "") enterBridge(pbx, channel, bridge, micros);
  }
}

function bridgeOf(block: AmiBlock, { holdingBridges }: AmiSnapshot): string {
  const bridge = block.header("bridgeid");
  return holdingBridges.has(bridge) ? "" : bridge;
}
