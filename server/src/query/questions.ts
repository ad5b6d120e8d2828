// Every question bound to the ports that answer it, for those who know no storage.
import type { Task } from "../call/task.ts";
import type { TenantKey } from "../lib/tenant-key.ts";
import type { LiveCall, LiveView } from "../live/live-view.ts";
import type {
  CallsQuery,
  History,
  MissedCallsQuery,
  Page,
  TasksQuery,
} from "../storage/history.ts";
import type { ListPage, WriteRow } from "../storage/list-page.ts";
import type { AccessCode, Registry } from "../storage/registry.ts";
import { accessCodes } from "./access-codes.ts";
import { callTrace, type CallTrace } from "./call-trace.ts";
import { callsOfAgent } from "./calls-of-agent.ts";
import { callsOfVdn } from "./calls-of-vdn.ts";
import { endedCall, type EndedCallDetail } from "./ended-call.ts";
import { liveCountsOfAccessCodes, type VisitAccessCode } from "./live-counts.ts";
import { missedCalls } from "./missed-calls.ts";
import { runningCall, type RunningCall } from "./running-call.ts";
import { taskState } from "./task-state.ts";
import { tasks } from "./tasks.ts";

// What the answers are made of.
export type { Device, Leg } from "../call/call.ts";
export type { CallRow } from "../call/record.ts";
export type { Task } from "../call/task.ts";
export type { TenantKey } from "../lib/tenant-key.ts";
export type { AccessCode } from "../storage/registry.ts";
export type { CallTrace } from "./call-trace.ts";
export type { AgentPart } from "./calls-of-agent.ts";
export type { EndedCallDetail } from "./ended-call.ts";
export type { RunningCall } from "./running-call.ts";

export type Questions = {
  readonly callsOfVdn: (question: CallsQuery, write: WriteRow) => Promise<ListPage>;
  readonly missedCalls: (question: MissedCallsQuery, write: WriteRow) => Promise<ListPage>;
  readonly endedCall: (
    question: Parameters<typeof endedCall>[1],
  ) => Promise<EndedCallDetail | undefined>;
  readonly callTrace: (question: Parameters<typeof callTrace>[1]) => Promise<CallTrace | undefined>;
  readonly tasks: (question: TasksQuery) => Promise<Page<Task>>;
  readonly taskState: (question: Parameters<typeof taskState>[1]) => Promise<Task | undefined>;
  readonly runningCall: (question: Parameters<typeof runningCall>[1]) => RunningCall | undefined;
  readonly liveCountsOfAccessCodes: (
    question: Parameters<typeof liveCountsOfAccessCodes>[1],
    visit: VisitAccessCode,
  ) => void;
  readonly callsOfAgent: (question: Parameters<typeof callsOfAgent>[1]) => readonly LiveCall[];
  readonly accessCodes: (tenant: TenantKey) => readonly AccessCode[];
};

export function openQuestions(ports: {
  readonly history: History;
  readonly live: LiveView;
  readonly registry: Pick<Registry, "tenant">;
}): Questions {
  return {
    callsOfVdn: (question, write) => callsOfVdn(ports, question, write),
    missedCalls: (question, write) => missedCalls(ports, question, write),
    endedCall: (question) => endedCall(ports, question),
    callTrace: (question) => callTrace(ports, question),
    tasks: (question) => tasks(ports, question),
    taskState: (question) => taskState(ports, question),
    runningCall: (question) => runningCall(ports, question),
    liveCountsOfAccessCodes: (question, visit) => liveCountsOfAccessCodes(ports, question, visit),
    callsOfAgent: (question) => callsOfAgent(ports, question),
    accessCodes: (tenant) => accessCodes(ports, tenant),
  };
}
