import type { TenantKey } from "../lib/tenant-key.ts";
import type { AccessCode, Registry } from "../storage/registry.ts";

/** By ID, ascending. */
export function accessCodes(
  { registry }: { readonly registry: Pick<Registry, "tenant"> },
  tenant: TenantKey,
): readonly AccessCode[] {
  const codes = registry.tenant(tenant)?.accessCodes ?? [];
  return codes.toSorted((a, b) => a.innoId - b.innoId);
}
