// Outbound tasks: which originated calls are one at an Asterisk, who takes part, and how they went.
import { q850 } from "../q850.ts";
import { newTask, noteParty, serialNoOf } from "../tracked-task.ts";
import type { LegEnd, TaskCourse, TaskStep } from "../tracked-task.ts";
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

export function noteTaskParty(
  pbx: PbxState,
  channel: Channel,
  step: TaskStep,
  micros: number,
): void {
  const { call } = channel;
  const { task } = call;
  if (task === undefined || call.isOver || channel.isLocal) return;
  const party = channel.agentId > 0 ? "agent" : "customer";
  if (party === "agent") task.agentChannel ??= channel;
  noteParty(pbx, call, party, step, micros);
}

export function courseOf({ releasedBy, task, customer, origin }: TrackedCall): TaskCourse {
  const agent = task?.agentChannel ?? (origin.agentId > 0 ? origin : undefined);
  return {
    releasedBy,
    agent: task?.talking.has("agent") === true ? undefined : endOfLeg(agent),
    customer: endOfLeg(customer),
    origin: endOfLeg(origin),
  };
}

function endOfLeg(channel: Channel | undefined): LegEnd | undefined {
  if (channel === undefined) return undefined;
  const cause = failureCause(channel);
  return { cause, isNoAnswer: noAnswerCauses.has(cause) };
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
