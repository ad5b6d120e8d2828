// What the live endpoints and the live stream show: rows of tenants, access codes, queues, agents, calls.
import { Type, type Static } from "typebox";
import {
  Coded,
  Count,
  DialledCode,
  Milliseconds,
  Named,
  NullableTime,
  nullable,
  Share,
  TenantName,
  Time,
} from "./reply-field.ts";

/** all = ivr + queue + agent, always. Ringing counts as queue, held as agent. */
export const CallCounts = Type.Object({
  all: Count,
  ivr: Count,
  queue: Count,
  agent: Count,
  longestWaitSince: nullable(
    Type.Integer({ description: "epoch ms since when the longest one waits; null = nobody waits" }),
  ),
});
export type CallCounts = Static<typeof CallCounts>;

/** signedIn = idle + ringing + talking + held + resting + busy. */
export const AgentCounts = Type.Object({
  signedIn: Count,
  idle: Count,
  ringing: Count,
  talking: Count,
  held: Count,
  resting: Type.Integer({ minimum: 0, description: "rest or study" }),
  busy: Type.Integer({ minimum: 0, description: "wrapping up, or busy by their own wish" }),
});
export type AgentCounts = Static<typeof AgentCounts>;

/** Of the tenant's own calendar day, by the formulas of the reports. */
export const TodayCounts = Type.Object({
  offered: Count,
  answered: Count,
  abandoned: Count,
  missed: Count,
  serviceLevel: Share,
});
export type TodayCounts = Static<typeof TodayCounts>;

export const LiveTenant = Type.Object({
  tenant: TenantName,
  name: Type.String(),
  timeZone: Type.String(),
  calls: CallCounts,
  agents: AgentCounts,
  today: TodayCounts,
});
export type LiveTenant = Static<typeof LiveTenant>;

export const LiveAccessCode = Type.Object({
  tenant: TenantName,
  id: Type.Integer({ description: "innoId" }),
  number: Type.String(),
  description: Type.String(),
  calls: CallCounts,
  today: TodayCounts,
});
export type LiveAccessCode = Static<typeof LiveAccessCode>;

export const LiveQueue = Type.Object({
  tenant: TenantName,
  id: Type.Integer({ description: "skillId" }),
  name: Type.String(),
  calls: CallCounts,
  agents: AgentCounts,
  today: TodayCounts,
});
export type LiveQueue = Static<typeof LiveQueue>;

export const AgentActivity = Type.Enum([
  "signedOut",
  "idle",
  "ringing",
  "talking",
  "held",
  "resting",
  "busy",
]);
export type AgentActivity = Static<typeof AgentActivity>;

export const CallDirection = Type.Enum(["in", "out"]);

/** The call that an agent talks on, holds, or is rung by. */
export const CurrentCall = Type.Object({
  callId: Type.String(),
  direction: CallDirection,
  callerNo: Type.String(),
  calleeNo: Type.String(),
  skill: nullable(Named),
  since: Time,
});
export type CurrentCall = Static<typeof CurrentCall>;

export const LiveAgent = Type.Object({
  tenant: TenantName,
  id: Type.Integer({ description: "agentId" }),
  name: Type.String(),
  activity: AgentActivity,
  since: nullable(Type.Integer({ description: "epoch ms of the activity's begin" })),
  status: nullable(Coded),
  reason: Type.String({ description: 'as the platform told it; "" = none' }),
  signedInAt: NullableTime,
  skills: Type.Array(Named),
  calls: Type.Integer({ minimum: 0, description: "calls that ring, talk or are held there" }),
  currentCall: nullable(CurrentCall),
});
export type LiveAgent = Static<typeof LiveAgent>;

export const LivePhase = Type.Enum([
  "arrived",
  "ivr",
  "queued",
  "ringing",
  "talking",
  "held",
  "outside",
]);
export type LivePhase = Static<typeof LivePhase>;

export const LiveCallRow = Type.Object({
  tenant: TenantName,
  callId: Type.String(),
  direction: CallDirection,
  callerNo: Type.String(),
  calleeNo: Type.String(),
  accessCode: nullable(DialledCode),
  mediaType: Coded,
  place: Type.Enum(["ivr", "queue", "agent"]),
  phase: LivePhase,
  phaseSince: Time,
  agent: nullable(Named),
  skill: nullable(Named),
  arrivedAt: Time,
  waitMs: Milliseconds,
  talkMs: Milliseconds,
});
export type LiveCallRow = Static<typeof LiveCallRow>;

const noWait = { all: 3, ivr: 1, queue: 0, agent: 2, longestWaitSince: null };
const someWait = { all: 4, ivr: 1, queue: 1, agent: 2, longestWaitSince: 1776220241000 };
const agents = { signedIn: 9, idle: 3, ringing: 1, talking: 2, held: 0, resting: 2, busy: 1 };
const today = { offered: 412, answered: 388, abandoned: 19, missed: 24, serviceLevel: 0.871 };
const sales = { id: 21, name: "sales" };

const numbers = { callerNo: "13800000001", calleeNo: "88880001" };

export const liveExample = {
  tenant: {
    tenant: "1/170",
    name: "Service line",
    timeZone: "Asia/Shanghai",
    calls: someWait,
    agents,
    today,
  },
  accessCode: {
    tenant: "1/170",
    id: 1,
    number: "88880001",
    description: "sales",
    calls: someWait,
    today,
  },
  queue: { tenant: "1/170", ...sales, calls: noWait, agents, today },
  agent: {
    tenant: "1/170",
    id: 1001,
    name: "Desk 1",
    activity: "talking" as const,
    since: 1776220219000,
    status: { code: 5, words: "talking" },
    reason: "",
    signedInAt: 1776216660000,
    skills: [sales],
    calls: 1,
    currentCall: {
      callId: "1776220200-1447",
      direction: "in" as const,
      ...numbers,
      skill: sales,
      since: 1776220219000,
    },
  },
  call: {
    tenant: "1/170",
    callId: "1776220200-1447",
    direction: "in" as const,
    ...numbers,
    accessCode: { id: 1, number: "88880001" },
    mediaType: { code: 5, words: "MEDIA_TYPE_PHONE" },
    place: "agent" as const,
    phase: "talking" as const,
    phaseSince: 1776220219000,
    agent: { id: 1001, name: "Desk 1" },
    skill: sales,
    arrivedAt: 1776220200000,
    waitMs: 13000,
    talkMs: 44577,
  },
};
