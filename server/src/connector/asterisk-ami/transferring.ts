// Transfers that Asterisk tells of. Those without an event are seen in bridging.ts.
import type { TransferTarget } from "@trunkline/contract";
import { leaveReason } from "@trunkline/contract/codes";
import { writeTransfer } from "../moving-on.ts";
import type { AmiBlock } from "./ami-block.ts";
import { noteDeparture } from "./departing.ts";
import type { Channel, PbxState, TrackedCall } from "./pbx-state.ts";

const success = "Success";
const threeway = "Threeway";

/** Where the caller goes to shows in what the dialplan does next with it. */
export function onBlindTransfer(pbx: PbxState, block: AmiBlock, micros: number): void {
  const call = pbx.channels.get(block.header("transfereeuniqueid"))?.call;
  if (call === undefined || call.isOver || block.header("result") !== success) return;
  const by = pbx.channels.get(block.header("transfereruniqueid"))?.agentId ?? 0;
  const since = call.departure?.moment ?? micros;
  noteDeparture(pbx, call, {
    moment: Math.min(since, micros),
    leaveReason: leaveReason.agentReleased,
    transferredBy: by,
  });
  call.releasedBy = undefined;
}

/** The agent who consulted leaves, and the one consulted has the caller. */
export function onAttendedTransfer(pbx: PbxState, block: AmiBlock, micros: number): void {
  // Where three talk, nobody has left: who does later is seen then.
  if (block.header("result") !== success || block.header("desttype") === threeway) return;
  const first = pbx.channels.get(block.header("origtransfereruniqueid"));
  const second = pbx.channels.get(block.header("secondtransfereruniqueid"));
  if (first === undefined || second === undefined) return;
  const call = first.call.customer === undefined ? second.call : first.call;
  const consultation = call === first.call ? second.call : first.call;
  if (call.isOver) return;
  const by = first.agentId || second.agentId;
  const outside = consultedOutside(consultation, call);
  const to = targetOf(pbx, consultation, by, outside);
  if (to === undefined) return pbx.writer.skip("attended transfer whose target is not known");
  call.agents.delete(by);
  call.releasedBy = undefined;
  call.departure = undefined;
  writeTransfer(pbx, call, micros, to, by);
  if (consultation !== call) merge(pbx, { from: consultation, into: call, by, micros });
  if (to.kind === "queue") call.place = "queue";
  // From here the ring says it all.
  if (to.kind === "agent" && call.agents.get(to.agentId)?.isTalking !== true)
    call.place = "arrived";
  if (to.kind === "external" && outside !== undefined) {
    call.place = "outside";
    call.outside = outside;
    call.outsideHasAnswered = outside.isUp;
    if (outside.isUp) pbx.writer.write(call, micros, { kind: "answered" });
  }
}

function targetOf(
  pbx: PbxState,
  consultation: TrackedCall,
  by: number,
  outside: Channel | undefined,
): TransferTarget | undefined {
  const parts = [...consultation.agents.values()].filter((part) => part.agentId !== by);
  const consulted = parts.find((part) => part.isTalking) ?? parts[0];
  if (consulted !== undefined) return { kind: "agent", agentId: consulted.agentId };
  const queue = pbx.index.queueByName.get(consultation.queueName);
  if (queue !== undefined) return { kind: "queue", skillId: queue.skillId };
  return outside === undefined ? undefined : { kind: "external", number: outside.dialledNumber };
}

/** Somebody who is no agent, was called, and is not the customer of the call that moves. */
function consultedOutside(consultation: TrackedCall, call: TrackedCall): Channel | undefined {
  for (const channel of consultation.channels) {
    const isParty = !channel.isLocal && channel.agentId === 0 && channel !== call.customer;
    if (isParty && channel.dialledBy !== undefined) return channel;
  }
  return undefined;
}

/** A phone consults in a call of its own: its channels come over, and that call is over. */
function merge(
  pbx: PbxState,
  move: {
    readonly from: TrackedCall;
    readonly into: TrackedCall;
    readonly by: number;
    readonly micros: number;
  },
): void {
  const { from, into, by, micros } = move;
  pbx.writer.write(from, micros, { kind: "ended", by: "agent" });
  from.isOver = true;
  for (const channel of from.channels) {
    if (channel.agentId === by) continue;
    from.channels.delete(channel);
    into.channels.add(channel);
    channel.call = into;
  }
  for (const part of from.agents.values()) {
    if (part.agentId === by) continue;
    into.agents.set(part.agentId, part);
    const kind = part.isTalking ? "answered" : "offered";
    pbx.writer.write(into, micros, { kind, agentId: part.agentId }, part.agentId);
  }
  from.agents.clear();
}
