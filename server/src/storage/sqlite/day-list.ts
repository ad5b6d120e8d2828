// One day of a list of records: where each row stands in it, by counts per minute, and its rows in
// segments of a few minutes, which are kept as blocks as long as there is room.
import { firstIndex } from "../../lib/first-index.ts";
import { getOrPutUpTo } from "../../lib/get-or-put.ts";
import type { TenantKey } from "../../lib/tenant-key.ts";
import { ListPage, type WriteRow } from "../list-page.ts";
import type { CallRow } from "../history.ts";
import type { BlockCache, BlocksOfList } from "./block-cache.ts";
import { hasNumber, isNewestFirst, listOrder, type DayQuery, type PagePart } from "./day-query.ts";
import type { DayReader } from "./day-reader.ts";
import { edgesMax, HotNumber } from "./hot-number.ts";
import { IdFilter } from "./id-filter.ts";
import { dayMs, minuteMs, minuteOf } from "./minute.ts";
import { sum } from "./minute-seek.ts";
import { RowBlock } from "./row-block.ts";
import { rowsOfDay } from "./rows-of-day.ts";

/** Minutes are taken together until they have so many rows. */
const segmentRowsMin = 50;
/** A busier minute is kept in blocks of fewer rows, whose places are not places in time. */
const segmentRowsMax = 1024;
const busyBlockRows = 256;
/** A number with more calls in a day is hot: they are not read all at once. */
const hotCallsMin = 64;
const hotNumbersMax = 1000;
/** From so many questions on it pays to read which numbers there are. */
const questionsMin = 8;
/** A busier day is asked itself. */
const filteredRowsMax = 200_000;
const minutesOfDay = dayMs / minuteMs;

/** Rows from place `first` to before `end`. */
type Stretch = {
  readonly first: number;
  readonly end: number;
  readonly blocks: BlocksOfList;
  readonly write: WriteRow;
};

export class DayList {
  readonly #day: number;
  readonly #readers: readonly DayReader[];
  readonly #blocks: BlockCache;
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

  constructor(options: {
    readonly tenant: TenantKey;
    readonly kind: number;
    readonly day: number;
    /** Of the files that the rows lie in. */
    readonly readers: readonly DayReader[];
    readonly blocks: BlockCache;
  }) {
    const { tenant, kind, day, readers, blocks } = options;
    this.#day = day;
    this.#readers = readers;
    this.#blocks = blocks;
    const whole = { from: day, to: day + dayMs - 1 };
    this.#every = { tenant, kind, ...whole, callerNo: "", calleeNo: "" };
    this.#isDown = isNewestFirst(this.#every);
    this.#count();
  }

  /** `query` lies within the day. */
  page(query: DayQuery, part: PagePart): ListPage {
    return hasNumber(query) ? this.#pageOfNumber(query, part) : this.#pageOfAll(query, part);
  }

  #pageOfAll(query: DayQuery, { skip, wanted, write }: PagePart): ListPage {
    const blocks = this.#blocks.blocksOf(this, write);
    const [first, end] = this.#places(query, blocks);
    const to = Math.min(end, first + skip + wanted);
    return ListPage.joined(
      end - first,
      this.#read({ first: first + skip, end: to, blocks, write }),
    );
  }

  #pageOfNumber(query: DayQuery, part: PagePart): ListPage {
    const { skip, wanted, write } = part;
    if (!this.#mayHave(query)) return ListPage.ofRows(0, [], write);
    const name = nameOf(query);
    const hot = this.#hotNumbers.get(name);
    if (hot !== undefined) return hot.page(query, part);
    const blocks = this.#blocks.blocksOf(this, write);
    const { callerNo, calleeNo } = query;
    const ofDay = { ...this.#every, callerNo, calleeNo };
    // Most numbers have few calls: one look brings them all, and so their count.
    const few = blocks.known(name) ?? this.#fewRows(ofDay, write);
    if (few === undefined) return this.#hotNumber(name, ofDay).page(query, part);
    const block = blocks.block(name, () => few);
    const first = block.firstIndex((time) => time >= query.from);
    const end = block.firstIndex((time) => time > query.to);
    return block.page(end - first, first + skip, Math.min(end, first + skip + wanted));
  }

  #hotNumber(name: string, ofDay: DayQuery): HotNumber {
    const keep = (number: number, write: WriteRow, read: () => RowBlock) =>
      this.#blocks.blocksOf(this, write).block(`block ${number} ${name}`, read);
    const make = () => new HotNumber({ readers: this.#readers, ofDay, keep });
    return getOrPutUpTo(this.#hotNumbers, hotNumbersMax, name, make);
  }

  /** Undefined when they are many. */
  #fewRows(query: DayQuery, write: WriteRow): RowBlock | undefined {
    const found = this.#readers.map((reader) => reader.fewRows(query, hotCallsMin));
    if (!found.every((rows) => rows !== undefined)) return undefined;
    const rows = found.flat();
    if (found.length > 1) rows.sort(listOrder(query));
    return new RowBlock(rows, query.kind, write);
  }

  #sum(count: (reader: DayReader) => number): number {
    return sum(this.#readers.map(count));
  }

  /** False only when no call of the day has the numbers. */
  #mayHave({ callerNo, calleeNo }: DayQuery): boolean {
    const numbers = this.#blocks.filterOf(this) ?? this.#readNumbers();
    if (numbers === undefined) return true;
    return [callerNo, calleeNo].every((no, side) => no === "" || numbers.mayHave(side, no));
  }

  /** Undefined while it does not pay. One that had to make room is read again after as many questions. */
  #readNumbers(): IdFilter | undefined {
    if ((this.#before[minutesOfDay] ?? 0) > filteredRowsMax) return undefined;
    this.#numberQuestions += 1;
    if (this.#numberQuestions <= questionsMin) return undefined;
    this.#numberQuestions = 0;
    const found = (["caller_no", "callee_no"] as const).map((column) =>
      this.#readers.flatMap((reader) => reader.numbers(this.#every, column)),
    );
    const filter = new IdFilter(sum(found.map(({ length }) => length)));
    for (const [side, numbers] of found.entries()) {
      for (const number of numbers) filter.add(side, number);
    }
    this.#blocks.keepFilter(this, filter);
    return filter;
  }

  /** Of the first row of a range in the list, and behind its last. */
  #places({ from, to }: DayQuery, blocks: BlocksOfList): [first: number, end: number] {
    const all = this.#before[minutesOfDay] ?? 0;
    const [below, upTo] = [this.#rowsBefore(from, blocks), this.#rowsBefore(to + 1, blocks)];
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
  #rowsBefore(at: number, blocks: BlocksOfList): number {
    const ms = Math.min(Math.max(at - this.#day, 0), dayMs);
    const minute = Math.floor(ms / minuteMs);
    const base = this.#before[minute] ?? 0;
    if (ms % minuteMs === 0 || this.#before[minute + 1] === base) return base;
    const count = () => this.#rowsBeforeEdge(at, minute, blocks);
    return getOrPutUpTo(this.#edges, edgesMax, at, count);
  }

  #rowsBeforeEdge(at: number, minute: number, blocks: BlocksOfList): number {
    const segment = this.#starts.findLastIndex((start) => start <= minute);
    const block = blocks.known(segment);
    if (block === undefined) {
      const begin = this.#day + minute * minuteMs;
      const query = { ...this.#every, from: begin, to: at - 1 };
      return (this.#before[minute] ?? 0) + this.#sum((reader) => reader.count(query));
    }
    const before = this.#before[this.#starts[segment] ?? 0] ?? 0;
    const index = this.#isDown
      ? block.length - block.firstIndex((time) => time < at)
      : block.firstIndex((time) => time >= at);
    return before + index;
  }

  /** By their places in the order of the list, from `first` to before `end`. */
  #read({ first, end, blocks, write }: Stretch): ListPage[] {
    const pages: ListPage[] = [];
    const count = this.#starts.length - 1;
    const all = this.#before[minutesOfDay] ?? 0;
    let segment = this.#segmentOfRow(this.#isDown ? all - 1 - first : first);
    for (let next = first; next < end && segment >= 0 && segment < count;) {
      const below = this.#before[this.#starts[segment] ?? 0] ?? 0;
      const upTo = this.#before[this.#starts[segment + 1] ?? 0] ?? 0;
      const [from, to] = this.#isDown ? [all - upTo, all - below] : [below, upTo];
      const wanted = Math.min(end, to) - next;
      if (to - from > segmentRowsMax) {
        const places = { first: next - from, end: next - from + wanted };
        pages.push(...this.#readBusy(segment, { ...places, blocks, write }));
      } else {
        const ofSegment = segment;
        const load = () => new RowBlock(this.#load(ofSegment), this.#every.kind, write);
        const block = blocks.block(segment, load);
        const begin = next - from;
        pages.push(block.page(block.length, begin, Math.min(begin + wanted, block.length)));
      }
      next += wanted;
      segment += this.#isDown ? -1 : 1;
    }
    return pages;
  }

  /** Rows of a segment that is too busy for one block, by their places in it. */
  #readBusy(segment: number, { first, end, blocks, write }: Stretch): ListPage[] {
    const query = this.#queryOf(segment);
    const pages: ListPage[] = [];
    for (let next = first; next < end;) {
      const number = Math.floor(next / busyBlockRows);
      const from = number * busyBlockRows;
      const to = Math.min(end, from + busyBlockRows);
      const load = () => {
        const rows = rowsOfDay(this.#readers, query, from, busyBlockRows);
        return new RowBlock(rows, this.#every.kind, write);
      };
      const block = blocks.block(segment + (1 + number) * minutesOfDay, load);
      pages.push(block.page(block.length, next - from, Math.min(to - from, block.length)));
      next = to;
    }
    return pages;
  }

  /** The segment that has a row of the day, by the row's place in time. */
  #segmentOfRow(row: number): number {
    const endsBehind = (segment: number) =>
      (this.#before[this.#starts[segment + 1] ?? 0] ?? 0) > row;
    return firstIndex(this.#starts.length - 1, endsBehind);
  }

  /** In the order of the list. */
  #load(segment: number): readonly CallRow[] {
    const query = this.#queryOf(segment);
    const rows = this.#readers.flatMap((reader) => reader.allRows(query));
    return this.#readers.length > 1 ? rows.sort(listOrder(query)) : rows;
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
