// How and when a call is over, and whose doing it was.
import { leaveReason } from "@trunkline/contract/codes";
import { failureOf, type EndReason } from "../q850.ts";
import { endTask, endVanishedTask } from "../tracked-task.ts";
import type { Moment } from "./esl-time.ts";
import { q850OfCause } from "./hangup-cause.ts";
import { courseOf } from "./outbound-task.ts";
import type { Channel, PbxState, TrackedCall } from "./pbx-state.ts";
import { releasedBy } from "./released-by.ts";

/** The call ended when the channel that it ends with was hung up. */
export function endCall(pbx: PbxState, last: Channel): void {
  const { call, hungUpAt: moment } = last;
  if (moment === undefined) return;
  const by = releasedBy(call, last);
  const reason = by === "system" ? endReason(call) : {};
  pbx.writer.write(call, moment, { kind: "ended", by, ...reason });
  if (!isOutOfRace(pbx, call, last)) endTask(pbx, call, courseOf(call, by), moment);
  call.isOver = true;
  call.agents.clear();
  if (call.begin === "originated" && (call.task !== undefined || call.facts === undefined)) {
    call.jobDueMicros = moment.micros + pbx.limits.originateJobWaitMs * 1000;
    pbx.awaitingJob.add(call);
  } else if (call.held !== undefined) skipUntold(pbx, call);
}

/** One of several phones that were called at once for one task: another has it, or may still take it. */
function isOutOfRace(
  pbx: PbxState,
  { task, begin }: TrackedCall,
  { isUp, cause }: Channel,
): boolean {
  if (task === undefined || begin !== "originated" || isUp) return false;
  if (cause === "LOSE_RACE") return true;
  const isRival = (other: TrackedCall) => !other.isOver && other.task?.serialNo === task.serialNo;
  return Iterator.from(pbx.calls)
    .filter((other) => other.task !== task)
    .some(isRival);
}

/** Says why a call gave no event at all. */
export function skipUntold(pbx: PbxState, call: TrackedCall): void {
  if (call.tenant !== undefined)
    pbx.writer.skip("call from a phone of the house that reached nobody");
  else pbx.writer.skip(`call to '${call.calleeNo}' in context '${call.beginContext}' of no tenant`);
}

function endReason(call: TrackedCall): EndReason {
  if (call.place === "queue" && call.departure !== undefined) {
    return { leaveReason: call.departure.leaveReason };
  }
  const failed = call.customer ?? call.origin;
  const isOutbound = call.begin !== "inbound" && !call.customerHasAnswered;
  const isUntouched = call.begin === "inbound" && call.place === "arrived";
  if (failed === undefined || !(isOutbound || isUntouched)) return {};
  return failureOf(q850OfCause(failed.cause));
}

/** The end of a call was not told: FreeSWITCH was restarted, or the line to it was down. */
export function endVanished(pbx: PbxState, call: TrackedCall): void {
  for (const channel of call.channels) pbx.channels.delete(channel.id);
  call.channels.clear();
  pbx.calls.delete(call);
  if (call.isOver) return;
  const moment: Moment = call.lastMoment;
  const reason = { leaveReason: leaveReason.internalError, presumed: true };
  pbx.writer.write(call, moment, { kind: "ended", by: "system", ...reason }, "vanished");
  endVanishedTask(pbx, call, courseOf(call, "system"), moment);
  call.isOver = true;
  if (call.held !== undefined) skipUntold(pbx, call);
}
