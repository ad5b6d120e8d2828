// A record has its time before it is on disk: lists by that time wait for those in between.
import type { CallFilter } from "../storage/call-search.ts";
import { ApiProblem } from "./api-problem.ts";

export type Recording = {
  readonly ingest: {
    /** Rejects with the signal, and once the store refuses a commit. */
    readonly recordedUpTo: (to: number, signal: AbortSignal) => Promise<void>;
  };
};

/**
 * Before calls are read. Whoever goes on from where a list by `recorded` ended would never hear of a record
 * that was under way then. Throws a problem when such a record cannot be written.
 */
export async function allRecorded(
  { ingest }: Recording,
  { time, to }: Pick<CallFilter, "time" | "to">,
  signal: AbortSignal,
): Promise<void> {
  if (time !== "recorded") return;
  try {
    await ingest.recordedUpTo(to, signal);
  } catch (cause) {
    signal.throwIfAborted();
    const detail = "Cannot tell all that has been recorded: the store refuses commits";
    throw new ApiProblem("unavailable", detail, "", { cause });
  }
}
