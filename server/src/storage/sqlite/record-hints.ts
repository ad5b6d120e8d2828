// What the near side knows of a batch's records, so that the writer need not find it out again.
import { unpackDigests, type PackedDigests } from "./call-digest.ts";
import type { DigestedChanges } from "./link-queue.ts";

/** What is known of the records of a batch beside what the journal has; in their order. */
export type RecordHints = {
  readonly digests: PackedDigests;
  /** 1 = the day has no record of the call. */
  readonly areNew: Uint8Array;
};

export function withHints(
  changes: DigestedChanges,
  hints: RecordHints | undefined,
): DigestedChanges {
  if (hints === undefined) return changes;
  const digests = unpackDigests(hints.digests);
  const ended = changes.ended.map((call, index) => ({
    ...call,
    digest: digests[index],
    isNew: hints.areNew[index] === 1,
  }));
  return { ...changes, ended };
}
