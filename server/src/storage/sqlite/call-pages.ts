// Pages of lists that span days: whole days are skipped by their counts, without opening their files.
import { setImmediate as nextTurn } from "node:timers/promises";
import type { TenantKey } from "../../lib/tenant-key.ts";
import { ListPage, type BlockRun } from "../list-page.ts";
import { hasNumber, isNewestFirst, type DayQuery } from "./day-query.ts";
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
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<ListPage> {
  const runs: BlockRun[] = [];
  let [total, rows, files] = [0, 0, 0];
  if (query.from > query.to) return new ListPage(total, runs);
  const [first, last] = [dayOf(query.from), dayOf(query.to)];
  const days = source
    .daysOfList(query.tenant, query.kind)
    .filter(({ day }) => day >= first && day <= last);
  for (const ofList of isNewestFirst(query) ? days.toReversed() : days) {
    const { day, fileDays, calls } = ofList;
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
    const found =
      list?.page(ofDay, skip, Math.max(0, wanted)) ??
      readDay(readersOf(source, ofList), ofDay, skip, wanted);
    runs.push(...found.runs);
    rows += found.rowCount;
    total += found.total;
  }
  return new ListPage(total, runs);
}

export function readersOf(
  source: Pick<PageSource, "day">,
  { fileDays }: DayOfList,
): readonly DayReader[] {
  return fileDays.flatMap((fileDay) => source.day(fileDay) ?? []);
}

function readDay(
  readers: readonly DayReader[],
  query: DayQuery,
  skip: number,
  wanted: number,
): ListPage {
  const [only] = readers;
  if (only !== undefined && readers.length === 1) {
    return only.snapshot(() => readDayOf(readers, query, skip, wanted));
  }
  return readDayOf(readers, query, skip, wanted);
}

function readDayOf(
  readers: readonly DayReader[],
  query: DayQuery,
  skip: number,
  wanted: number,
): ListPage {
  const total = sum(readers.map((reader) => reader.total({ ...query, tenants: [query.tenant] })));
  if (wanted <= 0 || skip >= total) return new ListPage(total, []);
  const sought = seekMinute(readers, query, skip);
  return ListPage.ofRows(total, rowsOfDay(readers, sought.query, sought.offset, wanted));
}
