// Which tenants a request is about. What a key may not see, it is told nothing of.
import { mayUse, tenantsOf, type Scope, type Tenants } from "../access/scope.ts";
import { parseTenant, tenantKey, type TenantKey } from "../lib/tenant-key.ts";
import { ApiProblem, invalidField } from "./api-problem.ts";

/** Those asked for; without any, all that the key sees. */
export function tenantsOfRequest(
  tenants: Tenants,
  scope: Scope,
  asked: readonly string[] | undefined,
): readonly TenantKey[] {
  if (asked === undefined) return tenantsOf(tenants, scope);
  return [...new Set(asked.map((text) => tenantOfRequest(tenants, scope, text)))];
}

export function tenantOfRequest(tenants: Tenants, scope: Scope, text: string): TenantKey {
  const tenant = parseTenant(text);
  if (tenant === undefined) {
    throw invalidField("tenant", "be CC/VDN, from 1/1 to 65535/5000", text);
  }
  const key = tenantKey(tenant);
  if (!mayUse(scope, key)) {
    throw new ApiProblem("forbidden", `The key may not ask about tenant '${text}'`, "tenant");
  }
  // The operator named a private key's tenants: they exist before their first event.
  if (scope.kind === "global" && tenants.tenant(key) === undefined) {
    throw new ApiProblem("unknownTenant", `There is no tenant '${text}'`, "tenant");
  }
  return key;
}
