// The tenant that a request asks about, or the refusal of it.
import {
  admitCallCentre,
  admitTenant,
  admitVdn,
  type AdmittedTenant,
  type Scope,
  type Tenants,
} from "../access/scope.ts";
import { invalid, notPermitted, type Refusal } from "./refusal.ts";

type Tenant = { readonly ccId: number; readonly vdn: number };

export function tenantOfRequest(
  registry: Tenants,
  scope: Scope,
  { ccId, vdn }: Tenant,
): AdmittedTenant | Refusal {
  const admission = admitTenant(registry, scope, { ccId, vdn });
  switch (admission.kind) {
    case "admitted":
      return admission;
    case "forbidden":
      return notPermitted("vdn", vdn);
    case "unknown":
      return invalid("vdn", `be a known VDN of ccId '${ccId}'`, vdn);
  }
}

export function tenantOfVdn(
  registry: Tenants,
  scope: Scope,
  { vdn, defaultCcId }: { readonly vdn: number; readonly defaultCcId: number },
): AdmittedTenant | Refusal {
  const admission = admitVdn(registry, scope, vdn, defaultCcId);
  switch (admission.kind) {
    case "admitted":
      return admission;
    case "forbidden":
      return notPermitted("vdn", vdn);
    case "unknown":
      return invalid("vdn", "be a known VDN", vdn);
  }
}

export function tenantsOfCallCentre(
  registry: Tenants,
  scope: Scope,
  ccId: number,
): { readonly kind: "admitted"; readonly tenants: readonly number[] } | Refusal {
  const admission = admitCallCentre(registry, scope, ccId);
  switch (admission.kind) {
    case "admitted":
      return admission;
    case "forbidden":
      return notPermitted("ccId", ccId);
    case "unknown":
      return invalid("ccId", "be a known call centre", ccId);
  }
}
