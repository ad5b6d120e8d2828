// Administration of tenants: settings, access codes, names of agents and queues.
import { Type, type Static } from "typebox";
import { defaultMediaType } from "../code-table.ts";
import { defineEndpoint } from "../endpoint.ts";
import { AgentId, CcId, InnoId, SkillId, Vdn } from "../identifier.ts";
import { apiFailures, failuresWith } from "./api-failure.ts";
import { TenantDirectory } from "./get-tenants.ts";
import { tenantFilter } from "./request-field.ts";

const security = "bearer" as const;
const listener = "public" as const;
const roles = ["admin"] as const;
const tenantPath = { ccId: CcId, vdn: Vdn };
const NameText = Type.String({ minLength: 1, maxLength: 200 });

export const TenantAdministration = Type.Object({
  ...TenantDirectory.properties,
  keepDays: Type.Integer({
    description: "days that its records are kept at least; 0 = as the server does",
  }),
  keptDays: Type.Integer({
    description:
      "days that they are kept in truth: the longest that the server or any tenant asks for, as a day leaves for all",
  }),
});
export type TenantAdministration = Static<typeof TenantAdministration>;

export const Removed = Type.Object({
  removed: Type.String({ description: "what is gone, as it was named" }),
});

const sales = { id: 1, number: "88880001", mediaType: 5, description: "sales" };
const tenant = {
  tenant: "1/170",
  ccId: 1,
  vdn: 170,
  name: "Service line",
  timeZone: "Asia/Shanghai",
  accessCodes: [sales],
  queues: [{ id: 21, name: "sales" }],
  agents: [{ id: 1001, name: "Desk 1" }],
  keepDays: 0,
  keptDays: 400,
};
const where = { ccId: 1, vdn: 170 };

export const listTenants = defineEndpoint({
  id: "listTenants",
  method: "GET",
  path: "/v1/admin/tenants",
  summary: "Tenants with their settings",
  security,
  roles,
  listener,
  request: Type.Object({ ...tenantFilter }),
  reply: Type.Object({ tenants: Type.Array(TenantAdministration) }),
  failures: failuresWith("unknownTenant"),
  example: { request: {}, reply: { tenants: [tenant] } },
});

export const putTenant = defineEndpoint({
  id: "putTenant",
  method: "PUT",
  path: "/v1/admin/tenants/{ccId}/{vdn}",
  summary: "Creates a tenant, or changes what is given; a new one needs a key for all tenants",
  security,
  roles,
  listener,
  request: Type.Object({
    ...tenantPath,
    name: Type.Optional(Type.String({ maxLength: 200 })),
    timeZone: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: "IANA name" })),
    keepDays: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 36500,
        description:
          "less than the server keeps has no effect; more keeps the records of all tenants, and needs a key for all of them",
      }),
    ),
  }),
  reply: TenantAdministration,
  failures: apiFailures,
  example: {
    request: { ...where, name: "Service line", timeZone: "Asia/Shanghai" },
    reply: tenant,
  },
});

export const deleteTenant = defineEndpoint({
  id: "deleteTenant",
  method: "DELETE",
  path: "/v1/admin/tenants/{ccId}/{vdn}",
  summary:
    "Removes a tenant that no key names, with its access codes and names; its next event, if any, makes it anew",
  security,
  roles,
  listener,
  request: Type.Object(tenantPath),
  reply: Removed,
  failures: failuresWith("unknownTenant", "inUse"),
  example: { request: where, reply: { removed: "1/170" } },
});

export const putAccessCode = defineEndpoint({
  id: "putAccessCode",
  method: "PUT",
  path: "/v1/admin/tenants/{ccId}/{vdn}/access-codes/{innoId}",
  summary: "Creates or replaces an access code",
  security,
  roles,
  listener,
  request: Type.Object({
    ...tenantPath,
    innoId: InnoId,
    number: Type.String({ minLength: 1, maxLength: 64 }),
    mediaType: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 65535, default: defaultMediaType }),
    ),
    description: Type.Optional(Type.String({ maxLength: 200, default: "" })),
  }),
  reply: TenantAdministration,
  failures: failuresWith("unknownTenant"),
  example: {
    request: { ...where, innoId: 1, number: "88880001", description: "sales" },
    reply: tenant,
  },
});

export const deleteAccessCode = defineEndpoint({
  id: "deleteAccessCode",
  method: "DELETE",
  path: "/v1/admin/tenants/{ccId}/{vdn}/access-codes/{innoId}",
  summary: "Removes an access code; calls that came by it keep its ID",
  security,
  roles,
  listener,
  request: Type.Object({ ...tenantPath, innoId: InnoId }),
  reply: Removed,
  failures: failuresWith("unknownTenant", "unknownEntry"),
  example: { request: { ...where, innoId: 1 }, reply: { removed: "1" } },
});

export const putAgentName = defineEndpoint({
  id: "putAgentName",
  method: "PUT",
  path: "/v1/admin/tenants/{ccId}/{vdn}/agents/{agentId}",
  summary: "Names an agent",
  security,
  roles,
  listener,
  request: Type.Object({ ...tenantPath, agentId: AgentId, name: NameText }),
  reply: TenantAdministration,
  failures: failuresWith("unknownTenant"),
  example: { request: { ...where, agentId: 1001, name: "Desk 1" }, reply: tenant },
});

export const deleteAgentName = defineEndpoint({
  id: "deleteAgentName",
  method: "DELETE",
  path: "/v1/admin/tenants/{ccId}/{vdn}/agents/{agentId}",
  summary: "Forgets the name of an agent",
  security,
  roles,
  listener,
  request: Type.Object({ ...tenantPath, agentId: AgentId }),
  reply: Removed,
  failures: failuresWith("unknownTenant", "unknownEntry"),
  example: { request: { ...where, agentId: 1001 }, reply: { removed: "1001" } },
});

export const putQueueName = defineEndpoint({
  id: "putQueueName",
  method: "PUT",
  path: "/v1/admin/tenants/{ccId}/{vdn}/queues/{skillId}",
  summary: "Names a skill queue",
  security,
  roles,
  listener,
  request: Type.Object({ ...tenantPath, skillId: SkillId, name: NameText }),
  reply: TenantAdministration,
  failures: failuresWith("unknownTenant"),
  example: { request: { ...where, skillId: 21, name: "sales" }, reply: tenant },
});

export const deleteQueueName = defineEndpoint({
  id: "deleteQueueName",
  method: "DELETE",
  path: "/v1/admin/tenants/{ccId}/{vdn}/queues/{skillId}",
  summary: "Forgets the name of a skill queue",
  security,
  roles,
  listener,
  request: Type.Object({ ...tenantPath, skillId: SkillId }),
  reply: Removed,
  failures: failuresWith("unknownTenant", "unknownEntry"),
  example: { request: { ...where, skillId: 21 }, reply: { removed: "21" } },
});
