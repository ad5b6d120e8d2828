// All calls of a search, page after page, each from where the last one ended.
import type { CallFilter, CallSearch, FoundCalls } from "./call-search.ts";
import type { CallRow } from "./history.ts";

type Search = (search: CallSearch) => Promise<FoundCalls>;

/** Oldest first by the time of the filter. */
export async function* eachByPages(
  searchCalls: Search,
  filter: CallFilter,
  pageRows: number,
  signal: AbortSignal,
): AsyncIterable<readonly CallRow[]> {
  const page = { sort: { by: "time", order: "ascending" }, offset: 0, limit: pageRows } as const;
  for (let search: CallSearch = { ...filter, ...page }; ;) {
    signal.throwIfAborted();
    const { rows, next } = await searchCalls(search);
    if (rows.length > 0) yield rows;
    if (next === undefined) return;
    search = { ...search, after: next };
  }
}
