// After a gap in the line, or a restart of ours: what is known is brought to what the PBX has now.
import type { ReadonlyCall } from "../../call/call.ts";
import type { AmiBlock } from "./ami-block.ts";
import type { AmiSnapshot } from "./ami-snapshot.ts";
import { offerAgent } from "./agent-part.ts";
import { enterBridge, leaveBridge } from "./bridging.ts";
import { endVanishedCall } from "./call-end.ts";
import { phoneNumber } from "./call-facts.ts";
import { addChannel, forgetCall, hangUp, newChannel } from "./channel-life.ts";
import { stateRinging, stateUp } from "./channel-life.ts";
import { dialFrom, noteRinging, noteUp } from "./dialling.ts";
import { callIdOf } from "../platform-call-id.ts";
import { keepMembers, onQueueMember } from "./member-state.ts";
import type { Channel, PbxState } from "./pbx-state.ts";
import { treatedChannel } from "./pbx-state.ts";
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
  endVanished(pbx, snapshot);
  restoreKnown(pbx, snapshot, known);
  const fresh = [...snapshot.channels.values()].flatMap((block) => {
    const channel = addFromSnapshot(pbx, snapshot, block, micros);
    return channel === undefined ? [] : [{ block, channel }];
  });
  for (const { block, channel } of fresh) dialIn(pbx, channel, block, micros);
  for (const [id, block] of snapshot.channels) {
    const channel = pbx.channels.get(id);
    if (channel !== undefined) noteTreatment(pbx, channel, block, snapshot, micros);
  }
  noteBridges(pbx, snapshot, micros);
  for (const member of snapshot.members ?? []) onQueueMember(pbx, member, micros);
  if (snapshot.members !== undefined) keepMembers(pbx, snapshot.members, micros);
}

function endVanished(pbx: PbxState, { channels }: AmiSnapshot): void {
  for (const call of pbx.calls.values()) {
    const gone = [...call.channels].filter((channel) => !channels.has(channel.id));
    if (gone.length === 0) continue;
    if (gone.length < call.channels.size) {
      for (const channel of gone) hangUp(pbx, channel, call.lastMicros);
      continue;
    }
    if (!call.isOver) endVanishedCall(pbx, call);
    if (call.responseDueMicros === 0) forgetCall(pbx, call);
  }
}

function restoreKnown(
  pbx: PbxState,
  { channels }: AmiSnapshot,
  known: Iterable<ReadonlyCall>,
): void {
  const linkedIds = new Map<string, string>();
  for (const block of channels.values()) {
    const linkedId = block.header("linkedid");
    linkedIds.set(callIdOf(linkedId), linkedId);
  }
  const followed = new Set([...pbx.calls.values()].map(({ callId }) => callId));
  for (const call of known) {
    const tenant = pbx.index.tenants.find(
      ({ ccId, vdn }) => ccId === call.ccId && vdn === call.vdn,
    );
    if (followed.has(call.callId) || tenant === undefined) continue;
    const linkedId = linkedIds.get(call.callId);
    if (linkedId === undefined) pbx.writer.writeEnd(tenant, call.callId, call.lastEventAt * 1000);
    else restoreCall(pbx, { call, tenant, linkedId, channels });
  }
}

/** The channel, when it was not known. */
function addFromSnapshot(
  pbx: PbxState,
  snapshot: AmiSnapshot,
  block: AmiBlock,
  micros: number,
): Channel | undefined {
  const id = block.header("uniqueid");
  if (id === "" || pbx.channels.has(id)) return undefined;
  const call = pbx.calls.get(block.header("linkedid"));
  if (call === undefined) return takeUpCall(pbx, snapshot, block, micros);
  const channel = newChannel(id, block.header("channel"), call);
  addChannel(pbx, call, channel);
  return channel;
}

/** A channel that the PBX called: its phone rings, or has been answered. */
function dialIn(pbx: PbxState, channel: Channel, block: AmiBlock, micros: number): void {
  const { call } = channel;
  // Called by nobody: an originated call begins with its agent.
  if (channel === call.origin && call.begin === "originated") offerAgent(pbx, channel, micros);
  if (channel !== call.origin && !channel.isLocal && !call.isOver) {
    const by = treatedChannel(call);
    if (by === channel || channel.agentId > 0) offerAgent(pbx, channel, micros);
    else dialFrom(pbx, channel, by, phoneNumber(block.header("calleridnum")), micros);
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
  const isSame =
    channel.application === application &&
    channel.applicationData === data &&
    !channel.applicationIsOver;
  channel.application = application;
  channel.applicationData = data;
  channel.applicationIsOver = false;
  const { call } = channel;
  const waited = snapshot.waits.get(channel.id);
  // A queue stays the application of a caller whom it has connected, and of one whom the agent left.
  const wasConnected = call.place === "agent" || call.place === "outside";
  const isElsewhere = wasConnected || call.agents.size > 0;
  const isWaiting = application !== "queue" || waited !== undefined;
  const isInQueue = call.place === "queue" && isQueue(channel, call.queueName);
  if (isSame || isInQueue || (isElsewhere && !isWaiting)) return;
  if (wasConnected && bridgeOf(block, snapshot) !== "") return;
  const waitedMicros = (waited ?? 0) * 1_000_000;
  const begunMicros = Math.max(micros - waitedMicros, call.lastMicros);
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
