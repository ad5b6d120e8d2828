// Retention: whole days leave once no tenant keeps them, and tasks with the day that they began on.
import type { History } from "./history.ts";
import type { Registry } from "./registry.ts";
import { tenantKey } from "../lib/tenant-key.ts";
import { dayMs, dayOf } from "./utc-day.ts";

export type Dropped = {
  readonly days: number;
  readonly tasks: number;
  /** Days that would leave by the clock, and stay: see quietDaysMax. */
  readonly heldBack: number;
};

/**
 * The clock counts no more than so many days beyond the newest record or task: one that is years ahead for a moment would
 * else drop every day for good. An installation may be quiet for a month and still drops what is too old.
 */
const quietDaysMax = 35;

export const heldBackText = `days that are too old by the clock stay: it is more than ${quietDaysMax} days beyond the newest record; see whether it is right`;

type Kept = {
  readonly history: Pick<History, "days" | "dropDay" | "dropTasks" | "tasks">;
  readonly registry: Pick<Registry, "tenants">;
  readonly now: number;
};

/** A tenant that keeps longer keeps the day for all. What is left when `signal` fires goes the next time. */
export async function dropOldRecords({
  keepDays,
  signal,
  ...kept
}: Kept & { readonly keepDays: number; readonly signal: AbortSignal }): Promise<Dropped> {
  const { history, registry, now } = kept;
  const longest = keptDays(registry, keepDays);
  const stored = await history.days();
  const newest = await newestOf(stored, kept);
  if (newest === undefined) return { days: 0, tasks: 0, heldBack: 0 };
  const present = Math.min(now, newest + quietDaysMax * dayMs);
  const before = dayOf(present - longest * dayMs);
  const beforeByClock = dayOf(now - longest * dayMs);
  let [days, tasks] = [0, 0];
  for (const day of stored) {
    if (day >= before || signal.aborted) break;
    await history.dropDay(day);
    days += 1;
  }
  while (!signal.aborted) {
    const dropped = await history.dropTasks(before);
    if (dropped === 0) break;
    tasks += dropped;
  }
  const heldBack = stored.filter((day) => day >= before && day < beforeByClock).length;
  return { days, tasks, heldBack };
}

/** How long records stay in truth: what `keepDays` of the server or of any tenant says, whichever is longest. */
export function keptDays(registry: Pick<Registry, "tenants">, keepDays: number): number {
  return registry.tenants().reduce((most, tenant) => Math.max(most, tenant.keepDays), keepDays);
}

/** When the newest record or task began that does not lie in the future; of records the day. Undefined: there is none. */
async function newestOf(
  days: readonly number[],
  { history, registry, now }: Kept,
): Promise<number | undefined> {
  const ofAll = { tenants: registry.tenants().map(tenantKey), from: 0, to: now };
  const anyTask = { taskTypes: [], states: [], caller: "", called: "" };
  const { rows } = await history.tasks({ ...ofAll, ...anyTask, offset: 0, limit: 1 });
  const begins = [days.findLast((day) => day <= now), rows[0]?.startedAt];
  return begins.filter((at) => at !== undefined).sort((a, b) => b - a)[0];
}
