import type { History, MissedCallsQuery } from "../storage/history.ts";
import type { ListPage, WriteRow } from "../storage/list-page.ts";
import { fromHistory } from "./storage-failure.ts";

/** Inbound calls that asked for an agent in vain, newest wait first. */
export function missedCalls(
  { history }: { readonly history: Pick<History, "missedCalls"> },
  question: MissedCallsQuery,
  write: WriteRow,
): Promise<ListPage> {
  return fromHistory("missed calls", () => history.missedCalls(question, write));
}
