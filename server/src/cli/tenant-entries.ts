// Tenants of the configuration file -> the registry.
import { defaultMediaType } from "@trunkline/contract/codes";
import type { TenantEntry } from "../config/option-table.ts";
import { UsageError } from "../config/usage-error.ts";
import { tenantKey, tenantText, type Tenant } from "../lib/tenant-key.ts";
import { isTimeZone } from "../lib/zone-calendar.ts";
import type { AccessCode, Registry, TenantSettings } from "../storage/registry.ts";
import { distinctCodes } from "../storage/with-access-code.ts";

/** What the file says of a tenant replaces what the registry has; of its name it says nothing. */
export function putTenantEntries(
  registry: Pick<Registry, "tenant" | "putTenant">,
  entries: readonly TenantEntry[],
): void {
  refuseTwice(entries);
  // All are looked at before one is written.
  for (const settings of entries.map(settingsOf)) {
    const name = registry.tenant(tenantKey(settings))?.name;
    registry.putTenant({ ...(name === undefined ? {} : { name }), ...settings });
  }
}

/** The later entry would take away what the earlier one says. */
function refuseTwice(entries: readonly TenantEntry[]): void {
  const known = new Set<string>();
  for (const tenant of entries.map(tenantText)) {
    if (known.has(tenant)) throw new UsageError(`Cannot use tenant ${tenant}: it is listed twice`);
    known.add(tenant);
  }
}

function settingsOf(entry: TenantEntry): TenantSettings {
  const { ccId, vdn, timeZone = "UTC", keepDays = 0, accessCodes = [] } = entry;
  if (!isTimeZone(timeZone)) {
    const tenant = tenantText({ ccId, vdn });
    throw new UsageError(`Cannot use tenant ${tenant}: '${timeZone}' is not an IANA time zone`);
  }
  return { ccId, vdn, timeZone, keepDays, accessCodes: codesOf({ ccId, vdn }, accessCodes) };
}

function codesOf(
  tenant: Tenant,
  entries: NonNullable<TenantEntry["accessCodes"]>,
): readonly AccessCode[] {
  const codes = distinctCodes(
    entries.map(({ mediaType = defaultMediaType, description = "", ...named }) => {
      return { ...named, mediaType, description };
    }),
  );
  if (codes.kind === "distinct") return codes.accessCodes;
  throw new UsageError(
    `Cannot use tenant ${tenantText(tenant)}: its access codes must have each ID and each number once; ${codes.words}`,
  );
}
