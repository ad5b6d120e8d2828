// A call that was open when we stopped, and still is: followed on from what is known of it.
import type { Device, ReadonlyCall } from "../../call/call.ts";
import { isHeldLeg, isOpen } from "../../call/leg.ts";
import type { CallBegin } from "../tracked-call.ts";
import { talkingParts } from "../tracked-call.ts";
import type { AmiBlock } from "./ami-block.ts";
import type { AmiTenant } from "./ami-settings.ts";
import { addChannel, newChannel, trackCall } from "./channel-life.ts";
import { taskOf } from "./outbound-task.ts";
import { relink } from "./pbx-state.ts";
import type { Channel, PbxState, TrackedCall } from "./pbx-state.ts";

export function restoreCall(
  pbx: PbxState,
  {
    call,
    tenant,
    linkedId,
    channels,
    nowMicros,
  }: {
    readonly call: ReadonlyCall;
    readonly tenant: AmiTenant;
    readonly linkedId: string;
    readonly channels: ReadonlyMap<string, AmiBlock>;
    readonly nowMicros: number;
  },
): TrackedCall {
  const first = channels.get(linkedId);
  const relinkedId = first?.header("linkedid") ?? linkedId;
  const present = [...channels.values()].filter(
    (block) =>
      block.header("linkedid") === relinkedId && !pbx.channels.has(block.header("uniqueid")),
  );
  const origin = newChannel(linkedId, first?.header("channel") ?? "", undefined);
  const { callerNo, calleeNo, direction, arrivedAt } = call;
  const task = taskOf(pbx, linkedId, first?.header("accountcode") ?? "");
  const begin: CallBegin =
    direction === "in" ? "inbound" : task === undefined ? "dialled" : "originated";
  const restored = trackCall(pbx, {
    begin,
    context: "",
    linkedId,
    origin,
    callerNo,
    calleeNo,
    micros: arrivedAt * 1000,
  });
  // It has been told: what comes now goes on from there.
  restored.tenant = tenant;
  restored.facts = { direction, callerNo, calleeNo };
  restored.held = undefined;
  restored.task = task;
  restored.lastMicros = lastMicrosOf(call);
  relink(pbx, restored, relinkedId);
  restored.customerHasAnswered = call.outsideAnswered;
  for (const block of present) {
    const id = block.header("uniqueid");
    const channel = id === linkedId ? origin : newChannel(id, block.header("channel"), restored);
    addChannel(pbx, restored, channel);
  }
  if (begin !== "inbound") restored.customer = outsider(restored);
  // Whoever an IVR lets a phone ring for comes back to it.
  if (call.offeredFrom?.kind === "ivr") enterIvr(restored, call.offeredFrom.flowId);
  restorePlace(pbx, restored, call, nowMicros);
  return restored;
}

/** Its last event was within this millisecond: what is told as of then comes after it. */
export function lastMicrosOf({ lastEventAt }: ReadonlyCall): number {
  return lastEventAt * 1000 + 999;
}

/** The party that is no agent: the customer of an outbound call, or whom a caller was passed on to. */
function outsider(call: TrackedCall): Channel | undefined {
  return [...call.channels].find(
    (channel) => channel !== call.customer && channel.agentId === 0 && !channel.isLocal,
  );
}

/** Agents who are gone went now: the last event may be long ago, and we were away for a moment. */
function restorePlace(
  pbx: PbxState,
  restored: TrackedCall,
  call: ReadonlyCall,
  nowMicros: number,
): void {
  const gone: number[] = [];
  for (const leg of call.legs.filter(isOpen)) {
    const { device } = leg;
    notePlace(pbx, restored, device, leg.callBegin > 0);
    if (device.kind !== "agent") continue;
    const { agentId } = device;
    const channel = [...restored.channels].find((other) => other.agentId === agentId);
    if (channel !== undefined) {
      const [isTalking, isHolding] = [leg.callBegin > 0, isHeldLeg(leg)];
      restored.agents.set(agentId, { agentId, channel, isTalking, isHolding });
    } else if (leg.callBegin > 0) gone.push(agentId);
    else
      pbx.writer.write(restored, nowMicros, { kind: "unanswered", agentId }, `${agentId}/vanished`);
  }
  const [other] = talkingParts(restored);
  if (other === undefined) return;
  const to = { kind: "agent", agentId: other.agentId } as const;
  for (const agentId of gone) {
    const event = { kind: "transferred", to, agentId } as const;
    pbx.writer.write(restored, nowMicros, event, `${agentId}/vanished`);
  }
}

function notePlace(
  pbx: PbxState,
  restored: TrackedCall,
  device: Device,
  isAnswered: boolean,
): void {
  switch (device.kind) {
    case "ivr":
      return enterIvr(restored, device.flowId);
    case "queue":
      restored.place = "queue";
      restored.queueName = queueNameOf(pbx, restored, device.skillId);
      return;
    case "agent":
      if (isAnswered) restored.place = "agent";
      return;
    case "external":
      restored.place = "outside";
      restored.outsideHasAnswered = isAnswered;
      if (restored.begin === "inbound") restored.outside = outsider(restored);
  }
}

function enterIvr(restored: TrackedCall, flowId: number): void {
  restored.place = "ivr";
  restored.flowId = flowId === 0 ? undefined : flowId;
}

function queueNameOf(pbx: PbxState, { tenant }: TrackedCall, skillId: number): string {
  for (const [name, queue] of pbx.index.queueByName) {
    if (queue.tenant === tenant && queue.skillId === skillId) return name;
  }
  return "";
}
