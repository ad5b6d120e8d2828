import type { TenantKey } from "../lib/tenant-key.ts";
import type { LiveCounts, LiveView } from "../live/live-view.ts";

export type AccessCodeCounts = {
  readonly innoId: number;
  /** The same object as long as they do not change. */
  readonly calls: LiveCounts;
  /** Of the calls that wait now; 0 = nobody waits. */
  readonly longestWaitMs: number;
};

/** One row per access code asked for, in the order asked; zeros for one that does not exist. */
export function liveCountsOfAccessCodes(
  { live }: { readonly live: Pick<LiveView, "countsOfAccessCode"> },
  question: {
    readonly tenant: TenantKey;
    readonly innoIds: readonly number[];
    readonly now: number;
  },
): readonly AccessCodeCounts[] {
  const { tenant, innoIds, now } = question;
  return innoIds.map((innoId) => {
    const calls = live.countsOfAccessCode(tenant, innoId);
    const { longestWaitSince } = calls;
    const longestWaitMs = longestWaitSince > 0 ? Math.max(0, now - longestWaitSince) : 0;
    return { innoId, calls, longestWaitMs };
  });
}
