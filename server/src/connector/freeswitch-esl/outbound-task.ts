// Outbound tasks: originated calls that a program asked for, told besides the call itself.
import { taskReason, isInTable, itaReasons } from "@trunkline/contract";
import { q850 } from "../q850.ts";
import { itaType, newTask, serialNoOf, taskCreated } from "../tracked-call.ts";
import { taskStepKinds, taskTypeOf } from "../tracked-call.ts";
import type { CallFacts, Party, TrackedTask } from "../tracked-call.ts";
import { textOf } from "./esl-event.ts";
import type { EslEvent } from "./esl-event.ts";
import type { Moment } from "./esl-time.ts";
import type { Draft } from "./event-writer.ts";
import { isNoAnswer, q850OfCause } from "./hangup-cause.ts";
import type { Channel, PbxState, TrackedCall } from "./pbx-state.ts";
import type { ReleasedBy } from "./released-by.ts";
import type { SettingsIndex } from "./settings-index.ts";

/** The serial number of the task that an originated channel stands for; "" when it is none. */
export function serialNoIn(index: SettingsIndex, variable: (name: string) => string): string {
  for (const name of index.tasks.variables) {
    const value = variable(name);
    if (value !== "") return serialNoOf(value);
  }
  return "";
}

export function taskOf(index: SettingsIndex, event: EslEvent): TrackedTask | undefined {
  const serialNo = serialNoIn(index, (name) => textOf(event, `variable_${name}`));
  return serialNo === "" ? undefined : newTask(serialNo);
}

export function describeTask(
  pbx: PbxState,
  call: TrackedCall,
  facts: CallFacts,
): Draft | undefined {
  const { task } = call;
  if (task === undefined) return undefined;
  const event = taskCreated(task, taskTypeOf(pbx.index.tasks, facts), facts);
  return { moment: call.beganAt, mark: "", event };
}

/** What each side of a task sees. */
export function noteNumberShown(channel: Channel, number: string): void {
  const { task, facts } = channel.call;
  if (task === undefined || facts !== undefined) return;
  if (channel.agentId > 0) task.agentPresent ||= number;
  else task.callerPresent ||= number;
}

/** Once per party and step; a party that was never called is not released. */
export function noteTaskParty(
  pbx: PbxState,
  channel: Channel,
  step: keyof typeof taskStepKinds,
  moment: Moment,
): void {
  const { call } = channel;
  const { task } = call;
  if (task === undefined || call.isOver || channel.isLoopback) return;
  const party = channel.agentId > 0 ? "agent" : "customer";
  // Who never talked is released with the call: another number may be tried.
  if (step === "released" && !task.talking.has(party)) return;
  noteParty(pbx, call, task, party, step, moment);
}

function noteParty(
  pbx: PbxState,
  call: TrackedCall,
  task: TrackedTask,
  party: Party,
  step: keyof typeof taskStepKinds,
  moment: Moment,
): void {
  if (task[step].has(party)) return;
  if (step === "released" && !task.alerting.has(party) && !task.talking.has(party)) return;
  task[step].add(party);
  pbx.writer.write(call, moment, { kind: taskStepKinds[step], party }, party);
}

export function endTask(pbx: PbxState, call: TrackedCall, by: ReleasedBy, moment: Moment): void {
  const { task } = call;
  if (task === undefined) return;
  for (const party of ["customer", "agent"] as const) {
    noteParty(pbx, call, task, party, "released", moment);
  }
  pbx.writer.write(call, moment, { kind: "taskEnded", reasonCode: reasonOf(pbx, call, task, by) });
}

/** When who was released was not told either. */
export function endVanishedTask(pbx: PbxState, call: TrackedCall, moment: Moment): void {
  const { task } = call;
  if (task === undefined) return;
  const reasonCode = reasonOf(pbx, call, task, "system");
  pbx.writer.write(call, moment, { kind: "taskEnded", reasonCode, presumed: true }, "vanished");
}

function reasonOf(pbx: PbxState, call: TrackedCall, task: TrackedTask, by: ReleasedBy): number {
  const isIta = taskTypeOf(pbx.index.tasks, call.facts) === itaType;
  return isIta ? itaReason(call, task, by) : outboundReason(call, task, by);
}

function outboundReason(call: TrackedCall, task: TrackedTask, by: ReleasedBy): number {
  if (task.talking.has("customer")) {
    return by === "customer" ? taskReason.calledHungUp : taskReason.callingHungUp;
  }
  const agent = unreachedAgent(call, task);
  if (agent !== undefined) {
    return isNoAnswer(agent.cause) ? taskReason.callingNoAnswer : taskReason.callingFailed;
  }
  if (by === "agent") return taskReason.callingHungUp;
  const isUnanswered = call.customer !== undefined && isNoAnswer(call.customer.cause);
  return isUnanswered ? taskReason.calledNoAnswer : taskReason.calledFailed;
}

function itaReason(call: TrackedCall, task: TrackedTask, by: ReleasedBy): number {
  if (task.talking.has("customer") || by === "agent") return q850.normal;
  const failed = unreachedAgent(call, task) ?? call.customer ?? call.origin;
  const cause = failed === undefined ? q850.interworking : q850OfCause(failed.cause);
  if (failed !== undefined && isNoAnswer(failed.cause)) return q850.noAnswer;
  return isInTable(itaReasons, cause) ? cause : q850.interworking;
}

/** The agent's leg of a call that was to begin with the agent, who did not come. */
function unreachedAgent(call: TrackedCall, task: TrackedTask): Channel | undefined {
  const isAgentFirst = call.origin !== undefined && call.origin.agentId > 0;
  return isAgentFirst && !task.talking.has("agent") ? call.origin : undefined;
}
