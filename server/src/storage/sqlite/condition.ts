// A part of a statement's condition, with the values that it binds.
import type { SQLInputValue } from "node:sqlite";
import type { TenantKey } from "../../lib/tenant-key.ts";

export type Condition = { readonly where: string; readonly values: readonly SQLInputValue[] };

/** Of one tenant an index gives its rows in its own order; of several, each is sought in it. */
export function ofTenants(tenants: readonly TenantKey[]): Condition {
  const [only] = tenants;
  if (only !== undefined && tenants.length === 1) return { where: "tenant = ?", values: [only] };
  return {
    where: "tenant in (select value from json_each(?))",
    values: [JSON.stringify(tenants)],
  };
}

export function allOf(conditions: readonly Condition[]): Condition {
  return {
    where: conditions.map(({ where }) => where).join(" and "),
    values: conditions.flatMap(({ values }) => values),
  };
}
