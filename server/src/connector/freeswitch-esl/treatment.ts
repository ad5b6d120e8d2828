// What the dialplan does with a caller: IVR and queue.
import { outboundType } from "../tracked-call.ts";
import { leaving } from "../moving-on.ts";
import { setFacts } from "../tracked-task.ts";
import { claimAgent, noteDestination, setTenant } from "./call-facts.ts";
import { depart, leaveForRing, leaveReasonOfCancel, noteDeparture } from "./departing.ts";
import { textOf } from "./esl-event.ts";
import type { EslEvent } from "./esl-event.ts";
import type { Moment } from "./esl-time.ts";
import { answerAgent, offerAgent, unanswerAgent } from "./agent-part.ts";
import type { AgentPart, Channel, PbxState, TrackedCall } from "./pbx-state.ts";
import { isEnding, isHungUp, treatedChannel } from "./pbx-state.ts";
import { flowOf } from "./settings-index.ts";
import { channelOf } from "./taking-up.ts";

export function onExecute(pbx: PbxState, event: EslEvent, moment: Moment): void {
  const channel = channelOf(pbx, event, moment);
  if (channel === undefined) return;
  noteDestination(channel, event);
  const application = textOf(event, "Application").toLowerCase();
  if (!pbx.index.ivrApplications.has(application)) return;
  const { call } = channel;
  // A bridged caller who hears something is on hold.
  if (channel !== call.customer || channel.partner !== undefined || isEnding(call)) return;
  // One who waits hears an announcement: the queue tells of who leaves it, and before anything else does.
  if (call.place === "queue" && call.departure === undefined) return;
  enterIvr(pbx, call, channel, event, moment);
}

function enterIvr(
  pbx: PbxState,
  call: TrackedCall,
  channel: Channel,
  event: EslEvent,
  moment: Moment,
): void {
  const isMenu = textOf(event, "Application").toLowerCase() === "ivr";
  const place = {
    menu: isMenu ? textOf(event, "Application-Data") : "",
    destination: channel.destination,
    context: textOf(event, "Caller-Context"),
  };
  const flowId = call.tenant === undefined ? undefined : flowOf(call.tenant, place);
  if (call.place === "ivr" && (flowId === undefined || flowId === call.flowId)) return;
  takeToIvr(pbx, call, flowId, moment);
}

function takeToIvr(
  pbx: PbxState,
  call: TrackedCall,
  flowId: number | undefined,
  moment: Moment,
): void {
  const flow = flowId === undefined ? {} : { flowId };
  const departure = depart(pbx, call, moment, { kind: "ivr", ...flow });
  call.place = "ivr";
  call.flowId = flowId;
  const { treatedSince } = call;
  call.treatedSince = undefined;
  if (departure === "transferred") return;
  // The IVR has the caller since FreeSWITCH answered, not since its first prompt.
  const since = departure?.moment ?? treatedSince ?? moment;
  pbx.writer.write(call, since, { kind: "ivrEntered", ...flow, ...leaving(departure) });
}

/**
 * A caller who has left a conversation or a queue and has come to nothing that is told is with FreeSWITCH itself, such as
 * in a parking lot or a conference: the agent is free, and nobody waits in the queue. `micros`: FreeSWITCH's time.
 */
export function settleDepartures(pbx: PbxState, micros: number): void {
  for (const [call, seenMicros] of pbx.departed) {
    const { departure, customer } = call;
    if (departure === undefined || customer === undefined || isEnding(call)) {
      pbx.departed.delete(call);
      continue;
    }
    // By a clock that was set back it would be on the way until it is as late again.
    if (micros < seenMicros) pbx.departed.set(call, micros);
    if (micros - seenMicros <= pbx.limits.departureMsMax * 1000) continue;
    // An agent whose phone is on the line comes along.
    const parts = [...call.agents.values()];
    if (parts.some(isOnLine)) continue;
    const ringing = parts.find(({ channel }) => !isHungUp(channel));
    if (ringing !== undefined && call.place === "queue") continue;
    pbx.departed.delete(call);
    if (ringing === undefined) takeToIvr(pbx, call, undefined, departure.moment);
    else leaveForRing(pbx, call, ringing, departure.moment);
  }
}

function isOnLine({ channel }: AgentPart): boolean {
  return channel?.isUp === true && channel.hungUpAt === undefined;
}

export function onMemberQueueStart(pbx: PbxState, event: EslEvent, moment: Moment): void {
  const channel = channelOf(pbx, event, moment);
  if (channel === undefined || isEnding(channel.call)) return;
  noteDestination(channel, event);
  const { call } = channel;
  if (channel !== treatedChannel(call)) return;
  const memberUuid = textOf(event, "CC-Member-UUID");
  if (call.place === "queue" && call.memberUuid === memberUuid) return;
  const queueName = textOf(event, "CC-Queue");
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
  enterQueue(pbx, call, memberUuid, queue, moment);
}

function enterQueue(
  pbx: PbxState,
  call: TrackedCall,
  memberUuid: string,
  queue: { readonly skillId: number; readonly skillName: string },
  moment: Moment,
): void {
  const { skillId, skillName } = queue;
  const departure = depart(pbx, call, moment, { kind: "queue", skillId });
  call.place = "queue";
  call.memberUuid = memberUuid;
  call.treatedSince = undefined;
  if (departure === "transferred") return;
  const event = { kind: "queued", skillId, skillName, ...leaving(departure) } as const;
  pbx.writer.write(call, moment, event, skillId);
}

/**
 * Terminated comes after the talk, and says nothing new. Of a stay that is no longer the call's, the end
 * may come after the beginning of the next.
 */
export function onMemberQueueEnd(pbx: PbxState, event: EslEvent, moment: Moment): void {
  const call = waitingCall(pbx, event, moment);
  if (call === undefined || textOf(event, "CC-Cause") !== "Cancel") return;
  const reason = leaveReasonOfCancel(textOf(event, "CC-Cancel-Reason"));
  noteDeparture(pbx, call, { moment, leaveReason: reason, transferredBy: undefined });
}

export function onAgentOffering(pbx: PbxState, event: EslEvent, moment: Moment): void {
  const call = waitingCall(pbx, event, moment);
  if (call === undefined || call.departure !== undefined) return;
  offerAgent(pbx, call, agentIdOf(pbx, call, event), undefined, moment);
}

/** The agent has the caller: the channels are bridged a moment later. */
export function onBridgeAgentStart(pbx: PbxState, event: EslEvent, moment: Moment): void {
  channelOf(pbx, event, moment);
  const call = waitingCall(pbx, event, moment);
  if (call === undefined) return;
  const agentId = agentIdOf(pbx, call, event);
  if (agentId === 0) return;
  offerAgent(pbx, call, agentId, pbx.channels.get(textOf(event, "CC-Agent-UUID")), moment);
  const part = call.agents.get(agentId);
  if (part !== undefined) answerAgent(pbx, call, part, moment);
}

/** Not of rings that ended because the caller left: those the next event tells. */
export function onBridgeAgentFail(pbx: PbxState, event: EslEvent, moment: Moment): void {
  const call = waitingCall(pbx, event, moment);
  if (call === undefined || call.departure !== undefined) return;
  const part = call.agents.get(agentIdOf(pbx, call, event));
  if (part === undefined) return;
  unanswerAgent(pbx, call, part, textOf(event, "CC-Hangup-Cause"), moment);
}

/** The call whose present stay in a queue an event is about. */
function waitingCall(pbx: PbxState, event: EslEvent, moment: Moment): TrackedCall | undefined {
  const call = pbx.channels.get(textOf(event, "CC-Member-Session-UUID"))?.call;
  if (call === undefined) return undefined;
  call.lastMoment = moment;
  if (isEnding(call) || call.place !== "queue") return undefined;
  return call.memberUuid === textOf(event, "CC-Member-UUID") ? call : undefined;
}

function agentIdOf(pbx: PbxState, call: TrackedCall, event: EslEvent): number {
  const name = textOf(event, "CC-Agent");
  const agent = pbx.index.agentByName.get(name);
  if (agent === undefined) pbx.writer.skip(`agent '${name}' is not in the settings`);
  return claimAgent(pbx, call, agent);
}
