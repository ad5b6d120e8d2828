// Rows of one day of a list: of its file, or of several when waits of that day lie in more than one.
import type { CallRow } from "../history.ts";
import { listOrder, type DayQuery } from "./day-query.ts";
import type { DayReader } from "./day-reader.ts";

/** In the order of the list. */
export function rowsOfDay(
  readers: readonly DayReader[],
  query: DayQuery,
  offset: number,
  limit: number,
): CallRow[] {
  const [only] = readers;
  if (only !== undefined && readers.length === 1) return only.rows(query, offset, limit);
  const rows = readers.flatMap((reader) => reader.rows(query, 0, offset + limit));
  return rows.sort(listOrder(query)).slice(offset, offset + limit);
}
