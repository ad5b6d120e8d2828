// Who talks with whom: channels in bridges, joined through Local pairs.
import { leaveReason } from "@trunkline/contract/codes";
import type { AmiBlock } from "./ami-block.ts";
import { answerAgent } from "./agent-part.ts";
import { noteDeparture, passOutside } from "./departing.ts";
import { joinCaller } from "./joining.ts";
import type { Channel, PbxState } from "./pbx-state.ts";
import { otherHalf, partOf, relink } from "./pbx-state.ts";
import { addTo, removeFrom } from "./set-map.ts";

/** A bridge where channels wait and hear music: nobody talks there. */
export const holdingTechnology = "holding_bridge";

export function onBridgeEnter(pbx: PbxState, block: AmiBlock, micros: number): void {
  const channel = pbx.channels.get(block.header("uniqueid"));
  if (channel === undefined || block.header("bridgetechnology") === holdingTechnology) return;
  enterBridge(pbx, channel, block.header("bridgeuniqueid"), micros);
  for (const party of connectedParties(pbx, channel)) {
    if (party === party.call.customer) relink(pbx, party.call, block.header("linkedid"));
  }
}

export function enterBridge(pbx: PbxState, channel: Channel, bridge: string, micros: number): void {
  leaveIndex(pbx, channel);
  channel.bridge = bridge;
  addTo(pbx.bridges, channel.bridge, channel);
  const parties = connectedParties(pbx, channel);
  joinCaller(pbx, parties, micros);
  if (parties.length < 2) return;
  for (const party of parties) {
    const part = partOf(party);
    if (part !== undefined) answerAgent(pbx, part, party, micros);
  }
  for (const party of parties) connectParty(pbx, party, parties, micros);
}

function connectParty(
  pbx: PbxState,
  party: Channel,
  parties: readonly Channel[],
  micros: number,
): void {
  const { call } = party;
  if (call.isOver) return;
  if (party === call.customer) {
    // Back in a talk path: the caller had only changed bridges.
    const talks = (other: Channel) => other === call.outside || partOf(other)?.isTalking === true;
    if (parties.some(talks)) call.departure = undefined;
    if (call.begin !== "inbound") answerCustomer(pbx, party, micros);
  } else if (call.customer !== undefined && parties.includes(call.customer)) {
    if (isUntoldOutside(party)) passOutside(pbx, party, micros);
    if (party === call.outside) answerOutside(pbx, party, micros);
  }
}

/** One of several who were called for a caller, and no agent, has picked up. */
function isUntoldOutside({ agentId, dialledBy, call }: Channel): boolean {
  const isPassedOn = call.place === "agent" || call.place === "outside";
  return agentId === 0 && dialledBy !== undefined && !isPassedOn;
}

/** The customer of an outbound call: once. */
export function answerCustomer(pbx: PbxState, customer: Channel, micros: number): void {
  const { call } = customer;
  if (call.customerHasAnswered || call.isOver) return;
  call.customerHasAnswered = true;
  pbx.writer.write(call, micros, { kind: "answered" });
}

export function answerOutside(pbx: PbxState, outside: Channel, micros: number): void {
  const { call } = outside;
  if (call.outsideHasAnswered) return;
  call.outsideHasAnswered = true;
  pbx.writer.write(call, micros, { kind: "answered" });
}

/** Every channel but Local halves that hears this one. */
export function connectedParties(pbx: PbxState, from: Channel): Channel[] {
  const parties: Channel[] = [];
  const bridges = [from.bridge];
  const seen = new Set(bridges);
  for (const bridge of bridges) {
    for (const channel of pbx.bridges.get(bridge) ?? []) {
      if (!channel.isLocal) parties.push(channel);
      const beyond = channel.isLocal ? (otherHalf(pbx, channel)?.bridge ?? "") : "";
      if (beyond === "" || seen.has(beyond)) continue;
      seen.add(beyond);
      bridges.push(beyond);
    }
  }
  return parties;
}

export function onBridgeLeave(pbx: PbxState, block: AmiBlock, micros: number): void {
  const channel = pbx.channels.get(block.header("uniqueid"));
  if (channel === undefined || channel.bridge !== block.header("bridgeuniqueid")) return;
  leaveBridge(pbx, channel, micros);
}

/**
 * A caller who leaves a conversation without hanging up is on the way elsewhere: transferred, unless
 * the agent hung up first. A supervisor's redirect has no other sign than this.
 */
export function leaveBridge(pbx: PbxState, channel: Channel, micros: number): void {
  const { call } = channel;
  if (channel.bridge === "") return;
  leaveIndex(pbx, channel);
  const isCaller = channel === call.customer && !channel.hangupRequested;
  if (!isCaller || call.isOver || (call.place !== "agent" && call.place !== "outside")) return;
  if (call.departure !== undefined) return;
  const transferredBy = call.releasedBy === "agent" ? undefined : 0;
  noteDeparture(pbx, call, {
    moment: micros,
    leaveReason: leaveReason.agentReleased,
    transferredBy,
  });
}

function leaveIndex(pbx: PbxState, channel: Channel): void {
  if (channel.bridge === "") return;
  removeFrom(pbx.bridges, channel.bridge, channel);
  channel.bridge = "";
}

/** The channel named is the one that put the other on hold; a REFER ends holds that never began. */
export function onHold(pbx: PbxState, block: AmiBlock, micros: number): void {
  setHolding(pbx, block, micros, true);
}

export function onUnhold(pbx: PbxState, block: AmiBlock, micros: number): void {
  setHolding(pbx, block, micros, false);
}

function setHolding(pbx: PbxState, block: AmiBlock, micros: number, isHolding: boolean): void {
  const channel = pbx.channels.get(block.header("uniqueid"));
  const part = channel === undefined ? undefined : partOf(channel);
  if (channel === undefined || part === undefined) return;
  if (!part.isTalking || part.isHolding === isHolding || channel.call.isOver) return;
  part.isHolding = isHolding;
  const { agentId } = part;
  pbx.writer.write(
    channel.call,
    micros,
    { kind: isHolding ? "held" : "resumed", agentId },
    agentId,
  );
}
