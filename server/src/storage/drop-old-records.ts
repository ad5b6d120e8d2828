// Retention: whole days leave once no tenant keeps them, and tasks with the day that they began on.
import { tenantKey } from "../lib/tenant-key.ts";
import type { History } from "./history.ts";
import type { Registry } from "./registry.ts";

const dayMs = 86_400_000;

export type Dropped = { readonly days: number; readonly tasks: number };

/** A tenant that keeps longer keeps the day for all. */
export async function dropOldRecords({
  history,
  registry,
  now,
  keepDays,
}: {
  readonly history: Pick<History, "days" | "dropDay" | "dropTasks">;
  readonly registry: Pick<Registry, "tenants">;
  readonly now: number;
  readonly keepDays: number;
}): Promise<Dropped> {
  const tenants = registry.tenants();
  const longest = tenants.reduce((most, tenant) => Math.max(most, tenant.keepDays), keepDays);
  const before = Math.floor((now - longest * dayMs) / dayMs) * dayMs;
  const old = (await history.days()).filter((day) => day < before);
  for (const day of old) await history.dropDay(day);
  const tasks = await history.dropTasks(tenants.map(tenantKey), before);
  return { days: old.length, tasks };
}
