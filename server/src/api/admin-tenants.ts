// Administration of tenants: settings, access codes, names of agents and queues.
import { defaultMediaType, type TenantAdministration } from "@trunkline/contract";
import { keysNaming } from "../access/keys-naming.ts";
import { mayUse, type Scope } from "../access/scope.ts";
import {
  tenantKey,
  tenantOfKey,
  tenantText,
  type Tenant,
  type TenantKey,
} from "../lib/tenant-key.ts";
import { isTimeZone } from "../lib/zone-calendar.ts";
import type { AccessCode, NamedKind, Registry, TenantSettings } from "../storage/registry.ts";
import { keptDays } from "../storage/drop-old-records.ts";
import { withAccessCode } from "../storage/with-access-code.ts";
import type { ApiHandlerOf } from "./api-handler.ts";
import { ApiProblem, invalidField } from "./api-problem.ts";
import { tenantDirectory, type DirectoryParts } from "./get-tenants.ts";
import { tenantsOfRequest } from "./tenants-of-request.ts";

export type AdminTenantsParts = DirectoryParts & {
  /** Of the server: what tenants ask for may make it longer. */
  readonly keepDays: number;
  readonly registry: Pick<
    Registry,
    | "tenant"
    | "tenants"
    | "putTenant"
    | "removeTenant"
    | "putName"
    | "removeName"
    | "accessKeys"
    | "apps"
    | "bearerKeys"
  >;
};

export type AdminTenantHandlers = {
  readonly listTenants: ApiHandlerOf<"listTenants">;
  readonly putTenant: ApiHandlerOf<"putTenant">;
  readonly deleteTenant: ApiHandlerOf<"deleteTenant">;
  readonly putAccessCode: ApiHandlerOf<"putAccessCode">;
  readonly deleteAccessCode: ApiHandlerOf<"deleteAccessCode">;
  readonly putAgentName: ApiHandlerOf<"putAgentName">;
  readonly deleteAgentName: ApiHandlerOf<"deleteAgentName">;
  readonly putQueueName: ApiHandlerOf<"putQueueName">;
  readonly deleteQueueName: ApiHandlerOf<"deleteQueueName">;
};

export function adminTenantHandlers(parts: AdminTenantsParts): AdminTenantHandlers {
  const { registry } = parts;
  return {
    listTenants: ({ fields, scope }) => {
      const tenants = tenantsOfRequest(registry, scope, fields.tenant);
      return { tenants: tenants.map(administrationOf(parts)) };
    },
    putTenant: ({ fields, scope }) => putTenant(parts, fields, scope),
    deleteTenant: ({ fields, scope }) => deleteTenant(parts, fields, scope),
    putAccessCode: ({ fields, scope }) => putAccessCode(parts, fields, scope),
    deleteAccessCode: ({ fields, scope }) => {
      const settings = settingsOf(registry, fields, scope);
      const accessCodes = settings.accessCodes.filter(({ innoId }) => innoId !== fields.innoId);
      if (accessCodes.length === settings.accessCodes.length) {
        throw noEntry("access code", fields.innoId, fields);
      }
      registry.putTenant({ ...settings, accessCodes });
      return { removed: String(fields.innoId) };
    },
    putAgentName: ({ fields, scope }) =>
      putName(parts, "agent", { ...fields, id: fields.agentId }, scope),
    deleteAgentName: ({ fields, scope }) =>
      removeName(parts, "agent", { ...fields, id: fields.agentId }, scope),
    putQueueName: ({ fields, scope }) =>
      putName(parts, "skill", { ...fields, id: fields.skillId }, scope),
    deleteQueueName: ({ fields, scope }) =>
      removeName(parts, "skill", { ...fields, id: fields.skillId }, scope),
  };
}

/** What is kept for all is looked up once, however many tenants are told of. */
function administrationOf(parts: AdminTenantsParts): (tenant: TenantKey) => TenantAdministration {
  const { registry } = parts;
  const kept = keptDays(registry, parts.keepDays);
  return (tenant) => {
    const keepDays = registry.tenant(tenant)?.keepDays ?? 0;
    return { ...tenantDirectory(parts, tenant), keepDays, keptDays: kept };
  };
}

function putTenant(
  parts: AdminTenantsParts,
  asked: Tenant & Partial<Pick<TenantSettings, "name" | "timeZone" | "keepDays">>,
  scope: Scope,
): TenantAdministration {
  const { ccId, vdn, name, timeZone, keepDays } = asked;
  const tenant = ownTenant(asked, scope);
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    throw invalidField("timeZone", "be an IANA name, such as 'Asia/Shanghai'", timeZone);
  }
  refuseToKeepOthers(parts, keepDays, scope);
  const known = parts.registry.tenant(tenant);
  parts.registry.putTenant({
    ...(known ?? { ccId, vdn, timeZone: "UTC", keepDays: 0, accessCodes: [] }),
    ...(name === undefined ? {} : { name }),
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(keepDays === undefined ? {} : { keepDays }),
  });
  return administrationOf(parts)(tenant);
}

function deleteTenant(
  { registry }: AdminTenantsParts,
  asked: Tenant,
  scope: Scope,
): { readonly removed: string } {
  const tenant = tenantKey(settingsOf(registry, asked, scope));
  if (scope.kind !== "global") {
    throw new ApiProblem("forbidden", "A tenant is removed by a key for all tenants");
  }
  const users = keysNaming(registry, tenant);
  if (users !== undefined) {
    const removed = tenantText(asked);
    throw new ApiProblem("inUse", `Cannot remove tenant '${removed}': ${users}`);
  }
  registry.removeTenant(tenant);
  return { removed: tenantText(asked) };
}

/** A day is kept for all tenants: who may use one alone must not decide for the others. */
function refuseToKeepOthers(
  { registry, keepDays: serverDays }: Pick<AdminTenantsParts, "registry" | "keepDays">,
  keepDays: number | undefined,
  scope: Scope,
): void {
  if (keepDays === undefined || keepDays <= keptDays(registry, serverDays)) return;
  if (registry.tenants().every((other) => mayUse(scope, tenantKey(other)))) return;
  throw new ApiProblem(
    "forbidden",
    `'${keepDays}' days would keep the records of all tenants: that needs a key for all of them`,
    "keepDays",
  );
}

function putAccessCode(
  parts: AdminTenantsParts,
  asked: Tenant & Pick<AccessCode, "innoId" | "number"> & Partial<AccessCode>,
  scope: Scope,
): TenantAdministration {
  const { innoId, number, mediaType = defaultMediaType, description = "" } = asked;
  const settings = settingsOf(parts.registry, asked, scope);
  const put = withAccessCode(settings.accessCodes, { innoId, number, mediaType, description });
  if (put.kind === "numberTaken") {
    throw invalidField("number", `not be that of access code '${put.by.innoId}'`, number);
  }
  parts.registry.putTenant({ ...settings, accessCodes: put.accessCodes });
  return administrationOf(parts)(tenantKey(asked));
}

type NameAsked = Tenant & { readonly id: number };

function putName(
  parts: AdminTenantsParts,
  kind: NamedKind,
  asked: NameAsked & { readonly name: string },
  scope: Scope,
): TenantAdministration {
  settingsOf(parts.registry, asked, scope);
  const { id, name } = asked;
  parts.registry.putName(kind, tenantKey(asked), { id, name });
  return administrationOf(parts)(tenantKey(asked));
}

function removeName(
  { registry }: AdminTenantsParts,
  kind: NamedKind,
  asked: NameAsked,
  scope: Scope,
): { readonly removed: string } {
  settingsOf(registry, asked, scope);
  const what = kind === "agent" ? "named agent" : "named queue";
  if (!registry.removeName(kind, tenantKey(asked), asked.id)) throw noEntry(what, asked.id, asked);
  return { removed: String(asked.id) };
}

function ownTenant(asked: Tenant, scope: Scope): TenantKey {
  const tenant = tenantKey(asked);
  if (mayUse(scope, tenant)) return tenant;
  throw new ApiProblem("forbidden", `The key may not change tenant '${tenantText(asked)}'`);
}

function settingsOf(
  registry: Pick<Registry, "tenant">,
  asked: Tenant,
  scope: Scope,
): TenantSettings {
  const tenant = ownTenant(asked, scope);
  const settings = registry.tenant(tenant);
  if (settings !== undefined) return settings;
  throw new ApiProblem("unknownTenant", `There is no tenant '${tenantText(tenantOfKey(tenant))}'`);
}

function noEntry(what: string, id: number, tenant: Tenant): ApiProblem {
  return new ApiProblem("unknownEntry", `Tenant '${tenantText(tenant)}' has no ${what} '${id}'`);
}
