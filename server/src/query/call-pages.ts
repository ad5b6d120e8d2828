// All calls that a filter matches, oldest first, page by page: at no time more than one page is held.
import type { CallRow } from "../call/record.ts";
import type { CallCursor, CallFilter } from "../storage/call-search.ts";
import type { History } from "../storage/history.ts";
import { fromHistory } from "./storage-failure.ts";

/** The next page is asked for when the last has been dealt with. */
export async function* callPages({
  history,
  filter,
  pageRows,
  signal,
}: {
  readonly history: Pick<History, "searchCalls">;
  readonly filter: CallFilter;
  readonly pageRows: number;
  readonly signal: AbortSignal;
}): AsyncGenerator<readonly CallRow[], void, void> {
  const search = {
    ...filter,
    sort: { by: "time", order: "ascending" },
    offset: 0,
    limit: pageRows,
  } as const;
  let after: CallCursor | undefined;
  do {
    signal.throwIfAborted();
    const place = after === undefined ? {} : { after };
    const { rows, next } = await fromHistory("calls to export", () =>
      history.searchCalls({ ...search, ...place }, signal),
    );
    yield rows;
    after = next;
  } while (after !== undefined);
}
