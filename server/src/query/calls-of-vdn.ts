import type { CallRow } from "../call/record.ts";
import type { CallsQuery, History, Page } from "../storage/history.ts";
import { fromHistory } from "./storage-failure.ts";

/** Ended calls of one direction by time of arrival, ascending. */
export function callsOfVdn(
  { history }: { readonly history: Pick<History, "calls"> },
  question: CallsQuery,
): Promise<Page<CallRow>> {
  return fromHistory("calls", () => history.calls(question));
}
