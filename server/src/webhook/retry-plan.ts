// What an attempt makes of a delivery: delivered, to be tried again, or parked.
import { pauseAfter, type Pauses } from "../lib/pause-after.ts";
import type { Attempted, Delivery } from "../storage/webhook-store.ts";
import type { PostResult } from "./post-message.ts";

export type RetryLimits = {
  readonly pauses: Pauses;
  /** From the first attempt on; after it a delivery is parked. */
  readonly retryForMs: number;
  /** From the first attempt on; after it others go before it. */
  readonly orderedForMs: number;
};

/** Says that nothing will ever be taken there again. */
export const goneStatus = 410;

/** What was due for longer was not tried because the server was away: that is not the receiver's fault. */
const awayMs = 3_600_000;

export function afterAttempt(
  delivery: Pick<Delivery, "attempts" | "firstAttemptAt" | "dueAt">,
  result: PostResult,
  {
    begunAt,
    now,
    chance,
    limits,
  }: {
    readonly begunAt: number;
    readonly now: number;
    /** 0..1 */
    readonly chance: number;
    readonly limits: RetryLimits;
  },
): Attempted {
  const attempts = delivery.attempts + 1;
  // One in the future was before the clock was set back: it would be tried until then.
  const isFirst = delivery.attempts === 0 || begunAt - delivery.dueAt > awayMs;
  const firstAttemptAt = isFirst ? begunAt : Math.min(delivery.firstAttemptAt, begunAt);
  const tried = { attempts, firstAttemptAt, lastAttemptAt: now };
  if (result.kind === "delivered") {
    return { ...tried, state: "delivered", dueAt: 0, isAside: false, lastError: "" };
  }
  const { pauses, retryForMs, orderedForMs } = limits;
  const { reason, status, retryAfterMs } = result;
  const failed = { ...tried, lastError: reason };
  const endsAt = firstAttemptAt + retryForMs;
  if (now >= endsAt || status === goneStatus) {
    return { ...failed, state: "parked", dueAt: 0, isAside: false };
  }
  const asked = Math.min(retryAfterMs, pauses.mostMs);
  const pauseMs = Math.max(pauseAfter(attempts, pauses, chance), asked);
  // The last attempt is at the very end of the time.
  const dueAt = Math.min(now + pauseMs, endsAt);
  return { ...failed, state: "pending", dueAt, isAside: now - firstAttemptAt >= orderedForMs };
}
