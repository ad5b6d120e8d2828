import type { CallsQuery, History } from "../storage/history.ts";
import type { ListPage, WriteRow } from "../storage/list-page.ts";
import { fromHistory } from "./storage-failure.ts";

/** Ended calls of one direction by time of arrival, ascending. */
export function callsOfVdn(
  { history }: { readonly history: Pick<History, "calls"> },
  question: CallsQuery,
  write: WriteRow,
): Promise<ListPage> {
  return fromHistory("calls", () => history.calls(question, write));
}
