// Calls that a program asks the PBX for: the answer to the request, and the customer's number in it.
import { taskReason } from "@trunkline/contract";
import { outboundType } from "../tracked-call.ts";
import { setFacts } from "../tracked-task.ts";
import { isDialable } from "../phone-number.ts";
import type { AmiBlock } from "./ami-block.ts";
import { phoneNumber } from "./call-facts.ts";
import { skipUntold } from "./call-end.ts";
import { taskOf } from "./outbound-task.ts";
import { dropCall } from "./pbx-state.ts";
import type { PbxState, TrackedCall } from "./pbx-state.ts";
import { agentOfInterface } from "./settings-index.ts";

/** Its Reason is not to be trusted; the extension is the number, where it is one. */
export function onOriginateResponse(pbx: PbxState, block: AmiBlock, micros: number): void {
  const call = pbx.calls.get(block.header("uniqueid"));
  if (call === undefined) return tellNotStarted(pbx, block, micros);
  if (call.facts === undefined && call.task !== undefined) {
    call.task.callerPresent ||= phoneNumber(block.header("calleridnum"));
  }
  if (isDialable(block.header("exten"))) tellNumbers(pbx, call, block.header("exten"));
  if (call.responseDueMicros > 0) settle(pbx, call);
}

/** No channel, so no channel ID: the action's ID is all there is to name the task by. */
function tellNotStarted(pbx: PbxState, block: AmiBlock, micros: number): void {
  if (block.header("response") !== "Failure") return;
  const task = taskOf(pbx, block.header("actionid"), "");
  const tenant =
    agentOfInterface(pbx.index, block.header("channel"))?.tenant ??
    pbx.index.tenantByContext.get(block.header("context"));
  if (task === undefined || tenant === undefined) {
    return pbx.writer.skip("originate that got no channel, and is no known tenant's task");
  }
  const exten = block.header("exten");
  pbx.writer.writeTask(tenant, task.serialNo, micros, {
    kind: "taskCreated",
    taskType: pbx.index.tasks.agentFirstType,
    caller: "",
    called: isDialable(exten) ? phoneNumber(exten) : "",
  });
  const ended = { kind: "taskEnded", reasonCode: taskReason.notStarted } as const;
  pbx.writer.writeTask(tenant, task.serialNo, micros, ended);
}

/** The originating program may set the customer's number as a variable: then it is known at once. */
export function onCalledVariable(pbx: PbxState, block: AmiBlock): void {
  const call = pbx.channels.get(block.header("uniqueid"))?.call;
  const number = block.header("value").trim();
  if (call !== undefined && isDialable(number)) tellNumbers(pbx, call, number);
}

function tellNumbers(pbx: PbxState, call: TrackedCall, calleeNo: string): void {
  if (call.begin !== "originated") return;
  const isAgentFirst = call.origin.agentId > 0 || call.task?.agentChannel !== undefined;
  setFacts(pbx, call, {
    direction: "out",
    callType: isAgentFirst ? outboundType.byAgent : outboundType.byIvr,
    callerNo: call.callerNo,
    calleeNo: phoneNumber(calleeNo),
    ...(isAgentFirst ? { agentFirst: true } : {}),
  });
}

/** Tells a call whose numbers or tenant did not come in time with what is known, or lets it go. */
export function settle(pbx: PbxState, call: TrackedCall): void {
  pbx.awaitingResponse.delete(call);
  call.responseDueMicros = 0;
  if (call.held !== undefined) tellNumbers(pbx, call, "");
  if (call.held !== undefined && !call.isOver) skipUntold(pbx, call);
  if (call.channels.size === 0) dropCall(pbx, call);
}

/** By the stream's own time. */
export function settleOverdue(pbx: PbxState, micros: number): void {
  const dueMicrosMax = micros + pbx.limits.originateResponseWaitMs * 1000;
  for (const call of pbx.awaitingResponse) {
    // By a clock that was set back it would wait until it is as late again.
    call.responseDueMicros = Math.min(call.responseDueMicros, dueMicrosMax);
    if (micros > call.responseDueMicros) settle(pbx, call);
  }
}
