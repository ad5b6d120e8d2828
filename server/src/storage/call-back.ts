// Missed calls and whether somebody has called back.
import type { CallRow } from "../call/record.ts";
import type { TenantKey } from "../lib/tenant-key.ts";

export type CallBackQuery = {
  readonly tenants: readonly TenantKey[];
  /** waitBegin, inclusive at both ends; epoch ms. */
  readonly from: number;
  readonly to: number;
  readonly status: "open" | "resolved" | "all";
  /** Of the row; absent = any. */
  readonly skillIds?: readonly number[];
  readonly innoIds?: readonly number[];
  /** Exact. */
  readonly callerNo?: string;
  /** Only what comes after this row. */
  readonly after?: CallBackCursor;
  readonly offset: number;
  readonly limit: number;
};

/** The place of a missed call in the list. */
export type CallBackCursor = {
  readonly waitBegin: number;
  readonly tenant: TenantKey;
  readonly callId: string;
  readonly arrivedAt: number;
};

export type MissedCall = { readonly row: CallRow; readonly resolution?: Resolution };

/**
 * Of several the earliest counts; of one instant, the call. A missed call whose caller's number is not
 * known is resolved by hand only.
 */
export type Resolution = ResolvedByCall | ResolvedByHand;

/**
 * An agent talked with that number after the missed call had ended: it called again, or was called. A
 * call counts when its conversation with the agent began later than the missed call ended, whenever it
 * arrived.
 */
export type ResolvedByCall = {
  readonly kind: "call";
  /** The agent's conversation began; epoch ms. */
  readonly at: number;
  /** Since the missed call ended. */
  readonly afterMs: number;
  readonly callId: string;
  readonly arrivedAt: number;
  readonly agentId: number;
};

export type ResolvedByHand = {
  readonly kind: "hand";
  readonly at: number;
  /** Since the missed call ended; negative when it was resolved before a late record moved the end. */
  readonly afterMs: number;
  readonly by: string;
  readonly note: string;
};

export type HandResolution = Pick<ResolvedByHand, "at" | "by" | "note">;

/** `total` = all matches, whatever `after` skips. `next` is absent when no row comes after the last. */
export type MissedCallPage = {
  readonly total: number;
  readonly rows: readonly MissedCall[];
  readonly next?: CallBackCursor;
};
