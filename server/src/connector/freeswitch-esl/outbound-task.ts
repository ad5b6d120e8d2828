// Outbound tasks: originated calls that a program asked for, told besides the call itself.
import { isInTable, itaReasons } from "@trunkline/contract";
import { textOf } from "./esl-event.ts";
import type { EslEvent } from "./esl-event.ts";
import type { Moment } from "./esl-time.ts";
import type { Draft } from "./event-writer.ts";
import { isNoAnswer, q850, q850OfCause } from "./hangup-cause.ts";
import type { CallFacts, Channel, Party, PbxState, TrackedCall, TrackedTask } from "./pbx-state.ts";
import type { ReleasedBy } from "./released-by.ts";
import type { SettingsIndex } from "./settings-index.ts";

const serialNoLengthMax = 50;
const itaType = "4";

/** Reason codes of task types 1 to 3; the calling party is the agent, or FreeSWITCH itself. */
const reason = {
  calledHungUp: 0,
  callingHungUp: 1,
  callingFailed: 2,
  calledFailed: 3,
  callingNoAnswer: 4,
  calledNoAnswer: 5,
  notStarted: 6,
} as const;

/** The task of a call that was to be originated and never came to have a channel. */
export const reasonNotStarted = reason.notStarted;

/** The serial number of the task that an originated channel stands for; "" when it is none. */
export function serialNoOf(index: SettingsIndex, variable: (name: string) => string): string {
  for (const name of index.tasks.variables) {
    const value = variable(name);
    if (value !== "") return value.replaceAll(/[^0-9A-Za-z_.:-]/g, "_").slice(0, serialNoLengthMax);
  }
  return "";
}

export function taskOf(index: SettingsIndex, event: EslEvent): TrackedTask | undefined {
  const serialNo = serialNoOf(index, (name) => textOf(event, `variable_${name}`));
  if (serialNo === "") return undefined;
  return {
    serialNo,
    alerting: new Set(),
    talking: new Set(),
    released: new Set(),
    callerPresent: "",
    agentPresent: "",
  };
}

function taskType(pbx: PbxState, call: TrackedCall): "1" | "2" | "3" | "4" {
  const { agentFirstType, customerOnlyType } = pbx.index.tasks;
  return call.facts?.agentFirst === true ? agentFirstType : customerOnlyType;
}

export function describeTask(
  pbx: PbxState,
  call: TrackedCall,
  facts: CallFacts,
): Draft | undefined {
  const { task } = call;
  if (task === undefined) return undefined;
  const event: Draft["event"] = {
    kind: "taskCreated",
    taskType: taskType(pbx, call),
    caller: facts.callerNo,
    called: facts.calleeNo,
    ...(task.callerPresent === "" ? {} : { callerPresent: task.callerPresent }),
    ...(task.agentPresent === "" ? {} : { agentPresent: task.agentPresent }),
  };
  return { moment: call.beganAt, mark: "", event };
}

/** What each side of a task sees. */
export function noteNumberShown(channel: Channel, number: string): void {
  const { task, facts } = channel.call;
  if (task === undefined || facts !== undefined) return;
  if (channel.agentId > 0) task.agentPresent ||= number;
  else task.callerPresent ||= number;
}

const kinds = {
  alerting: "taskAlerting",
  talking: "taskTalking",
  released: "taskReleased",
} as const;

/** Once per party and step; a party that was never called is not released. */
export function noteTaskParty(
  pbx: PbxState,
  channel: Channel,
  step: keyof typeof kinds,
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
  step: keyof typeof kinds,
  moment: Moment,
): void {
  if (task[step].has(party)) return;
  if (step === "released" && !task.alerting.has(party) && !task.talking.has(party)) return;
  task[step].add(party);
  pbx.writer.write(call, moment, { kind: kinds[step], party }, party);
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
  const isIta = taskType(pbx, call) === itaType;
  return isIta ? itaReason(call, task, by) : outboundReason(call, task, by);
}

function outboundReason(call: TrackedCall, task: TrackedTask, by: ReleasedBy): number {
  if (task.talking.has("customer")) {
    return by === "customer" ? reason.calledHungUp : reason.callingHungUp;
  }
  const agent = unreachedAgent(call, task);
  if (agent !== undefined) {
    return isNoAnswer(agent.cause) ? reason.callingNoAnswer : reason.callingFailed;
  }
  if (by === "agent") return reason.callingHungUp;
  const isUnanswered = call.customer !== undefined && isNoAnswer(call.customer.cause);
  return isUnanswered ? reason.calledNoAnswer : reason.calledFailed;
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
