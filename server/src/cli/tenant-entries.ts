// Tenants of the configuration file -> the registry.
import { defaultMediaType } from "@trunkline/contract/codes";
import type { TenantEntry } from "../config/option-table.ts";
import { UsageError } from "../config/usage-error.ts";
import { tenantKey, tenantText } from "../lib/tenant-key.ts";
import { isTimeZone } from "../lib/zone-calendar.ts";
import type { Registry } from "../storage/registry.ts";

/** What the file says of a tenant replaces what the registry has; of its name it says nothing. */
export function putTenantEntries(
  registry: Pick<Registry, "tenant" | "putTenant">,
  entries: readonly TenantEntry[],
): void {
  for (const { ccId, vdn, timeZone = "UTC", keepDays = 0, accessCodes = [] } of entries) {
    if (!isTimeZone(timeZone)) {
      const tenant = tenantText({ ccId, vdn });
      throw new UsageError(`Cannot use tenant ${tenant}: '${timeZone}' is not an IANA time zone`);
    }
    const ids = accessCodes.map(({ innoId }) => innoId);
    const twice = ids.find((id, index) => ids.indexOf(id) < index);
    if (twice !== undefined) {
      const tenant = tenantText({ ccId, vdn });
      throw new UsageError(`Cannot use tenant ${tenant}: it has access code '${twice}' twice`);
    }
    const name = registry.tenant(tenantKey({ ccId, vdn }))?.name;
    registry.putTenant({
      ...(name === undefined ? {} : { name }),
      ccId,
      vdn,
      timeZone,
      keepDays,
      accessCodes: accessCodes.map(({ mediaType, description, ...code }) => ({
        ...code,
        mediaType: mediaType ?? defaultMediaType,
        description: description ?? "",
      })),
    });
  }
}
