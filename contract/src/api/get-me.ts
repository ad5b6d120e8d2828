// GET /v1/me
import { Type, type Static } from "typebox";
import { defineEndpoint } from "../endpoint.ts";
import { apiFailures } from "./api-failure.ts";
import { NullableTime, TenantName, Time } from "./reply-field.ts";

const roleNames = ["read", "live", "supervise", "ingest", "admin"] as const;

/**
 * read: all questions. live: those about calls in progress. supervise: read, and resolving missed
 * calls. ingest: sends events. admin: all of it, and administration.
 */
export const RoleName = Type.Enum([...roleNames]);
export type RoleName = Static<typeof RoleName>;

export const TenantSummary = Type.Object({
  tenant: TenantName,
  ccId: Type.Integer(),
  vdn: Type.Integer(),
  name: Type.String({ description: '"" while nobody has named it' }),
  timeZone: Type.String({ description: "IANA name; decides where the tenant's days begin" }),
});
export type TenantSummary = Static<typeof TenantSummary>;

export const getMe = defineEndpoint({
  id: "getMe",
  method: "GET",
  path: "/v1/me",
  summary: "The key that asks: its role and tenants, and what the server does with its answers",
  security: "bearer",
  roles: ["read", "live", "supervise", "ingest", "admin"],
  listener: "public",
  request: Type.Object({}),
  reply: Type.Object({
    key: Type.Object({
      id: Type.String(),
      name: Type.String({ description: '"" for a key without a name' }),
      role: RoleName,
      expiresAt: NullableTime,
    }),
    isGlobal: Type.Boolean({ description: "the key is for all tenants, later ones included" }),
    tenants: Type.Array(TenantSummary),
    serverVersion: Type.String(),
    masksNumbers: Type.Boolean({ description: "telephone numbers are masked for this role" }),
    serviceLevel: Type.Object(
      { thresholdSeconds: Type.Integer(), formula: Type.String() },
      { description: "how that of today is computed, wherever calls in progress are told" },
    ),
    generatedAt: Time,
  }),
  failures: apiFailures,
  example: {
    request: {},
    reply: {
      key: { id: "5f0c6b1d9a3e", name: "wallboard", role: "read", expiresAt: null },
      isGlobal: false,
      tenants: [
        { tenant: "1/170", ccId: 1, vdn: 170, name: "Service line", timeZone: "Asia/Shanghai" },
      ],
      serverVersion: "0.1.0",
      masksNumbers: false,
      serviceLevel: {
        thresholdSeconds: 20,
        formula: "answered in time / offered; in time: after less than 20 s of waiting",
      },
      generatedAt: 1776220263577,
    },
  },
});
