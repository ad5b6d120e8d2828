// Who still names a tenant: it is removed when nobody does, as whoever names it would see it all the same.
import type { TenantKey } from "../lib/tenant-key.ts";
import type { Registry, Scope } from "../storage/registry.ts";

/** In words, such as "access key 'AK170' and 2 other keys name it"; undefined: nobody does. */
export function keysNaming(
  registry: Pick<Registry, "accessKeys" | "apps" | "bearerKeys">,
  tenant: TenantKey,
): string | undefined {
  const isNamedBy = ({ scope }: { readonly scope: Scope }) =>
    scope.kind === "tenants" && scope.tenants.includes(tenant);
  const [first, ...others] = [
    ...registry
      .bearerKeys()
      .filter(isNamedBy)
      .map(({ id }) => `bearer key '${id}'`),
    ...registry
      .accessKeys()
      .filter(isNamedBy)
      .map(({ ak }) => `access key '${ak}'`),
    ...registry
      .apps()
      .filter(isNamedBy)
      .map(({ appKey }) => `app '${appKey}'`),
  ];
  if (first === undefined) return undefined;
  if (others.length === 0) return `${first} names it`;
  return `${first} and ${others.length} other ${others.length === 1 ? "key" : "keys"} name it`;
}
