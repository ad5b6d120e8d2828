import type { TenantKey } from "../lib/tenant-key.ts";
import type { LiveView } from "../live/live-view.ts";

export type AccessCodeCounts = {
  readonly innoId: number;
  readonly all: number;
  readonly ivr: number;
  readonly queue: number;
  readonly agent: number;
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
    const { all, ivr, queue, agent, longestWaitSince } = live.countsOfAccessCode(tenant, innoId);
    const longestWaitMs = longestWaitSince > 0 ? Math.max(0, now - longestWaitSince) : 0;
    return { innoId, all, ivr, queue, agent, longestWaitMs };
  });
}
