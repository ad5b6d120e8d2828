// How and when a call is over, and whose doing it was.
import { failureOf, type EndReason } from "../q850.ts";
import { endTask, endVanishedTask } from "../tracked-task.ts";
import { talkingParts } from "../tracked-call.ts";
import { courseOf, failureCause } from "./outbound-task.ts";
import type { Channel, PbxState, TrackedCall } from "./pbx-state.ts";
import { partOf } from "./pbx-state.ts";

/** A channel that runs one of these is hung up by the dialplan, whoever sees the end of it first. */
const endingApplications = new Set(["hangup", "busy", "congestion"]);

/** The side whose HangupRequest comes first has hung up; Asterisk's causes do not tell. */
export function noteRelease(channel: Channel): void {
  const { call } = channel;
  if (call.isOver || call.releasedBy !== undefined) return;
  const isCalling = channel === call.origin && call.begin !== "originated";
  const isCustomer = channel === call.customer;
  const hasAnswered = channel.isUp || channel.bridge !== "";
  if (!hasAnswered && !isCalling && !(isCustomer && call.customerHasAnswered)) return;
  if (endingApplications.has(channel.application)) return;
  if (isCustomer) call.releasedBy = "customer";
  else if (isCalling || channel === call.outside) call.releasedBy = "agent";
  else if (partOf(channel)?.isTalking === true && talkingParts(call).length === 1) {
    call.releasedBy = "agent";
  }
}

export function endCall(pbx: PbxState, call: TrackedCall, micros: number): void {
  const by = call.releasedBy ?? "system";
  pbx.writer.write(call, micros, { kind: "ended", by, ...endReason(call) });
  endTask(pbx, call, courseOf(call), micros);
  close(pbx, call, micros);
}

/** The end of a call was not told: as of its last sign of life. */
export function endVanishedCall(pbx: PbxState, call: TrackedCall): void {
  const micros = call.lastMicros;
  const event = { kind: "ended", by: "system", presumed: true } as const;
  pbx.writer.write(call, micros, event, "vanished");
  endVanishedTask(pbx, call, courseOf(call), micros);
  close(pbx, call, micros);
}

function close(pbx: PbxState, call: TrackedCall, micros: number): void {
  call.isOver = true;
  call.agents.clear();
  if (call.held === undefined) return;
  if (call.facts === undefined && call.begin === "originated") {
    call.responseDueMicros = micros + pbx.limits.originateResponseWaitMs * 1000;
    pbx.awaitingResponse.add(call);
  } else skipUntold(pbx, call);
}

/** Says why a call gave no event at all. */
export function skipUntold(pbx: PbxState, call: TrackedCall): void {
  if (call.tenant !== undefined) pbx.writer.skip("call from an agent's phone that reached nobody");
  else pbx.writer.skip(`call to '${call.calleeNo}' in context '${call.beginContext}' of no tenant`);
}

function endReason(call: TrackedCall): EndReason {
  const { customer, departure } = call;
  const isOutbound = call.begin !== "inbound" && customer !== undefined;
  if (isOutbound && !call.customerHasAnswered) return failureOf(failureCause(customer));
  if (call.releasedBy !== undefined) return {};
  // What failed last, with nothing after it, is why the call ended.
  if (call.place === "queue" && departure !== undefined) {
    return { leaveReason: departure.leaveReason };
  }
  const isRefused = call.place === "arrived" && call.refusedReason > 0;
  return isRefused ? { leaveReason: call.refusedReason } : {};
}
