// GET /v1/tenants
import { Type, type Static } from "typebox";
import { defineEndpoint } from "../endpoint.ts";
import { failuresWith } from "./api-failure.ts";
import { TenantSummary } from "./get-me.ts";
import { Named, standing } from "./reply-field.ts";
import { tenantFilter } from "./request-field.ts";

export const AccessCodeEntry = Type.Object({
  id: Type.Integer({ description: "innoId" }),
  number: Type.String(),
  mediaType: Type.Integer(),
  description: Type.String(),
});
export type AccessCodeEntry = Static<typeof AccessCodeEntry>;

export const TenantDirectory = Type.Object({
  ...TenantSummary.properties,
  accessCodes: Type.Array(AccessCodeEntry),
  queues: Type.Array(Named),
  agents: Type.Array(Named),
});
export type TenantDirectory = Static<typeof TenantDirectory>;

export const getTenants = defineEndpoint({
  id: "getTenants",
  method: "GET",
  path: "/v1/tenants",
  summary: "Tenants with their access codes, queues and agents: named ones, and those seen live",
  security: "bearer",
  roles: ["read", "live", "supervise", "admin"],
  listener: "public",
  request: Type.Object({ ...tenantFilter }),
  reply: Type.Object({ ...standing, tenants: Type.Array(TenantDirectory) }),
  failures: failuresWith("unknownTenant"),
  example: {
    request: { tenant: ["1/170"] },
    reply: {
      generatedAt: 1776220263577,
      completeUpTo: 1776220263100,
      tenants: [
        {
          tenant: "1/170",
          ccId: 1,
          vdn: 170,
          name: "Service line",
          timeZone: "Asia/Shanghai",
          accessCodes: [{ id: 1, number: "88880001", mediaType: 5, description: "sales" }],
          queues: [{ id: 21, name: "sales" }],
          agents: [{ id: 1001, name: "Desk 1" }],
        },
      ],
    },
  },
});
