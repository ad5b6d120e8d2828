// Retention: whole days leave once no tenant keeps them.
import type { History } from "./history.ts";
import type { Registry } from "./registry.ts";

const dayMs = 86_400_000;

/** Returns how many days were dropped. A tenant that keeps longer keeps the day for all. */
export async function dropOldDays({
  history,
  registry,
  now,
  keepDays,
}: {
  readonly history: Pick<History, "days" | "dropDay">;
  readonly registry: Pick<Registry, "tenants">;
  readonly now: number;
  readonly keepDays: number;
}): Promise<number> {
  const longest = registry
    .tenants()
    .reduce((most, tenant) => Math.max(most, tenant.keepDays), keepDays);
  const old = (await history.days()).filter((day) => day + dayMs < now - longest * dayMs);
  for (const day of old) await history.dropDay(day);
  return old.length;
}
