import type { TenantSummary } from "@trunkline/contract";
import { tenantsOf } from "../access/scope.ts";
import { tenantOfKey, tenantText, type TenantKey } from "../lib/tenant-key.ts";
import type { Registry, Role } from "../storage/registry.ts";
import type { ApiHandlerOf } from "./api-handler.ts";
import type { Names } from "./names.ts";
import { formulaOfToday, formulaWords, type Thresholds } from "./service-level.ts";
import { timeOrNull } from "./words.ts";

export type GetMeParts = {
  readonly registry: Pick<Registry, "tenant" | "tenants" | "bearerKeys">;
  readonly names: Pick<Names, "tenant">;
  readonly masksNumbers: (role: Role) => boolean;
  readonly version: string;
  readonly thresholds: Thresholds;
};

export function getMeHandler(parts: GetMeParts): ApiHandlerOf<"getMe"> {
  const { registry, masksNumbers, version, thresholds } = parts;
  const serviceLevel = {
    thresholdSeconds: thresholds.thresholdSeconds,
    formula: formulaWords(formulaOfToday, thresholds),
  };
  return ({ key: id, role, scope, wallNow }) => {
    const { name = "", expiresAt = 0 } = registry.bearerKeys().find((key) => key.id === id) ?? {};
    return {
      key: { id, name, role, expiresAt: timeOrNull(expiresAt) },
      isGlobal: scope.kind === "global",
      tenants: tenantsOf(registry, scope).map((tenant) => tenantSummary(parts, tenant)),
      serverVersion: version,
      masksNumbers: masksNumbers(role),
      serviceLevel,
      generatedAt: wallNow,
    };
  };
}

export function tenantSummary(
  {
    registry,
    names,
  }: { readonly registry: Pick<Registry, "tenant">; readonly names: Pick<Names, "tenant"> },
  tenant: TenantKey,
): TenantSummary {
  const { ccId, vdn } = tenantOfKey(tenant);
  return {
    tenant: tenantText({ ccId, vdn }),
    ccId,
    vdn,
    name: names.tenant(tenant),
    timeZone: registry.tenant(tenant)?.timeZone ?? "UTC",
  };
}
