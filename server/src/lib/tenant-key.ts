// (ccId, vdn) as one number: the first part of every key of every map and index.

/** ccId * 8192 + vdn: unique because vdn is at most 5000. */
export type TenantKey = number;

export type Tenant = { readonly ccId: number; readonly vdn: number };

export function tenantKey(tenant: Tenant): TenantKey {
  return tenant.ccId * 8192 + tenant.vdn;
}

export function tenantOfKey(key: TenantKey): Tenant {
  return { ccId: Math.floor(key / 8192), vdn: key % 8192 };
}

export function tenantText(tenant: Tenant): string {
  return `${tenant.ccId}/${tenant.vdn}`;
}

/** Reads "CC/VDN"; undefined when it is not of that form or out of range. */
export function parseTenant(text: string): Tenant | undefined {
  const match = /^(\d{1,5})\/(\d{1,4})$/.exec(text);
  if (match === null) return undefined;
  const tenant = { ccId: Number(match[1]), vdn: Number(match[2]) };
  const inRange = tenant.ccId >= 1 && tenant.ccId <= 65535 && tenant.vdn >= 1 && tenant.vdn <= 5000;
  return inRange ? tenant : undefined;
}
