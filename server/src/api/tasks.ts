// Outbound tasks.
import { itaReasons, outboundReasons, type TaskEntry } from "@trunkline/contract";
import type { Task, TaskPartyTimes } from "../call/task.ts";
import { tenantKey, tenantText } from "../lib/tenant-key.ts";
import type { LiveView } from "../live/live-view.ts";
import { fromHistory } from "../query/storage-failure.ts";
import { tasks } from "../query/tasks.ts";
import type { History } from "../storage/history.ts";
import type { Registry, Role } from "../storage/registry.ts";
import type { ApiHandlerOf } from "./api-handler.ts";
import { ApiProblem } from "./api-problem.ts";
import { taskTimeline } from "./call-timeline.ts";
import { maskDigits } from "./mask-rows.ts";
import { rangeOfRequest } from "./range-of-request.ts";
import { standing } from "./standing.ts";
import { tenantsOfRequest } from "./tenants-of-request.ts";
import { coded, timeOrNull } from "./words.ts";
import { maskNumber } from "../observe/mask.ts";

export type TasksParts = {
  readonly live: Pick<LiveView, "newestEventAt">;
  readonly history: Pick<History, "tasks" | "task">;
  readonly registry: Pick<Registry, "tenant" | "tenants">;
  readonly masksNumbers: (role: Role) => boolean;
};

const limitDefault = 100;
const states = ["waiting", "calling", "talking", "ended"] as const;
const codes = { waiting: 0, calling: 1, talking: 2, ended: 3 } as const;

export function getTasksHandler(parts: TasksParts): ApiHandlerOf<"getTasks"> {
  return async ({ fields, scope, role, now }) => {
    const tenants = tenantsOfRequest(parts.registry, scope, fields.tenant);
    const stands = standing(parts, { tenants, now });
    const range = rangeOfRequest(fields, Math.max(now, stands.completeUpTo ?? 0));
    const { total, rows } = await tasks(parts, {
      tenants,
      ...range,
      taskTypes: fields.taskType ?? [],
      states: (fields.state ?? []).map((name) => codes[name]),
      caller: fields.caller ?? "",
      called: fields.called ?? "",
      offset: fields.offset ?? 0,
      limit: fields.limit ?? limitDefault,
    });
    const entries = rows.map((task) => taskEntry(task, now));
    return {
      ...stands,
      ...range,
      total,
      tasks: parts.masksNumbers(role) ? entries.map(maskTask) : entries,
    };
  };
}

export function getTaskHandler(parts: TasksParts): ApiHandlerOf<"getTask"> {
  return async ({ fields, scope, role, now }) => {
    const { serialNo, tenant } = fields;
    const asked = tenant === undefined ? undefined : [tenant];
    const tenants = tenantsOfRequest(parts.registry, scope, asked);
    const stored = await fromHistory("a task", () => parts.history.task(tenants, serialNo));
    if (stored === undefined) {
      throw new ApiProblem("unknownTask", `There is no task '${serialNo}'`, "serialNo");
    }
    const isMasked = parts.masksNumbers(role);
    const { task, events } = stored;
    const entry = taskEntry(task, now);
    return {
      ...standing(parts, { tenants: [tenantKey(task)], now }),
      task: isMasked ? maskTask(entry) : entry,
      callData: isMasked ? maskDigits(task.callData) : task.callData,
      timeline: [...taskTimeline(events, reasonsOf(task), isMasked)],
    };
  };
}

function taskEntry(task: Task, now: number): TaskEntry {
  const { customer, startedAt, endedAt } = task;
  const talkEnd = customer.releasedAt > 0 ? customer.releasedAt : endedAt > 0 ? endedAt : now;
  return {
    tenant: tenantText(task),
    serialNo: task.serialNo,
    taskType: task.taskType,
    state: states[task.state],
    caller: task.caller,
    called: task.called,
    callerPresent: task.callerPresent,
    agentPresent: task.agentPresent,
    callId: task.callId === "" ? null : task.callId,
    startedAt,
    endedAt: timeOrNull(endedAt),
    agent: partyTimes(task.agent),
    customer: partyTimes(customer),
    talkMs: customer.talkingAt > 0 ? Math.max(0, talkEnd - customer.talkingAt) : 0,
    durationMs: Math.max(0, (endedAt > 0 ? endedAt : now) - startedAt),
    reason: task.state === 3 ? coded(reasonsOf(task), task.reasonCode) : null,
  };
}

/** Tasks of type 4 end for reasons of a table of their own. */
function reasonsOf({ taskType }: Task) {
  return taskType === "4" ? itaReasons : outboundReasons;
}

function partyTimes({ alertingAt, talkingAt, releasedAt }: Readonly<TaskPartyTimes>) {
  return {
    alertingAt: timeOrNull(alertingAt),
    talkingAt: timeOrNull(talkingAt),
    releasedAt: timeOrNull(releasedAt),
  };
}

function maskTask(task: TaskEntry): TaskEntry {
  const { caller, called, callerPresent, agentPresent } = task;
  return {
    ...task,
    caller: maskNumber(caller),
    called: maskNumber(called),
    callerPresent: maskNumber(callerPresent),
    agentPresent: maskNumber(agentPresent),
  };
}
