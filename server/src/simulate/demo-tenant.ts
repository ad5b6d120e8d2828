export type DemoAccessCode = {
  readonly innoId: number;
  readonly number: string;
  readonly mediaType: number;
  readonly description: string;
};

export type DemoSkill = { readonly skillId: number; readonly name: string };

export type DemoAgent = { readonly agentId: number; readonly skillIds: readonly number[] };

/** Fits TenantSettings of storage/registry.ts, for Registry.putTenant(). */
export type DemoTenantSettings = {
  readonly ccId: number;
  readonly vdn: number;
  readonly timeZone: string;
  readonly keepDays: number;
  readonly accessCodes: readonly DemoAccessCode[];
};

export const demoTenant = { ccId: 1, vdn: 100 } as const;

export function demoTenantSettings(_options: { readonly timeZone: string }): DemoTenantSettings {
  return { ...demoTenant, timeZone: "UTC", keepDays: 3, accessCodes: [] };
}

export function demoSkills(): readonly DemoSkill[] {
  return [];
}

export function demoAgents(): readonly DemoAgent[] {
  return [];
}
