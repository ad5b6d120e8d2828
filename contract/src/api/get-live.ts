// GET /v1/live and its parts: the state at this instant, from memory.
import { Type, type Static } from "typebox";
import { defineEndpoint } from "../endpoint.ts";
import { failuresWith } from "./api-failure.ts";
import {
  LiveAccessCode,
  LiveAgent,
  LiveCallRow,
  liveExample,
  LivePhase,
  LiveQueue,
  LiveTenant,
} from "./live-state.ts";
import { standing } from "./reply-field.ts";
import {
  accessCodeFilter,
  agentFilter,
  Limit,
  Offset,
  skillFilter,
  tenantFilter,
} from "./request-field.ts";

const roles = ["read", "live", "supervise", "admin"] as const;
const stands = { generatedAt: 1776220263577, completeUpTo: 1776220263100 };
const ofOneTenant = { tenant: ["1/170"] };

export const LiveState = Type.Object({
  ...standing,
  tenants: Type.Array(LiveTenant),
  accessCodes: Type.Array(LiveAccessCode),
  queues: Type.Array(LiveQueue),
  agents: Type.Array(LiveAgent),
});
export type LiveState = Static<typeof LiveState>;

export const liveStateExample = {
  ...stands,
  tenants: [liveExample.tenant],
  accessCodes: [liveExample.accessCode],
  queues: [liveExample.queue],
  agents: [liveExample.agent],
};

export const getLive = defineEndpoint({
  id: "getLive",
  method: "GET",
  path: "/v1/live",
  summary: "Calls in progress and agents: per tenant, access code, queue and agent",
  security: "bearer",
  roles,
  listener: "public",
  request: Type.Object({ ...tenantFilter }),
  reply: LiveState,
  failures: failuresWith("unknownTenant"),
  example: { request: ofOneTenant, reply: liveStateExample },
});

export const getLiveAccessCodes = defineEndpoint({
  id: "getLiveAccessCodes",
  method: "GET",
  path: "/v1/live/access-codes",
  summary: "Calls in progress per access code",
  security: "bearer",
  roles,
  listener: "public",
  request: Type.Object({ ...tenantFilter, ...accessCodeFilter }),
  reply: Type.Object({ ...standing, accessCodes: Type.Array(LiveAccessCode) }),
  failures: failuresWith("unknownTenant"),
  example: {
    request: { innoId: [1] },
    reply: { ...stands, accessCodes: [liveExample.accessCode] },
  },
});

export const getLiveQueues = defineEndpoint({
  id: "getLiveQueues",
  method: "GET",
  path: "/v1/live/queues",
  summary: "Calls in progress and agents by state, per skill queue",
  security: "bearer",
  roles,
  listener: "public",
  request: Type.Object({ ...tenantFilter, ...skillFilter }),
  reply: Type.Object({ ...standing, queues: Type.Array(LiveQueue) }),
  failures: failuresWith("unknownTenant"),
  example: { request: { skillId: [21] }, reply: { ...stands, queues: [liveExample.queue] } },
});

export const getLiveAgents = defineEndpoint({
  id: "getLiveAgents",
  method: "GET",
  path: "/v1/live/agents",
  summary: "What each agent does now, since when, and with which call",
  security: "bearer",
  roles,
  listener: "public",
  request: Type.Object({ ...tenantFilter, ...agentFilter, ...skillFilter }),
  reply: Type.Object({ ...standing, agents: Type.Array(LiveAgent) }),
  failures: failuresWith("unknownTenant"),
  example: { request: { agentId: [1001] }, reply: { ...stands, agents: [liveExample.agent] } },
});

export const getLiveCalls = defineEndpoint({
  id: "getLiveCalls",
  method: "GET",
  path: "/v1/live/calls",
  summary: "Calls in progress by time of arrival, oldest first, with where they are",
  security: "bearer",
  roles,
  listener: "public",
  request: Type.Object({
    ...tenantFilter,
    place: Type.Optional(Type.Enum(["ivr", "queue", "agent"])),
    phase: Type.Optional(LivePhase),
    direction: Type.Optional(Type.Enum(["in", "out"])),
    ...agentFilter,
    ...skillFilter,
    ...accessCodeFilter,
    limit: Type.Optional(Limit),
    offset: Type.Optional(Offset),
  }),
  reply: Type.Object({
    ...standing,
    total: Type.Integer({ description: "all matches" }),
    calls: Type.Array(LiveCallRow),
  }),
  failures: failuresWith("unknownTenant"),
  example: {
    request: { place: "agent", limit: 100 },
    reply: { ...stands, total: 1, calls: [liveExample.call] },
  },
});
