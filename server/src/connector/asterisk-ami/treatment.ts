// What the dialplan does with a caller: IVR and queue.
import { leaveReason } from "@trunkline/contract/codes";
import { outboundType } from "../tracked-call.ts";
import { leaving } from "../moving-on.ts";
import { setFacts } from "../tracked-task.ts";
import type { AmiBlock } from "./ami-block.ts";
import { answerOutside, connectedParties } from "./bridging.ts";
import { noteTenant, setTenant } from "./call-facts.ts";
import { depart, leaveForRing, leaveReasonOfQueueStatus } from "./departing.ts";
import { noteDeparture, passOutside } from "./departing.ts";
import type { Channel, PbxState, TrackedCall } from "./pbx-state.ts";
import { treatedChannel } from "./pbx-state.ts";

const hangupExtension = "h";

export function onNewExtension(pbx: PbxState, block: AmiBlock, micros: number): void {
  const channel = pbx.channels.get(block.header("uniqueid"));
  if (channel === undefined) return;
  const { call } = channel;
  noteTenant(pbx, call, block);
  if (block.header("exten") === hangupExtension) {
    // However long it takes, the call is ending; with any other channel than the caller's it need not be.
    if (channel === treatedChannel(call)) pbx.departed.delete(call);
    return;
  }
  const application = block.header("application").toLowerCase();
  const data = block.header("appdata");
  // A channel that is sent elsewhere tells the old application once more, with the new extension.
  const isRepeated =
    !channel.applicationIsOver &&
    channel.application === application &&
    channel.applicationData === data;
  channel.application = application;
  channel.applicationData = data;
  channel.applicationIsOver = false;
  if (!isRepeated) treat(pbx, channel, block.header("context"), micros);
}

/** The caller is where the application has it. */
export function treat(pbx: PbxState, channel: Channel, context: string, micros: number): void {
  const { call, application } = channel;
  if (call.isOver || channel !== treatedChannel(call)) return;
  if (application === "queue") enterQueue(pbx, channel, queueOf(channel), micros);
  else if (pbx.index.ivrApplications.has(application)) enterIvr(pbx, channel, context, micros);
}

function queueOf({ applicationData }: Channel): string {
  return applicationData.split(",")[0] ?? "";
}

/**
 * A caller who has left a conversation or a queue and has come to nothing that is told is with the PBX itself, such as in
 * a parking lot or a conference room: the agent is free, and nobody waits in the queue. `micros`: the PBX's time.
 */
export function settleDepartures(pbx: PbxState, micros: number): void {
  for (const [call, seenMicros] of pbx.departed) {
    const { departure, customer } = call;
    if (departure === undefined || customer === undefined || call.isOver) {
      pbx.departed.delete(call);
      continue;
    }
    // By a clock that was set back it would be on the way until it is as late again.
    if (micros < seenMicros) pbx.departed.set(call, micros);
    if (micros - seenMicros <= pbx.limits.departureMsMax * 1000) continue;
    // An agent who has picked up hears an announcement first, or comes along.
    const parts = [...call.agents.values()];
    if (parts.some((part) => part.channel.isUp) || customer.hangupRequested) continue;
    const [ringing] = parts;
    if (ringing !== undefined && call.place === "queue") continue;
    pbx.departed.delete(call);
    if (ringing !== undefined) leaveForRing(pbx, call, ringing, departure.moment);
    else if (!leaveForOutside(pbx, customer, departure.moment)) {
      takeToIvr(pbx, call, undefined, departure.moment);
    }
  }
}

/** From a conversation of three whose agent has gone to the party outside who is still in it, if one is. */
function leaveForOutside(pbx: PbxState, customer: Channel, micros: number): boolean {
  const { call } = customer;
  const outside = connectedParties(pbx, customer).find(
    (party) => party.call === call && party.agentId === 0 && party !== customer,
  );
  if (outside === undefined) return false;
  passOutside(pbx, outside, micros);
  answerOutside(pbx, outside, micros);
  return true;
}

export function onUserEvent(pbx: PbxState, block: AmiBlock, micros: number): void {
  const channel = pbx.channels.get(block.header("uniqueid"));
  if (channel === undefined || !pbx.index.ivrEnterEvents.has(block.header("userevent"))) return;
  noteTenant(pbx, channel.call, block);
  enterIvr(pbx, channel, block.header("context"), micros);
}

function enterIvr(pbx: PbxState, channel: Channel, context: string, micros: number): void {
  const { call } = channel;
  if (call.isOver || channel !== call.customer || channel.hangupRequested) return;
  const flowId = pbx.index.flowByContext.get(context);
  if (call.place === "ivr" && (flowId === undefined || flowId === call.flowId)) return;
  takeToIvr(pbx, call, flowId, micros);
}

function takeToIvr(
  pbx: PbxState,
  call: TrackedCall,
  flowId: number | undefined,
  micros: number,
): void {
  const flow = flowId === undefined ? {} : { flowId };
  const departure = depart(pbx, call, micros, { kind: "ivr", ...flow });
  call.place = "ivr";
  call.flowId = flowId;
  if (departure === "transferred") return;
  // The IVR has the caller since the PBX answered, not since its first prompt.
  const since = departure?.moment ?? (call.treatedSinceMicros || micros);
  call.treatedSinceMicros = 0;
  pbx.writer.write(call, since, { kind: "ivrEntered", ...flow, ...leaving(departure) });
}

/** Newexten comes even when the queue is full or empty; after a transfer only QueueCallerJoin does. */
export function onQueueCallerJoin(pbx: PbxState, block: AmiBlock, micros: number): void {
  const channel = pbx.channels.get(block.header("uniqueid"));
  if (channel === undefined || channel.call.isOver) return;
  noteTenant(pbx, channel.call, block);
  enterQueue(pbx, channel, block.header("queue"), micros);
}

function enterQueue(pbx: PbxState, channel: Channel, queueName: string, micros: number): void {
  const { call } = channel;
  if (call.place === "queue" && call.queueName === queueName && call.departure === undefined)
    return;
  const queue = pbx.index.queueByName.get(queueName);
  if (queue === undefined) return pbx.writer.skip(`queue '${queueName}' is not in the settings`);
  setTenant(pbx, call, queue.tenant);
  if (call.tenant !== queue.tenant) {
    return pbx.writer.skip(`queue '${queueName}' belongs to another tenant than the call`);
  }
  if (call.begin !== "inbound" && call.customer === undefined) {
    const { callerNo, calleeNo } = call;
    setFacts(pbx, call, { direction: "out", callType: outboundType.internal, callerNo, calleeNo });
  }
  const { skillId, skillName } = queue;
  const departure = depart(pbx, call, micros, { kind: "queue", skillId });
  call.place = "queue";
  call.queueName = queueName;
  call.treatedSinceMicros = 0;
  if (departure === "transferred") return;
  const event = { kind: "queued", skillId, skillName, ...leaving(departure) } as const;
  pbx.writer.write(call, micros, event, skillId);
}

/** Comes for connect, abandonment, key and timeout alike: a departure if the caller is still there. */
export function onQueueCallerLeave(pbx: PbxState, block: AmiBlock, micros: number): void {
  const call = waitingCall(pbx, block);
  if (call === undefined || treatedChannel(call).hangupRequested) return;
  const reason = call.waitIsOver ? leaveReason.timeout : leaveReason.queuingCancelled;
  if (call.departure !== undefined) return;
  noteDeparture(pbx, call, { moment: micros, leaveReason: reason, transferredBy: undefined });
}

/** Asterisk calls a timeout an abandonment too; only a hangup tells that the caller gave up. */
export function onQueueCallerAbandon(pbx: PbxState, block: AmiBlock): void {
  const call = waitingCall(pbx, block);
  if (call !== undefined) call.waitIsOver = true;
}

function waitingCall(pbx: PbxState, block: AmiBlock): TrackedCall | undefined {
  const call = pbx.channels.get(block.header("uniqueid"))?.call;
  const isWaiting = call?.place === "queue" && call.queueName === block.header("queue");
  return isWaiting && !call.isOver ? call : undefined;
}

/** The only sign of a queue that was full or empty, and of why a wait ended. */
export function onQueueStatus(
  pbx: PbxState,
  channel: Channel,
  status: string,
  micros: number,
): void {
  if (status === "") return;
  channel.applicationIsOver = true;
  const { call } = channel;
  if (call.isOver || call.place !== "queue" || channel !== treatedChannel(call)) return;
  const since = call.departure?.moment ?? micros;
  const reason = leaveReasonOfQueueStatus(status);
  noteDeparture(pbx, call, { moment: since, leaveReason: reason, transferredBy: undefined });
}
