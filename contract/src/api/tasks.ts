// Outbound tasks.
import { Type, type Static } from "typebox";
import { defineEndpoint } from "../endpoint.ts";
import { failuresWith } from "./api-failure.ts";
import { TimelineEntry } from "./get-call.ts";
import {
  Coded,
  Milliseconds,
  NullableTime,
  nullable,
  standing,
  TenantName,
  Time,
} from "./reply-field.ts";
import {
  Limit,
  NumberFilter,
  Offset,
  tenantFilter,
  TenantText,
  timeRange,
} from "./request-field.ts";

const TaskState = Type.Enum(["waiting", "calling", "talking", "ended"]);

const PartyTimes = Type.Object({
  alertingAt: NullableTime,
  talkingAt: NullableTime,
  releasedAt: NullableTime,
});

export const TaskEntry = Type.Object({
  tenant: TenantName,
  serialNo: Type.String(),
  taskType: Type.String({ description: '"1".."4"; "" while unknown' }),
  state: TaskState,
  caller: Type.String(),
  called: Type.String(),
  callerPresent: Type.String(),
  agentPresent: Type.String(),
  callId: nullable(Type.String()),
  startedAt: Time,
  endedAt: NullableTime,
  agent: PartyTimes,
  customer: PartyTimes,
  talkMs: Type.Integer({ minimum: 0, description: "of the customer" }),
  durationMs: Milliseconds,
  reason: nullable(Coded),
});
export type TaskEntry = Static<typeof TaskEntry>;

const task = {
  tenant: "1/170",
  serialNo: "T-20260415-7",
  taskType: "1",
  state: "ended" as const,
  caller: "88880001",
  called: "13800000001",
  callerPresent: "88880001",
  agentPresent: "",
  callId: null,
  startedAt: 1776220200000,
  endedAt: 1776220264000,
  agent: { alertingAt: 1776220201000, talkingAt: 1776220204000, releasedAt: 1776220264000 },
  customer: { alertingAt: 1776220205000, talkingAt: 1776220212000, releasedAt: 1776220264000 },
  talkMs: 52000,
  durationMs: 64000,
  reason: { code: 0, words: "called party hung up" },
};

const stands = { generatedAt: 1776223860577, completeUpTo: 1776223860100 };

export const getTasks = defineEndpoint({
  id: "getTasks",
  method: "GET",
  path: "/v1/tasks",
  summary: "Outbound tasks by start, newest first; of the last 24 hours by default",
  security: "bearer",
  roles: ["read", "supervise", "admin"],
  listener: "public",
  request: Type.Object({
    ...tenantFilter,
    ...timeRange,
    taskType: Type.Optional(
      Type.Array(Type.Enum(["1", "2", "3", "4"]), { minItems: 1, maxItems: 4 }),
    ),
    state: Type.Optional(Type.Array(TaskState, { minItems: 1, maxItems: 4 })),
    caller: Type.Optional(NumberFilter),
    called: Type.Optional(NumberFilter),
    limit: Type.Optional(Limit),
    offset: Type.Optional(Offset),
  }),
  reply: Type.Object({
    ...standing,
    from: Time,
    to: Time,
    total: Type.Integer({ description: "all matches" }),
    tasks: Type.Array(TaskEntry),
  }),
  failures: failuresWith("unknownTenant"),
  example: {
    request: { taskType: ["1"], limit: 10 },
    reply: { ...stands, from: 1776137460577, to: 1776223860577, total: 1, tasks: [task] },
  },
});

export const getTask = defineEndpoint({
  id: "getTask",
  method: "GET",
  path: "/v1/tasks/{serialNo}",
  summary: "One outbound task with the timeline of its events",
  security: "bearer",
  roles: ["read", "supervise", "admin"],
  listener: "public",
  request: Type.Object({
    serialNo: Type.String({ minLength: 1, maxLength: 50 }),
    tenant: Type.Optional(TenantText),
  }),
  reply: Type.Object({
    ...standing,
    task: TaskEntry,
    callData: Type.String(),
    timeline: Type.Array(TimelineEntry),
  }),
  failures: failuresWith("unknownTask", "unknownTenant"),
  example: {
    request: { serialNo: "T-20260415-7" },
    reply: {
      ...stands,
      task,
      callData: "",
      timeline: [
        {
          at: 1776220212000,
          kind: "taskTalking",
          words: "The customer talks",
          source: "dialler",
          sequence: null,
          precisionMs: 1,
          marks: [],
          fields: { party: "customer" },
        },
      ],
    },
  },
});
