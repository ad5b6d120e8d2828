// The tenant that a request asks about, or the refusal of it.
import {
  admitCallCentre,
  admitTenant,
  admitVdn,
  type AdmittedTenant,
  type NotAdmitted,
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
  const must = `be a known VDN of ccId '${ccId}'`;
  return unlessRefused(admitTenant(registry, scope, { ccId, vdn }), "vdn", must, vdn);
}

export function tenantOfVdn(
  registry: Tenants,
  scope: Scope,
  { vdn, defaultCcId }: { readonly vdn: number; readonly defaultCcId: number },
): AdmittedTenant | Refusal {
  const admission = admitVdn(registry, scope, vdn, defaultCcId);
  return unlessRefused(admission, "vdn", "be a known VDN", vdn);
}

export function tenantsOfCallCentre(
  registry: Tenants,
  scope: Scope,
  ccId: number,
): { readonly kind: "admitted"; readonly tenants: readonly number[] } | Refusal {
  const admission = admitCallCentre(registry, scope, ccId);
  return unlessRefused(admission, "ccId", "be a known call centre", ccId);
}

function unlessRefused<Admitted extends { readonly kind: "admitted" }>(
  admission: Admitted | NotAdmitted,
  field: "ccId" | "vdn",
  must: string,
  value: number,
): Admitted | Refusal {
  if (admission.kind === "admitted") return admission;
  return admission.kind === "forbidden" ? notPermitted(field, value) : invalid(field, must, value);
}
