// GET /v1/reports/...: what was offered, answered, lost, and how fast, per span of time.
import { Type, type Static } from "typebox";
import { defineEndpoint, type EndpointFailure } from "../endpoint.ts";
import { waitThresholds } from "../wait-thresholds.ts";
import { failuresWith } from "./api-failure.ts";
import { Count, Milliseconds, nullable, Share, standing, TenantName, Time } from "./reply-field.ts";
import {
  accessCodeFilter,
  agentFilter,
  skillFilter,
  tenantFilter,
  timeRange,
} from "./request-field.ts";

export const reportSpans = ["quarterHour", "hour", "day", "week", "month"] as const;

/** How a service level is computed; each answer says it in words. */
export const serviceLevelFormulas = {
  offered: "answered in time / offered",
  offeredLessShort: "answered in time / (offered - short abandoned)",
  answered: "answered in time / answered",
  withinOrShort: "(answered in time + short abandoned) / offered",
} as const;

export const ServiceLevelFormula = Type.Enum([
  "offered",
  "offeredLessShort",
  "answered",
  "withinOrShort",
]);
export type ServiceLevelFormula = Static<typeof ServiceLevelFormula>;

/** offered = answered + missed + overflowed. */
const counted = {
  inbound: Type.Integer({
    minimum: 0,
    description: "also those that asked for no agent; of vdns and access codes only",
  }),
  offered: Count,
  answered: Count,
  answeredInTime: Type.Integer({ minimum: 0, description: "waited less than the threshold" }),
  abandoned: Type.Integer({ minimum: 0, description: "the caller hung up; short ones too" }),
  shortAbandoned: Count,
  missed: Type.Integer({ minimum: 0, description: "abandoned ones too" }),
  overflowed: Type.Integer({ minimum: 0, description: "went on elsewhere unanswered" }),
  serviceLevel: Share,
  asaMs: nullable(Type.Integer({ minimum: 0, description: "average speed of answer" })),
  ahtMs: nullable(Type.Integer({ minimum: 0, description: "average handling time" })),
  waitMs: Type.Integer({ minimum: 0, description: "of all answered calls together" }),
  talkMs: Type.Integer({
    minimum: 0,
    description: "of all answered calls together, holds included",
  }),
  holdMs: Milliseconds,
  transfers: Count,
  outbound: Count,
  outboundAnswered: Count,
  outboundTalkMs: Milliseconds,
  longestWaitMs: Milliseconds,
  occupancy: nullable(
    Type.Number({
      minimum: 0,
      description: "servedMs / (servedMs + idleMs); null = neither was told",
    }),
  ),
  servedMs: timeOfStates("pre-occupied, occupied, answering, talking or working"),
  idleMs: timeOfStates("idle"),
  afterCallMs: timeOfStates("working, part of servedMs"),
};

function timeOfStates(states: string) {
  const description = `of agents, time ${states}; null = the platform told no states`;
  return nullable(Type.Integer({ minimum: 0, description }));
}

const subject = {
  tenant: TenantName,
  id: Type.Integer({ description: "skillId, innoId, agentId or vdn" }),
  name: Type.String(),
};

/** One subject in one span; `to` is the first instant after it. Spans without calls are left out. */
export const ReportRow = Type.Object({ ...subject, from: Time, to: Time, ...counted });
export type ReportRow = Static<typeof ReportRow>;
export const ReportTotal = Type.Object({ ...subject, ...counted });
export type ReportTotal = Static<typeof ReportTotal>;

export const Report = Type.Object({
  ...standing,
  from: Time,
  to: Time,
  per: Type.Enum([...reportSpans]),
  thresholdSeconds: Type.Integer(),
  shortAbandonSeconds: Type.Integer(),
  formula: Type.Object({
    id: ServiceLevelFormula,
    serviceLevel: Type.String(),
    asa: Type.String(),
    aht: Type.String(),
    occupancy: Type.String(),
  }),
  rows: Type.Array(ReportRow),
  totals: Type.Array(ReportTotal, { description: "each subject over the whole range" }),
});
export type Report = Static<typeof Report>;

/** The reports' own share of the request. */
export const reportRequest = {
  ...tenantFilter,
  ...timeRange,
  per: Type.Optional(Type.Enum([...reportSpans], { default: "day" })),
  thresholdSeconds: Type.Optional(
    Type.Integer({
      minimum: 5,
      maximum: 900,
      description: `one of ${waitThresholds.join(", ")}; absent = the server's report.thresholdSeconds`,
    }),
  ),
  shortAbandonSeconds: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 900,
      description: `0 or one of ${waitThresholds.join(", ")}; absent = the server's report.shortAbandonSeconds`,
    }),
  ),
  formula: Type.Optional(ServiceLevelFormula),
};

const security = "bearer" as const;
const listener = "public" as const;
const roles = ["read", "supervise", "admin"] as const;
const failures: readonly EndpointFailure[] = failuresWith("unknownTenant");

type Figures = Omit<ReportTotal, keyof typeof subject>;

const counts: Figures = {
  inbound: 455,
  offered: 412,
  answered: 388,
  answeredInTime: 359,
  abandoned: 19,
  shortAbandoned: 4,
  missed: 24,
  overflowed: 0,
  serviceLevel: 0.8714,
  asaMs: 11420,
  ahtMs: 187300,
  waitMs: 4430960,
  talkMs: 72672400,
  holdMs: 3120000,
  transfers: 17,
  outbound: 12,
  outboundAnswered: 9,
  outboundTalkMs: 1080000,
  longestWaitMs: 184000,
  occupancy: null,
  servedMs: null,
  idleMs: null,
  afterCallMs: null,
};

const agentCounts: Figures = {
  ...counts,
  ahtMs: 189300,
  occupancy: 0.78,
  servedMs: 78000000,
  idleMs: 22000000,
  afterCallMs: 1400000,
};

function example(own: { readonly id: number; readonly name: string }, figures: Figures = counts) {
  const subject = { tenant: "1/170", ...own };
  return {
    generatedAt: 1776223860577,
    completeUpTo: 1776223860100,
    from: 1776182400000,
    to: 1776268799999,
    per: "day" as const,
    thresholdSeconds: 20,
    shortAbandonSeconds: 5,
    formula: {
      id: "offered" as const,
      serviceLevel: serviceLevelFormulas.offered,
      asa: "wait of answered calls / answered",
      aht: "conversations of answered calls, holds included / answered",
      occupancy:
        "time pre-occupied, occupied, answering, talking or working / that time and idle time",
    },
    rows: [{ ...subject, from: 1776182400000, to: 1776268800000, ...figures }],
    totals: [{ ...subject, ...figures }],
  };
}

const asked = { from: "2026-04-15T00:00:00+08:00", to: 1776268799999, per: "day" as const };

export const getQueueReport = defineEndpoint({
  id: "getQueueReport",
  method: "GET",
  path: "/v1/reports/queues",
  summary: "Calls per skill queue and span of time",
  security,
  roles,
  listener,
  request: Type.Object({ ...reportRequest, ...skillFilter }),
  reply: Report,
  failures,
  example: { request: { ...asked, skillId: [21] }, reply: example({ id: 21, name: "sales" }) },
});

export const getAccessCodeReport = defineEndpoint({
  id: "getAccessCodeReport",
  method: "GET",
  path: "/v1/reports/access-codes",
  summary: "Calls per access code and span of time",
  security,
  roles,
  listener,
  request: Type.Object({ ...reportRequest, ...accessCodeFilter }),
  reply: Report,
  failures,
  example: { request: { ...asked, innoId: [1] }, reply: example({ id: 1, name: "88880001" }) },
});

export const getAgentReport = defineEndpoint({
  id: "getAgentReport",
  method: "GET",
  path: "/v1/reports/agents",
  summary: "Calls per agent and span of time, and how busy the agents were",
  security,
  roles,
  listener,
  request: Type.Object({ ...reportRequest, ...agentFilter }),
  reply: Report,
  failures,
  example: {
    request: { ...asked, agentId: [1001] },
    reply: example({ id: 1001, name: "Desk 1" }, agentCounts),
  },
});

export const getVdnReport = defineEndpoint({
  id: "getVdnReport",
  method: "GET",
  path: "/v1/reports/vdns",
  summary: "Calls per tenant and span of time",
  security,
  roles,
  listener,
  request: Type.Object({ ...reportRequest }),
  reply: Report,
  failures,
  example: { request: asked, reply: example({ id: 170, name: "Service line" }) },
});
