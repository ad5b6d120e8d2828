// Outbound tasks: originated calls that a program asked for, told besides the call itself.
import { taskReason, isInTable, itaReasons } from "@trunkline/contract";
import { q850 } from "../q850.ts";
import { itaType, newTask, serialNoOf, taskCreated } from "../tracked-call.ts";
import { taskStepKinds, taskTypeOf, type CallFacts, type Party } from "../tracked-call.ts";
import type { Draft } from "./event-writer.ts";
import type { AmiTask, Channel, PbxState, TrackedCall } from "./pbx-state.ts";

/** Q.850 causes that say "it rang, nobody came"; 0 is what Asterisk gives to a leg it cancels. */
const noAnswerCauses: ReadonlySet<number> = new Set([0, q850.noResponse, q850.noAnswer]);

/** The task that an originated channel stands for, if it is one. */
export function taskOf(pbx: PbxState, channelId: string, accountCode: string): AmiTask | undefined {
  const { channelIdPrefixes, accountCodes } = pbx.index.tasks;
  const isTask =
    channelIdPrefixes.some((prefix) => channelId.startsWith(prefix)) ||
    accountCodes.includes(accountCode);
  if (!isTask) return undefined;
  return { ...newTask(serialNoOf(channelId)), agentChannel: undefined };
}

export function describeTask(
  pbx: PbxState,
  call: TrackedCall,
  facts: CallFacts,
): Draft | undefined {
  const { task } = call;
  if (task === undefined) return undefined;
  const event = taskCreated(task, taskTypeOf(pbx.index.tasks, facts), facts);
  return { micros: call.beginMicros, mark: "", event };
}

/** Once per party and step; a party that was never called is not released. */
export function noteTaskParty(
  pbx: PbxState,
  channel: Channel,
  step: keyof typeof taskStepKinds,
  micros: number,
): void {
  const { call } = channel;
  const { task } = call;
  if (task === undefined || call.isOver || channel.isLocal) return;
  const party = channel.agentId > 0 ? "agent" : "customer";
  if (party === "agent") task.agentChannel ??= channel;
  noteParty(pbx, call, task, party, step, micros);
}

function noteParty(
  pbx: PbxState,
  call: TrackedCall,
  task: AmiTask,
  party: Party,
  step: keyof typeof taskStepKinds,
  micros: number,
): void {
  if (task[step].has(party)) return;
  if (step === "released" && !task.alerting.has(party) && !task.talking.has(party)) return;
  task[step].add(party);
  pbx.writer.write(call, micros, { kind: taskStepKinds[step], party }, party);
}

export function endTask(pbx: PbxState, call: TrackedCall, micros: number): void {
  const { task } = call;
  if (task === undefined) return;
  for (const party of ["customer", "agent"] as const) {
    noteParty(pbx, call, task, party, "released", micros);
  }
  pbx.writer.write(call, micros, { kind: "taskEnded", reasonCode: reasonOf(pbx, call, task) });
}

/** When who was released was not told either. */
export function endVanishedTask(pbx: PbxState, call: TrackedCall, micros: number): void {
  const { task } = call;
  if (task === undefined) return;
  const reasonCode = reasonOf(pbx, call, task);
  pbx.writer.write(call, micros, { kind: "taskEnded", reasonCode, presumed: true }, "vanished");
}

function reasonOf(pbx: PbxState, call: TrackedCall, task: AmiTask): number {
  const isIta = taskTypeOf(pbx.index.tasks, call.facts) === itaType;
  return isIta ? itaReason(call, task) : outboundReason(call, task);
}

function outboundReason(call: TrackedCall, task: AmiTask): number {
  if (task.talking.has("customer")) {
    return call.releasedBy === "customer" ? taskReason.calledHungUp : taskReason.callingHungUp;
  }
  const agent = unreachedAgent(call, task);
  if (agent !== undefined) {
    return noAnswerCauses.has(failureCause(agent))
      ? taskReason.callingNoAnswer
      : taskReason.callingFailed;
  }
  if (call.releasedBy === "agent") return taskReason.callingHungUp;
  if (call.customer === undefined) return taskReason.calledFailed;
  const isNoAnswer = noAnswerCauses.has(failureCause(call.customer));
  return isNoAnswer ? taskReason.calledNoAnswer : taskReason.calledFailed;
}

function itaReason(call: TrackedCall, task: AmiTask): number {
  if (task.talking.has("customer") || call.releasedBy === "agent") return q850.normal;
  const cause = failureCause(unreachedAgent(call, task) ?? call.customer ?? call.origin);
  return isInTable(itaReasons, cause) ? cause : q850.interworking;
}

/** The agent's leg of a call that was to begin with the agent, who did not come. */
function unreachedAgent(call: TrackedCall, task: AmiTask): Channel | undefined {
  const channel = task.agentChannel ?? (call.origin.agentId > 0 ? call.origin : undefined);
  return task.talking.has("agent") ? undefined : channel;
}

/** The cause that the leg was refused with, else what its DialStatus stands for. */
export function failureCause(channel: Channel): number {
  if (channel.cause > 0) return channel.cause;
  switch (channel.dialStatus) {
    case "NOANSWER":
      return q850.noAnswer;
    case "BUSY":
      return q850.busy;
    case "CONGESTION":
      return q850.congestion;
    case "CHANUNAVAIL":
      return q850.unreachable;
    default:
      return 0;
  }
}
