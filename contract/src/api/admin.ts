// GET /v1/admin/...: for operators.
import { Type } from "typebox";
import { defineEndpoint } from "../endpoint.ts";
import { apiFailures } from "./api-failure.ts";

const Counts = Type.Object({
  all: Type.Integer(),
  ivr: Type.Integer(),
  queue: Type.Integer(),
  agent: Type.Integer(),
  longestWaitSince: Type.Integer({ description: "epoch ms; 0 = nobody waits" }),
});

export const getConsistency = defineEndpoint({
  id: "getConsistency",
  method: "GET",
  path: "/v1/admin/consistency",
  summary: "Recounts every live counter from the calls; drift lists those that differ",
  security: "bearer",
  roles: ["admin"],
  listener: "public",
  request: Type.Object({}),
  reply: Type.Object({
    checkedAt: Type.Integer({ description: "epoch ms" }),
    tenants: Type.Integer(),
    liveCalls: Type.Integer(),
    drift: Type.Array(
      Type.Object({
        tenant: Type.String(),
        counter: Type.String(),
        counted: Counts,
        actual: Counts,
      }),
    ),
  }),
  failures: apiFailures,
  example: {
    request: {},
    reply: { checkedAt: 1795235373577, tenants: 1, liveCalls: 12, drift: [] },
  },
});

export const getRefusedEvents = defineEndpoint({
  id: "getRefusedEvents",
  method: "GET",
  path: "/v1/admin/refused-events",
  summary: "Events that were refused, newest first, with the reason and their text",
  security: "bearer",
  roles: ["admin"],
  listener: "public",
  request: Type.Object({
    offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
  }),
  reply: Type.Object({
    total: Type.Integer(),
    events: Type.Array(
      Type.Object({
        receivedAt: Type.Integer({ description: "epoch ms" }),
        source: Type.String(),
        line: Type.Integer(),
        field: Type.String(),
        reason: Type.String(),
        raw: Type.String(),
      }),
    ),
  }),
  failures: apiFailures,
  example: {
    request: { offset: 0, limit: 100 },
    reply: {
      total: 1,
      events: [
        {
          receivedAt: 1795235373577,
          source: "http",
          line: 3,
          field: "vdn",
          reason: "must be <= 5000; got '9000'",
          raw: '{"kind":"arrived","vdn":9000}',
        },
      ],
    },
  },
});
