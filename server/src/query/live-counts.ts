import type { TenantKey } from "../lib/tenant-key.ts";
import type { LiveCounts, LiveView } from "../live/live-view.ts";

/**
 * Told of one access code. `calls` is the same object as long as they do not change; `longestWaitMs` is of those that wait
 * now, 0 = nobody waits.
 */
export type VisitAccessCode = (innoId: number, calls: LiveCounts, longestWaitMs: number) => void;

/** Visits the access codes asked for, in the order asked; zeros for one that does not exist. */
export function liveCountsOfAccessCodes(
  { live }: { readonly live: Pick<LiveView, "countsOfAccessCode"> },
  question: {
    readonly tenant: TenantKey;
    readonly innoIds: readonly number[];
    readonly now: number;
  },
  visit: VisitAccessCode,
): void {
  const { tenant, innoIds, now } = question;
  for (const innoId of innoIds) {
    const calls = live.countsOfAccessCode(tenant, innoId);
    const { longestWaitSince } = calls;
    visit(innoId, calls, longestWaitSince > 0 ? Math.max(0, now - longestWaitSince) : 0);
  }
}
