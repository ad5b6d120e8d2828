// What a new key may be for: never more than the key that makes it.
import { mayUse, type Scope } from "../access/scope.ts";
import { parseTenant, tenantKey, tenantOfKey, tenantText } from "../lib/tenant-key.ts";
import { ApiProblem, invalidField } from "./api-problem.ts";

export function scopeOfRequest(
  asker: Scope,
  {
    tenants,
    isGlobal = false,
  }: { readonly tenants?: readonly string[]; readonly isGlobal?: boolean },
): Scope {
  if (isGlobal === (tenants !== undefined)) {
    const must = "be there, or 'isGlobal' true, and not both";
    throw invalidField("tenants", must, tenants ?? "nothing");
  }
  if (tenants === undefined) {
    if (asker.kind === "global") return { kind: "global" };
    throw new ApiProblem("forbidden", "Only a key for all tenants can make another", "isGlobal");
  }
  const keys = tenants.map((text) => {
    const tenant = parseTenant(text);
    if (tenant === undefined) {
      throw invalidField("tenants", "be each CC/VDN, from 1/1 to 65535/5000", text);
    }
    if (mayUse(asker, tenantKey(tenant))) return tenantKey(tenant);
    throw new ApiProblem("forbidden", `The key is not for tenant '${text}'`, "tenants");
  });
  return { kind: "tenants", tenants: [...new Set(keys)] };
}

/** Of a key within the asker's own reach; the others are none of its business. */
export function isWithin(scope: Scope, asker: Scope): boolean {
  if (asker.kind === "global") return true;
  return scope.kind === "tenants" && scope.tenants.every((tenant) => mayUse(asker, tenant));
}

export function shownScope(scope: Scope): {
  readonly isGlobal: boolean;
  readonly tenants: string[];
} {
  const keys = scope.kind === "global" ? [] : scope.tenants;
  const tenants = keys.map((tenant) => tenantText(tenantOfKey(tenant)));
  return { isGlobal: scope.kind === "global", tenants };
}
