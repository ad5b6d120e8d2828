// An outbound task as folded from its events. Times are epoch milliseconds; 0 = it did not happen.
import type { TaskEvent } from "@trunkline/contract";
import { canonicalJson } from "../lib/canonical-json.ts";
import { countingEvents } from "./backfill.ts";

export type TaskPartyTimes = { alertingAt: number; talkingAt: number; releasedAt: number };

/** state: 0 waiting, 1 calling, 2 talking, 3 ended. taskType: "1".."4", "" while unknown. */
export type Task = {
  readonly ccId: number;
  readonly vdn: number;
  readonly serialNo: string;
  callId: string;
  taskType: string;
  caller: string;
  called: string;
  callerPresent: string;
  agentPresent: string;
  callData: string;
  state: 0 | 1 | 2 | 3;
  startedAt: number;
  endedAt: number;
  reasonCode: number;
  customer: TaskPartyTimes;
  agent: TaskPartyTimes;
};

const noTimes = (): TaskPartyTimes => ({ alertingAt: 0, talkingAt: 0, releasedAt: 0 });

/** Order inside one instant, so that any order of arrival gives the same task. */
const rank: Readonly<Record<TaskEvent["kind"], number>> = {
  taskCreated: 0,
  taskAlerting: 1,
  taskTalking: 2,
  taskReleased: 3,
  taskEnded: 4,
};

/** Pure: any order and any repetition of a task's events give the same task. */
export function foldTask(events: readonly TaskEvent[]): Task {
  const sorted = events.toSorted(
    (a, b) =>
      a.at - b.at ||
      (a.sequence ?? 0) - (b.sequence ?? 0) ||
      rank[a.kind] - rank[b.kind] ||
      (canonicalJson(a) < canonicalJson(b) ? -1 : 1),
  );
  const ordered = countingEvents(sorted);
  const first = ordered[0];
  if (first === undefined) throw new Error("Cannot fold a task: no events");
  const task = newTask(first);
  for (const event of ordered) applyTaskEvent(task, event);
  return task;
}

function newTask(first: TaskEvent): Task {
  return {
    ccId: first.ccId,
    vdn: first.vdn,
    serialNo: first.serialNo,
    callId: "",
    taskType: "",
    caller: "",
    called: "",
    callerPresent: "",
    agentPresent: "",
    callData: "",
    state: 0,
    startedAt: first.at,
    endedAt: 0,
    reasonCode: 0,
    customer: noTimes(),
    agent: noTimes(),
  };
}

function applyTaskEvent(task: Task, event: TaskEvent): void {
  if (event.callId !== undefined && task.callId === "") task.callId = event.callId;
  if (event.kind === "taskCreated") {
    if (task.taskType !== "") return;
    task.taskType = event.taskType;
    task.caller = event.caller;
    task.called = event.called;
    task.callerPresent = event.callerPresent ?? "";
    task.agentPresent = event.agentPresent ?? "";
    task.callData = event.callData ?? "";
    return;
  }
  if (task.state === 3) return;
  if (event.kind === "taskEnded") {
    endTask(task, event.at, event.reasonCode);
    return;
  }
  const times = task[event.party];
  if (event.kind === "taskAlerting") times.alertingAt ||= event.at;
  else if (event.kind === "taskTalking") times.talkingAt ||= event.at;
  else times.releasedAt ||= event.at;
  if (task.state !== 2) task.state = isTalking(task) ? 2 : 1;
}

/** A task talks once its customer does; a voice notification has no agent. */
function isTalking(task: Task): boolean {
  return task.customer.talkingAt > 0 && task.customer.releasedAt === 0;
}

function endTask(task: Task, at: number, reasonCode: number): void {
  task.state = 3;
  task.endedAt = at;
  task.reasonCode = reasonCode;
  for (const times of [task.customer, task.agent]) {
    if (times.talkingAt > 0 && times.releasedAt === 0) times.releasedAt = at;
  }
}
