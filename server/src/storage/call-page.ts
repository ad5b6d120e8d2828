// A page of a list that is sorted already.
import type { CallRow } from "../call/record.ts";
import { compareCursors, cursorOf } from "./call-order.ts";
import type { CallSearch, FoundCalls } from "./call-search.ts";

/** `rows` ascend in the order of the search. */
export function pageOfSorted(rows: readonly CallRow[], search: CallSearch): FoundCalls {
  const { sort, time, after, offset, limit } = search;
  const rest =
    after === undefined
      ? rows
      : rows.filter((row) => compareCursors(cursorOf(row, sort.by, time), after, sort.order) > 0);
  const page = rest.slice(offset, offset + limit);
  const last = page.at(-1);
  if (last === undefined || rest.length <= offset + limit) return { rows: page };
  return { rows: page, next: cursorOf(last, sort.by, time) };
}
