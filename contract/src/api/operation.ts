// What load balancers, scrapers and developers ask of a server.
import { Type } from "typebox";
import { defineEndpoint } from "../endpoint.ts";
import { apiFailures } from "./api-failure.ts";

const Nothing = Type.Object({});

export const getHealth = defineEndpoint({
  id: "getHealth",
  method: "GET",
  path: "/healthz",
  summary: "Answers once the server serves",
  security: "none",
  listener: "public",
  request: Nothing,
  reply: Type.Object({ status: Type.Literal("up"), version: Type.String() }),
  failures: [],
  example: { request: {}, reply: { status: "up", version: "0.1.0" } },
});

export const getReadiness = defineEndpoint({
  id: "getReadiness",
  method: "GET",
  path: "/readyz",
  summary: "Whether questions and events should be sent here",
  security: "none",
  listener: "public",
  request: Nothing,
  reply: Type.Object({ status: Type.Literal("ready") }),
  failures: [
    {
      status: 503,
      description: "not ready",
      schema: Type.Object({ status: Type.Literal("not ready"), reason: Type.String() }),
    },
  ],
  example: { request: {}, reply: { status: "ready" } },
});

export const getMetrics = defineEndpoint({
  id: "getMetrics",
  method: "GET",
  path: "/metrics",
  summary: "Metrics for Prometheus; from other machines with an admin key for all tenants",
  security: "none",
  listener: "public",
  request: Nothing,
  reply: Type.String(),
  replyType: "text/plain",
  failures: apiFailures.filter(({ status }) => status === 401 || status === 403),
  example: { request: {}, reply: 'trunkline_live_calls{place="queue"} 3\n' },
});

export const getOpenApi = defineEndpoint({
  id: "getOpenApi",
  method: "GET",
  path: "/openapi.json",
  summary: "This document",
  security: "none",
  listener: "public",
  request: Nothing,
  reply: Type.Object({ openapi: Type.String() }),
  failures: [],
  example: { request: {}, reply: { openapi: "3.1.0" } },
});
