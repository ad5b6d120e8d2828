// One day of a list of records: where each row stands in it, by counts per minute, and its rows in
// segments of a few minutes, which are kept as long as there is room.
import { getOrPutUpTo } from "../../lib/get-or-put.ts";
import type { TenantKey } from "../../lib/tenant-key.ts";
import { ListPage, type BlockRun } from "../list-page.ts";
import type { CallRow } from "../history.ts";
import { hasNumber, isNewestFirst, listOrder, timeOfList, type DayQuery } from "./day-query.ts";
import type { DayReader } from "./day-reader.ts";
import { edgesMax, HotNumber } from "./hot-number.ts";
import { IdFilter } from "./id-filter.ts";
import { dayMs, minuteMs, minuteOf } from "./minute.ts";
import { sum } from "./minute-seek.ts";
import { rowsOfDay } from "./rows-of-day.ts";
import type { SegmentCache } from "./segment-cache.ts";

/** Minutes are taken together until they have so many rows. */
const segmentRowsMin = 50;
/** Rows of a busier minute are not kept: its index is read. */
const segmentRowsMax = 1024;
/** A number with more calls in a day is hot: they are not read all at once. */
const hotCallsMin = 64;
const hotNumbersMax = 1000;
/** From so many questions on it pays to read which numbers there are. */
const questionsMin = 8;
/** A busier day is asked itself. */
const filteredRowsMax = 200_000;
const minutesOfDay = dayMs / minuteMs;

export class DayList {
  readonly #day: number;
  readonly #readers: readonly DayReader[];
  readonly #segments: SegmentCache;
  readonly #every: DayQuery;
  readonly #isDown: boolean;
  /** Rows before each minute of the day, and of the whole day. */
  readonly #before = new Uint32Array(minutesOfDay + 1);
  /** The first minute of each segment, and the end of the last. */
  readonly #starts: number[] = [0];
  /** By caller and callee. */
  readonly #hotNumbers = new Map<string, HotNumber>();
  /** Rows before instants that were asked about. */
  readonly #edges = new Map<number, number>();
  #numberQuestions = 0;
  #numbers: IdFilter | undefined;

  constructor(options: {
    readonly tenant: TenantKey;
    readonly kind: number;
    readonly day: number;
    /** Of the files that the rows lie in. */
    readonly readers: readonly DayReader[];
    readonly segments: SegmentCache;
  }) {
    const { tenant, kind, day, readers, segments } = options;
    this.#day = day;
    this.#readers = readers;
    this.#segments = segments;
    const whole = { from: day, to: day + dayMs - 1 };
    this.#every = { tenant, kind, ...whole, callerNo: "", calleeNo: "" };
    this.#isDown = isNewestFirst(this.#every);
    this.#count();
  }

  /** `query` lies within the day. */
  page(query: DayQuery, skip: number, wanted: number): ListPage {
    return hasNumber(query)
      ? this.#pageOfNumber(query, skip, wanted)
      : this.#pageOfAll(query, skip, wanted);
  }

  #pageOfAll(query: DayQuery, skip: number, wanted: number): ListPage {
    const [first, end] = this.#places(query);
    return new ListPage(
      end - first,
      this.#read(first + skip, Math.min(end, first + skip + wanted)),
    );
  }

  #pageOfNumber(query: DayQuery, skip: number, wanted: number): ListPage {
    if (!this.#mayHave(query)) return ListPage.ofRows(0, []);
    const name = nameOf(query);
    const hot = this.#hotNumbers.get(name);
    if (hot !== undefined) return hot.page(query, skip, wanted);
    const { callerNo, calleeNo } = query;
    const ofDay = { ...this.#every, callerNo, calleeNo };
    // Most numbers have few calls: one look brings them all, and so their count.
    const few = this.#segments.known(this, name) ?? this.#fewRows(ofDay);
    if (few === undefined) return this.#hotNumber(name, ofDay).page(query, skip, wanted);
    const block = this.#segments.rows(this, name, () => few);
    const [first, end] = placesOfRange(block, query);
    const from = first + skip;
    const to = Math.min(end, from + wanted);
    return new ListPage(end - first, from < to ? [{ block, from, to }] : []);
  }

  #hotNumber(name: string, ofDay: DayQuery): HotNumber {
    const keep = (block: number, read: () => readonly CallRow[]) =>
      this.#segments.rows(this, `block ${block} ${name}`, read);
    const make = () => new HotNumber({ readers: this.#readers, ofDay, keep });
    return getOrPutUpTo(this.#hotNumbers, hotNumbersMax, name, make);
  }

  /** Undefined when they are many. */
  #fewRows(query: DayQuery): readonly CallRow[] | undefined {
    const found = this.#readers.map((reader) => reader.fewRows(query, hotCallsMin));
    if (!found.every((rows) => rows !== undefined)) return undefined;
    const rows = found.flat();
    return found.length > 1 ? rows.sort(listOrder(query)) : rows;
  }

  #sum(count: (reader: DayReader) => number): number {
    return sum(this.#readers.map(count));
  }

  /** False only when no call of the day has the numbers. */
  #mayHave({ callerNo, calleeNo }: DayQuery): boolean {
    const all = this.#before[minutesOfDay] ?? 0;
    this.#numberQuestions += 1;
    if (this.#numberQuestions > questionsMin && all <= filteredRowsMax) {
      this.#numbers ??= this.#readNumbers(all);
    }
    const numbers = this.#numbers;
    if (numbers === undefined) return true;
    return [callerNo, calleeNo].every((no, side) => no === "" || numbers.mayHave(side, no));
  }

  #readNumbers(calls: number): IdFilter {
    const filter = new IdFilter(2 * calls);
    for (const reader of this.#readers) {
      for (const [side, column] of (["caller_no", "callee_no"] as const).entries()) {
        for (const number of reader.numbers(this.#every, column)) filter.add(side, number);
      }
    }
    return filter;
  }

  /** Of the first row of a range in the list, and behind its last. */
  #places({ from, to }: DayQuery): [first: number, end: number] {
    const all = this.#before[minutesOfDay] ?? 0;
    const [below, upTo] = [this.#rowsBefore(from), this.#rowsBefore(to + 1)];
    return this.#isDown ? [all - upTo, all - below] : [below, upTo];
  }

  #count(): void {
    const first = minuteOf(this.#day);
    const calls = new Uint32Array(minutesOfDay);
    for (const reader of this.#readers) {
      for (const [minute, n] of reader.minutes(this.#every, first, first + minutesOfDay)) {
        calls[minute - first] = (calls[minute - first] ?? 0) + n;
      }
    }
    let [all, begun] = [0, 0];
    for (let minute = 0; minute < minutesOfDay; minute += 1) {
      const isFull = all - begun >= segmentRowsMin;
      const isTooMuch = all - begun + (calls[minute] ?? 0) > segmentRowsMax;
      if (all > begun && (isFull || isTooMuch)) {
        this.#starts.push(minute);
        begun = all;
      }
      all += calls[minute] ?? 0;
      this.#before[minute + 1] = all;
    }
    this.#starts.push(minutesOfDay);
  }

  /** Rows of the day whose time is before an instant. */
  #rowsBefore(at: number): number {
    const ms = Math.min(Math.max(at - this.#day, 0), dayMs);
    const minute = Math.floor(ms / minuteMs);
    const base = this.#before[minute] ?? 0;
    if (ms % minuteMs === 0 || this.#before[minute + 1] === base) return base;
    const count = () => this.#rowsBeforeEdge(at, minute);
    return getOrPutUpTo(this.#edges, edgesMax, at, count);
  }

  #rowsBeforeEdge(at: number, minute: number): number {
    const segment = this.#starts.findLastIndex((start) => start <= minute);
    const rows = this.#segments.known(this, segment);
    if (rows === undefined) {
      const begin = this.#day + minute * minuteMs;
      const query = { ...this.#every, from: begin, to: at - 1 };
      return (this.#before[minute] ?? 0) + this.#sum((reader) => reader.count(query));
    }
    const { kind } = this.#every;
    const before = this.#before[this.#starts[segment] ?? 0] ?? 0;
    const index = this.#isDown
      ? rows.length - firstIndex(rows, (row) => timeOfList(row, kind) < at)
      : firstIndex(rows, (row) => timeOfList(row, kind) >= at);
    return before + index;
  }

  /** By their places in the order of the list, from `first` to before `end`. */
  #read(first: number, end: number): BlockRun[] {
    const runs: BlockRun[] = [];
    let next = first;
    const count = this.#starts.length - 1;
    const all = this.#before[minutesOfDay] ?? 0;
    for (let step = 0; step < count && next < end; step += 1) {
      const segment = this.#isDown ? count - 1 - step : step;
      const below = this.#before[this.#starts[segment] ?? 0] ?? 0;
      const upTo = this.#before[this.#starts[segment + 1] ?? 0] ?? 0;
      const [from, to] = this.#isDown ? [all - upTo, all - below] : [below, upTo];
      if (to <= next) continue;
      const wanted = Math.min(end, to) - next;
      const kept = this.#rowsOfSegment(segment);
      const block = kept ?? this.#readBusy(segment, next - from, wanted);
      const begin = kept === undefined ? 0 : next - from;
      if (begin < block.length) {
        runs.push({ block, from: begin, to: Math.min(begin + wanted, block.length) });
      }
      next += wanted;
    }
    return runs;
  }

  /** In the order of the list; undefined when they are too many to be kept. */
  #rowsOfSegment(segment: number): readonly CallRow[] | undefined {
    const [start = 0, end = 0] = this.#starts.slice(segment, segment + 2);
    const rows = (this.#before[end] ?? 0) - (this.#before[start] ?? 0);
    if (rows > segmentRowsMax) return undefined;
    return this.#segments.rows(this, segment, () => this.#load(this.#queryOf(segment)));
  }

  #load(query: DayQuery): readonly CallRow[] {
    const rows = this.#readers.flatMap((reader) => reader.allRows(query));
    return this.#readers.length > 1 ? rows.sort(listOrder(query)) : rows;
  }

  #readBusy(segment: number, offset: number, limit: number): readonly CallRow[] {
    return rowsOfDay(this.#readers, this.#queryOf(segment), offset, limit);
  }

  #queryOf(segment: number): DayQuery {
    const [start = 0, end = 0] = this.#starts.slice(segment, segment + 2);
    const from = this.#day + start * minuteMs;
    return { ...this.#every, from, to: this.#day + end * minuteMs - 1 };
  }
}

/** Begins with a digit; no two are alike, whatever a number is made of. */
function nameOf({ callerNo, calleeNo }: DayQuery): string {
  return `${callerNo.length} ${callerNo} ${calleeNo}`;
}

/** Of the first row of a range among rows by arrival, and behind its last. */
function placesOfRange(
  rows: readonly CallRow[],
  { from, to }: DayQuery,
): [first: number, end: number] {
  return [
    firstIndex(rows, ({ arrivedAt }) => arrivedAt >= from),
    firstIndex(rows, ({ arrivedAt }) => arrivedAt > to),
  ];
}

/** The place of the first row that `is` holds for; it holds for all rows behind. */
function firstIndex(rows: readonly CallRow[], is: (row: CallRow) => boolean): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const row = rows[middle];
    if (row === undefined || is(row)) high = middle;
    else low = middle + 1;
  }
  return low;
}
