// Outbound tasks: which originated calls are one at a FreeSWITCH, who takes part, and how they went.
import { q850 } from "../q850.ts";
import { newTask, noteParty, serialNoOf } from "../tracked-task.ts";
import type { LegEnd, TaskCourse, TaskStep, TrackedTask } from "../tracked-task.ts";
import { textOf } from "./esl-event.ts";
import type { EslEvent } from "./esl-event.ts";
import type { Moment } from "./esl-time.ts";
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

/** What each side of a task sees. */
export function noteNumberShown(channel: Channel, number: string): void {
  const { task, facts } = channel.call;
  if (task === undefined || facts !== undefined) return;
  if (channel.agentId > 0) task.agentPresent ||= number;
  else task.callerPresent ||= number;
}

export function noteTaskParty(
  pbx: PbxState,
  channel: Channel,
  step: TaskStep,
  moment: Moment,
): void {
  const { call } = channel;
  const { task } = call;
  if (task === undefined || call.isOver || channel.isLoopback) return;
  const party = channel.agentId > 0 ? "agent" : "customer";
  // Who never talked is released with the call: another number may be tried.
  if (step === "released" && !task.talking.has(party)) return;
  noteParty(pbx, call, party, step, moment);
}

export function courseOf({ task, customer, origin }: TrackedCall, by: ReleasedBy): TaskCourse {
  const isAgentFirst = origin !== undefined && origin.agentId > 0;
  return {
    releasedBy: by,
    agent: isAgentFirst && task?.talking.has("agent") !== true ? endOfLeg(origin) : undefined,
    customer: endOfLeg(customer),
    origin: endOfLeg(origin),
  };
}

function endOfLeg(channel: Channel | undefined): LegEnd | undefined {
  if (channel === undefined) return undefined;
  const { cause } = channel;
  return isNoAnswer(cause)
    ? { cause: q850.noAnswer, isNoAnswer: true }
    : { cause: q850OfCause(cause), isNoAnswer: false };
}
