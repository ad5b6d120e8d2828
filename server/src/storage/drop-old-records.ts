// Retention: whole days leave once no tenant keeps them, and tasks with the day that they began on.
import type { History } from "./history.ts";
import type { Registry } from "./registry.ts";
import { dayMs, dayOf } from "./utc-day.ts";

export type Dropped = { readonly days: number; readonly tasks: number };

/** A tenant that keeps longer keeps the day for all. What is left when `signal` fires goes the next time. */
export async function dropOldRecords({
  history,
  registry,
  now,
  keepDays,
  signal,
}: {
  readonly history: Pick<History, "days" | "dropDay" | "dropTasks">;
  readonly registry: Pick<Registry, "tenants">;
  readonly now: number;
  readonly keepDays: number;
  readonly signal: AbortSignal;
}): Promise<Dropped> {
  const longest = registry
    .tenants()
    .reduce((most, tenant) => Math.max(most, tenant.keepDays), keepDays);
  const before = dayOf(now - longest * dayMs);
  let [days, tasks] = [0, 0];
  for (const day of await history.days()) {
    if (day >= before || signal.aborted) break;
    await history.dropDay(day);
    days += 1;
  }
  while (!signal.aborted) {
    const dropped = await history.dropTasks(before);
    if (dropped === 0) break;
    tasks += dropped;
  }
  return { days, tasks };
}
