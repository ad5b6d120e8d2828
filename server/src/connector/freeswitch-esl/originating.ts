// Calls that a program asks FreeSWITCH for: the result of the job, and the customer's number in it.
import { taskReason } from "@trunkline/contract";
import { outboundType } from "../tracked-call.ts";
import { setFacts } from "../tracked-task.ts";
import { cutNumber, dialledNumber } from "../phone-number.ts";
import { agentOfCommand } from "./call-facts.ts";
import { skipUntold } from "./call-end.ts";
import { bodyName, textOf } from "./esl-event.ts";
import type { EslEvent } from "./esl-event.ts";
import type { Moment } from "./esl-time.ts";
import { readOriginate } from "./originate-command.ts";
import type { OriginateCommand } from "./originate-command.ts";
import { serialNoIn } from "./outbound-task.ts";
import type { PbxState, TrackedCall } from "./pbx-state.ts";

/** BACKGROUND_JOB: "+OK uuid" once the first leg was answered, "-ERR CAUSE" else. */
export function onBackgroundJob(pbx: PbxState, event: EslEvent, moment: Moment): void {
  if (textOf(event, "Job-Command") !== "originate") return;
  const command = readOriginate(textOf(event, "Job-Command-Arg"));
  const result = textOf(event, bodyName).trim();
  const serialNo = serialNoIn(pbx.index, (name) => command.variables.get(name) ?? "");
  const id = result.startsWith("+OK ")
    ? result.slice("+OK ".length)
    : (command.variables.get("origination_uuid") ?? "");
  const call = originatedCall(pbx, id, serialNo);
  if (call === undefined) {
    if (result.startsWith("-ERR")) tellNotStarted(pbx, command, serialNo, moment);
    return;
  }
  // A leg that is up goes on to dial, and shows more than the command does.
  if (call.isOver || result.startsWith("-ERR")) tellNumbers(pbx, call, calledNo(command));
  if (call.isOver) settle(pbx, call);
}

function originatedCall(pbx: PbxState, id: string, serialNo: string): TrackedCall | undefined {
  const live = pbx.channels.get(id)?.call;
  if (live !== undefined) return live;
  const isIt = (call: TrackedCall) =>
    call.callId === id || (serialNo !== "" && call.task?.serialNo === serialNo);
  for (const call of pbx.awaitingJob) if (isIt(call)) return call;
  return [...pbx.calls].find(isIt);
}

/** The customer's number as the command has it: what the first leg is to be bridged with. */
function calledNo(command: OriginateCommand): string {
  return command.application === "bridge" ? dialledNumber(command.applicationData) : "";
}

/** No channel at all: the command is all there is to know the task by. */
function tellNotStarted(
  pbx: PbxState,
  command: OriginateCommand,
  serialNo: string,
  moment: Moment,
): void {
  const agent = agentOfCommand(pbx.index, command.endpoint);
  const tenant =
    agent?.tenant ??
    pbx.index.tenantByAccountCode.get(command.variables.get("accountcode") ?? "") ??
    pbx.index.tenantByDomain.get(command.variables.get("domain_name") ?? "");
  if (serialNo === "" || tenant === undefined) {
    return pbx.writer.skip("originate that got no channel, and is no known tenant's task");
  }
  const { agentFirstType, customerOnlyType } = pbx.index.tasks;
  const first = dialledNumber(command.endpoint);
  const shown = cutNumber(command.variables.get("origination_caller_id_number") ?? "");
  pbx.writer.writeTask(tenant, serialNo, moment, {
    kind: "taskCreated",
    taskType: agent === undefined ? customerOnlyType : agentFirstType,
    caller: agent === undefined ? shown : first,
    called: agent === undefined ? first : calledNo(command),
  });
  const ended = { kind: "taskEnded", reasonCode: taskReason.notStarted } as const;
  pbx.writer.writeTask(tenant, serialNo, moment, ended);
}

/** The originating program may set the customer's number as a variable: then it is known at once. */
export function onCalledVariable(pbx: PbxState, call: TrackedCall, event: EslEvent): void {
  const { calledVariable } = pbx.index.tasks;
  const number = calledVariable === "" ? "" : textOf(event, `variable_${calledVariable}`);
  if (number !== "") tellNumbers(pbx, call, cutNumber(number));
}

/** Of a call that began with an agent; of any other the number is known from the beginning. */
function tellNumbers(pbx: PbxState, call: TrackedCall, calleeNo: string): void {
  if (call.begin !== "originated") return;
  const callType = outboundType.byAgent;
  const { callerNo } = call;
  setFacts(pbx, call, { direction: "out", callType, callerNo, calleeNo, agentFirst: true });
}

/** Tells a call whose numbers did not come with what is known, or lets it go. */
export function settle(pbx: PbxState, call: TrackedCall): void {
  pbx.awaitingJob.delete(call);
  if (call.held === undefined) return;
  tellNumbers(pbx, call, "");
  if (call.tenant === undefined) skipUntold(pbx, call);
}

/** By the stream's own time. */
export function settleOverdue(pbx: PbxState, micros: number): void {
  const dueMicrosMax = micros + pbx.limits.originateJobWaitMs * 1000;
  for (const call of pbx.awaitingJob) {
    // By a clock that was set back it would wait until it is as late again.
    call.jobDueMicros = Math.min(call.jobDueMicros, dueMicrosMax);
    if (micros > call.jobDueMicros) settle(pbx, call);
  }
}
