import type { CallRow } from "../call/record.ts";
import type { History, MissedCallsQuery, Page } from "../storage/history.ts";
import { fromHistory } from "./storage-failure.ts";

/** Inbound calls that asked for an agent in vain, newest wait first. */
export function missedCalls(
  { history }: { readonly history: Pick<History, "missedCalls"> },
  question: MissedCallsQuery,
): Promise<Page<CallRow>> {
  return fromHistory("missed calls", () => history.missedCalls(question));
}
