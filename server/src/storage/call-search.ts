// Searching ended calls: any filters together, in any order, by cursor or by offset.
import type { Direction } from "@trunkline/contract";
import type { CallOutcome } from "../call/call-outcome.ts";
import type { CallRow } from "../call/record.ts";
import type { TenantKey } from "../lib/tenant-key.ts";

/** Which calls. All that is given must hold; of a list, any of its values. Empty lists match nothing. */
export type CallFilter = {
  readonly tenants: readonly TenantKey[];
  /** The time that must lie from `from` to `to`: of arrival, of the end, or of the record's writing. */
  readonly time: CallTime;
  /** Epoch ms, inclusive at both ends. */
  readonly from: number;
  readonly to: number;
  readonly direction?: Direction;
  /** An agent who talked in the call at any time, not only the one that the row names. */
  readonly agentIds?: readonly number[];
  /** A skill queue that the call waited in at any time, or the one that the row names. */
  readonly skillIds?: readonly number[];
  readonly innoIds?: readonly number[];
  /** Exact. */
  readonly callerNo?: string;
  readonly calleeNo?: string;
  /** Caller or callee, exact. */
  readonly number?: string;
  /** Caller or callee begins with it. */
  readonly numberPrefix?: string;
  /** See call-outcome.ts; "abandoned" and "missed" together are all calls with isMissed. */
  readonly outcomes?: readonly CallOutcome[];
  readonly isMissed?: boolean;
  readonly isExpired?: boolean;
  readonly mediaTypes?: readonly number[];
  readonly callTypes?: readonly number[];
  readonly leaveReasons?: readonly number[];
  /** Of the durations of call-duration.ts. */
  readonly waitMs?: DurationRange;
  readonly talkMs?: DurationRange;
  readonly durationMs?: DurationRange;
};

export type CallTime = "arrived" | "ended" | "recorded";

/** Inclusive at both ends; ms. */
export type DurationRange = { readonly min?: number; readonly max?: number };

/** "time" is the time that is filtered on. Ties come by tenant, then callId, always ascending. */
export type CallSort = {
  readonly by: "time" | "waitMs" | "talkMs" | "durationMs";
  readonly order: "ascending" | "descending";
};

export type CallSearch = CallFilter & {
  readonly sort: CallSort;
  /** Only what comes after this row: its place stays where it is when records come in between. */
  readonly after?: CallCursor;
  /** Matches to pass over, counted from `after` or from the beginning. */
  readonly offset: number;
  readonly limit: number;
};

/** The place of a row in a list. */
export type CallCursor = {
  /** What the list is sorted by: epoch ms or ms. */
  readonly value: number;
  readonly tenant: TenantKey;
  readonly callId: string;
  /** Tells calls apart that a platform gave one ID. */
  readonly arrivedAt: number;
};

/** `next` is of the last row; absent when no row comes after it. */
export type FoundCalls = { readonly rows: readonly CallRow[]; readonly next?: CallCursor };
