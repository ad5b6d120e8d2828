// The tenant of the demo: what the server's registry must know of it, and whom one will meet there.
import { accessCodePlans, accessNumber, outboundPlan, skillPlans } from "./centre-plan.ts";
import { localDays } from "../lib/local-day.ts";
import { rosterOf, type Duty } from "./staffing.ts";

export type DemoAccessCode = {
  readonly innoId: number;
  readonly number: string;
  readonly mediaType: number;
  readonly description: string;
};

/** Fits TenantSettings of storage/registry.ts, for Registry.putTenant(). */
export type DemoTenantSettings = {
  readonly ccId: number;
  readonly vdn: number;
  readonly timeZone: string;
  readonly keepDays: number;
  readonly accessCodes: readonly DemoAccessCode[];
};

export type DemoSkill = { readonly skillId: number; readonly name: string };

export type DemoAgent = { readonly agentId: number; readonly skillIds: readonly number[] };

export const demoTenant = { ccId: 1, vdn: 100 } as const;
export const demoSeed = 1;
/** About 80 MB of records and events a day; at the peak nearly two calls a second. */
export const demoCallsPerDay = 80_000;
export const demoProfile = "lively";
const keepDays = 3;
const dayMs = 86_400_000;
const weekdays = [0, 1, 2, 3, 4, 5, 6];

export function demoTenantSettings(options: { readonly timeZone: string }): DemoTenantSettings {
  const accessCodes = accessCodePlans.map(({ innoId, mediaType, description }) => {
    return { innoId, number: accessNumber(demoTenant.vdn, innoId), mediaType, description };
  });
  return { ...demoTenant, timeZone: options.timeZone, keepDays, accessCodes };
}

export function demoSkills(): readonly DemoSkill[] {
  return [...skillPlans, outboundPlan].map(({ skillId, name }) => ({ skillId, name }));
}

/** By agentId. */
export function demoAgents(): readonly DemoAgent[] {
  const agents = new Map<number, DemoAgent>();
  for (const weekday of weekdays) {
    const options = { callsPerDay: demoCallsPerDay, profile: demoProfile, weekday } as const;
    for (const { agentId, skillIds } of rosterOf(options))
      agents.set(agentId, { agentId, skillIds });
  }
  return [...agents.values()].sort((a, b) => a.agentId - b.agentId);
}

/** Whoever is there and stays longest, of the shifts of that day. */
export function demoAgentOnDuty(at: number, timeZone: string): number {
  const { from: day, weekday } = localDays(timeZone)(at);
  const options = { callsPerDay: demoCallsPerDay, profile: demoProfile, weekday } as const;
  const fraction = (at - day) / dayMs;
  const stays = ({ from, to }: Duty) => (from <= fraction ? to - fraction : -1);
  return rosterOf(options).reduce((best, duty) => (stays(duty) > stays(best) ? duty : best))
    .agentId;
}
