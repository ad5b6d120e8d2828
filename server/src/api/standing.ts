import type { TenantKey } from "../lib/tenant-key.ts";
import type { LiveView } from "../live/live-view.ts";
import { timeOrNull } from "./words.ts";

/** When an answer was made, and up to when it holds all events of its tenants. */
export function standing(
  { live }: { readonly live: Pick<LiveView, "newestEventAt"> },
  { tenants, now }: { readonly tenants: readonly TenantKey[]; readonly now: number },
): { readonly generatedAt: number; readonly completeUpTo: number | null } {
  const newest = tenants.reduce((at, tenant) => Math.max(at, live.newestEventAt(tenant)), 0);
  return { generatedAt: now, completeUpTo: timeOrNull(newest) };
}
