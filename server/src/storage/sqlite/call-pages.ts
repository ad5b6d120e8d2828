// Pages of lists that span days: whole days are skipped by their counts, without opening their files.
import { setImmediate as nextTurn } from "node:timers/promises";
import type { TenantKey } from "../../lib/tenant-key.ts";
import { ListPage, type WriteRow } from "../list-page.ts";
import { hasNumber, isNewestFirst, type DayQuery, type PagePart } from "./day-query.ts";
import type { DayList } from "./day-list.ts";
import type { DayReader } from "./day-reader.ts";
import { dayMs, dayOf } from "./minute.ts";
import { seekMinute, sum } from "./minute-seek.ts";
import { rowsOfDay } from "./rows-of-day.ts";

/** The calls of one day by its counts, and the files that they lie in. */
export type DayOfList = {
  readonly day: number;
  readonly fileDays: readonly number[];
  readonly calls: number;
};

export type PageSource = {
  /** Days that have calls, ascending. */
  readonly daysOfList: (tenant: TenantKey, kind: number) => readonly DayOfList[];
  /** Undefined when the day has just been dropped. */
  readonly day: (day: number) => DayReader | undefined;
  /** One of those days; undefined while it changes. */
  readonly list: (query: DayQuery, day: DayOfList) => DayList | undefined;
};

/** Files read before others get their turn: opening one takes a part of a millisecond. */
export const filesPerTurn = 16;

export async function readPage(
  source: PageSource,
  query: DayQuery,
  page: { readonly offset: number; readonly limit: number; readonly write: WriteRow },
): Promise<ListPage> {
  const { offset, limit, write } = page;
  const pages: ListPage[] = [];
  let [total, rows, files] = [0, 0, 0];
  if (query.from > query.to) return ListPage.joined(total, pages);
  const [first, last] = [dayOf(query.from), dayOf(query.to)];
  const days = source.daysOfList(query.tenant, query.kind);
  for (const ofList of isNewestFirst(query) ? days.toReversed() : days) {
    const { day, fileDays, calls } = ofList;
    if (day < first || day > last) continue;
    const skip = Math.max(0, offset - total);
    const wanted = limit - rows;
    const isWhole = query.from <= day && query.to >= day + dayMs - 1 && !hasNumber(query);
    if (isWhole && (wanted <= 0 || skip >= calls)) {
      total += calls;
      continue;
    }
    files += fileDays.length;
    if (files > filesPerTurn) {
      await nextTurn();
      files = fileDays.length;
    }
    const from = Math.max(query.from, day);
    const ofDay = { ...query, from, to: Math.min(query.to, day + dayMs - 1) };
    const list = source.list(query, ofList);
    const part = { skip, wanted: Math.max(0, wanted), write };
    const found = list?.page(ofDay, part) ?? readDay(readersOf(source, ofList), ofDay, part);
    pages.push(found);
    rows += found.rowCount;
    total += found.total;
  }
  return ListPage.joined(total, pages);
}

export function readersOf(
  source: Pick<PageSource, "day">,
  { fileDays }: DayOfList,
): readonly DayReader[] {
  return fileDays.flatMap((fileDay) => source.day(fileDay) ?? []);
}

function readDay(readers: readonly DayReader[], query: DayQuery, part: PagePart): ListPage {
  const [only] = readers;
  if (only !== undefined && readers.length === 1) {
    return only.snapshot(() => readDayOf(readers, query, part));
  }
  return readDayOf(readers, query, part);
}

function readDayOf(
  readers: readonly DayReader[],
  query: DayQuery,
  { skip, wanted, write }: PagePart,
): ListPage {
  const total = sum(readers.map((reader) => reader.total({ ...query, tenants: [query.tenant] })));
  if (wanted <= 0 || skip >= total) return ListPage.ofRows(total, [], write);
  const sought = seekMinute(readers, query, skip);
  return ListPage.ofRows(total, rowsOfDay(readers, sought.query, sought.offset, wanted), write);
}
