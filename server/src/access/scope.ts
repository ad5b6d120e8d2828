// Which tenants a key may ask about.
import type { Registry, Scope } from "../storage/registry.ts";
import { tenantKey, tenantOfKey, type Tenant, type TenantKey } from "../lib/tenant-key.ts";

export type { Scope } from "../storage/registry.ts";

export type AdmittedTenant = {
  readonly kind: "admitted";
  readonly tenant: TenantKey;
  readonly timeZone: string;
};

/** forbidden: outside the key's scope, whether it exists or not. unknown: allowed, but not there. */
export type NotAdmitted = { readonly kind: "forbidden" | "unknown" };

export type Tenants = Pick<Registry, "tenant" | "tenants">;

const forbidden: NotAdmitted = { kind: "forbidden" };
const unknown: NotAdmitted = { kind: "unknown" };

export const everything: Scope = { kind: "global" };

export function mayUse(scope: Scope, tenant: TenantKey): boolean {
  return scope.kind === "global" || scope.tenants.includes(tenant);
}

export function admitTenant(
  registry: Tenants,
  scope: Scope,
  tenant: Tenant,
): AdmittedTenant | NotAdmitted {
  const key = tenantKey(tenant);
  return mayUse(scope, key) ? admit(registry, scope, key) : forbidden;
}

/**
 * Of an interface without ccId: in several call centres with that VDN it means the default one,
 * else the first that the key names.
 */
export function admitVdn(
  registry: Tenants,
  scope: Scope,
  vdn: number,
  defaultCcId: number,
): AdmittedTenant | NotAdmitted {
  const preferred = admitTenant(registry, scope, { ccId: defaultCcId, vdn });
  if (preferred.kind === "admitted") return preferred;
  const key = tenantsOf(registry, scope).find((key) => tenantOfKey(key).vdn === vdn);
  if (key !== undefined) return admit(registry, scope, key);
  return scope.kind === "global" ? unknown : forbidden;
}

/** Of an interface without vdn: all of the call centre's tenants that the key sees. */
export function admitCallCentre(
  registry: Tenants,
  scope: Scope,
  ccId: number,
): { readonly kind: "admitted"; readonly tenants: readonly TenantKey[] } | NotAdmitted {
  const tenants = tenantsOf(registry, scope).filter((key) => tenantOfKey(key).ccId === ccId);
  if (tenants.length > 0) return { kind: "admitted", tenants };
  return scope.kind === "global" ? unknown : forbidden;
}

export function tenantsOf(registry: Tenants, scope: Scope): readonly TenantKey[] {
  return scope.kind === "global" ? registry.tenants().map(tenantKey) : scope.tenants;
}

/** The operator named a private key's tenants: they exist before their first event. */
function admit(registry: Tenants, scope: Scope, tenant: TenantKey): AdmittedTenant | NotAdmitted {
  const settings = registry.tenant(tenant);
  if (settings === undefined && scope.kind === "global") return unknown;
  return {
    kind: "admitted",
    tenant,
    timeZone: settings?.timeZone ?? "UTC",
  };
}
