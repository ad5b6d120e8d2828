// A record has its time before it is on disk: lists by that time wait for those in between.
import { ApiProblem } from "./api-problem.ts";
import type { CallsAsked } from "./call-filter.ts";

export type Recording = {
  /** Resolves when everything accepted so far is on disk. */
  readonly ingest: { readonly settled: () => Promise<void> };
  /** "" when the store takes commits. */
  readonly notReady: () => string;
};

/**
 * Before calls are read. Whoever goes on from where a list by `recorded` ended would never hear of a record
 * that was under way then. Throws a problem while the store refuses commits.
 */
export async function allRecorded(
  { ingest, notReady }: Recording,
  { time }: Pick<CallsAsked, "time">,
): Promise<void> {
  if (time !== "recorded") return;
  const reason = notReady();
  if (reason !== "") {
    throw new ApiProblem("unavailable", `Cannot tell all that has been recorded: ${reason}`);
  }
  await ingest.settled();
}
