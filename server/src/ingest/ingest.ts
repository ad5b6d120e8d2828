// The door through which every event comes in, whatever its source.
import type { TenantKey } from "../lib/tenant-key.ts";

/** One event as received. `line` counts from 1; `raw` is its text, where there is one. */
export type Candidate = {
  readonly line: number;
  readonly value: unknown;
  readonly raw?: string;
  /** `raw` is the JSON of `value`. */
  readonly isJson?: boolean;
  /** Why there is no value: the line is refused with it. */
  readonly fault?: string;
};

export type Origin = {
  /** Default source of events that name none: event ids are unique per source. */
  readonly source: string;
  readonly mayWrite: (tenant: TenantKey) => boolean;
  /** The only tenant that the source may write: its refused events are that tenant's. */
  readonly onlyTenant?: TenantKey;
};

export type RefusedLine = {
  readonly line: number;
  readonly field: string;
  readonly reason: string;
};

export type IngestReply = {
  readonly accepted: number;
  readonly duplicates: number;
  readonly refused: readonly RefusedLine[];
};

export interface Ingest extends AsyncDisposable {
  /**
   * Validates, de-duplicates, folds and commits. Resolves once everything accepted is on disk; a
   * refused event never stops the others. Rejects only when the storage fails.
   */
  accept(candidates: readonly Candidate[], origin: Origin): Promise<IngestReply>;
  /** More events wait for a commit than `ingest.pendingEventsMax`: the source must slow down. */
  isOverloaded(): boolean;
}
