// What a search asks of one day file.
import type { SQLInputValue } from "node:sqlite";
import { tenantKey } from "../../lib/tenant-key.ts";
import type { CallCursor, CallFilter, CallSearch, CallSort } from "../call-search.ts";
import type { CallRow } from "../history.ts";
import { callColumns, rowOfArray } from "./call-columns.ts";
import { conditionOf, numberRanges, ofOwners, valueOf, type CallOwners } from "./call-condition.ts";
import type { CallWindow } from "./call-windows.ts";
import { allOf, type Condition } from "./condition.ts";
import { accessOf } from "./day-query.ts";
import type { DayReader } from "./day-reader.ts";
import { DigestSearch, type ValueRange } from "./digest-search.ts";
import {
  asksDevices,
  asksTraits,
  countedKinds,
  directionsOf,
  hasNumber,
  isByNumberAlone,
  simplest,
} from "./filter-shape.ts";
import { dayMs, hoursOfDay } from "./minute.ts";
import { sum } from "./minute-seek.ts";
import { unpackCallId } from "./packed-text.ts";
import type { DurationName } from "./traits-codec.ts";

/** The place of a row, and where it lies: in the file that this search was opened on. */
export type CallKey = CallCursor & { readonly search: DaySearch; readonly id: number };

/** Where a row lies in the list by arrival, but for those of one instant. */
export type CallPlace = { readonly arrivedAt: number; readonly id: number };

/** Of a whole day. */
export type DaySize = {
  /** So many are looked at, whatever else is asked. */
  readonly calls: number;
  /** So many of them match, if counts tell; else all. */
  readonly matches: number;
  /** So many may be looked at before others get their turn. */
  readonly callsPerTurnMax: number;
};

/** Undefined when the day has been dropped. */
export type OpenDay = () => DaySearch | undefined;

const columns = callColumns.join(", ");
/** So many more calls may be looked at in digests than in rows before others get their turn. */
const digestedFactor = 10;
/** To read a digest takes as long as to look at so many rows. */
const callsPerDigest = 4;
/** So many digests are read whatever is in them. */
const digestsFew = 1000;

export class DaySearch {
  readonly #day: number;
  readonly #reader: DayReader;
  readonly #filter: CallFilter;
  readonly #owners: CallOwners;
  readonly #condition: Condition;
  /** What numbers are sought in, where the filter has such; the indexes by number find few calls. */
  readonly #numbers: readonly Condition[];
  /** Kinds of counts whose sum is the filter's; undefined when it must be counted one by one. */
  readonly #kinds: readonly number[] | undefined;
  readonly #digests: DigestSearch | undefined;
  readonly #callsPerTurnMax: number;
  #size: DaySize | undefined;
  #found: number | undefined;

  constructor(parts: {
    readonly reader: DayReader;
    readonly day: number;
    readonly filter: CallFilter;
    /** What is asked for are the first by a duration. */
    readonly isByDuration: boolean;
    readonly callsPerTurnMax: number;
  }) {
    const { reader, day, callsPerTurnMax, isByDuration } = parts;
    const filter = simplest(parts.filter);
    this.#day = day;
    this.#reader = reader;
    this.#filter = filter;
    this.#callsPerTurnMax = callsPerTurnMax;
    this.#owners = { tenants: filter.tenants, directions: directionsOf(filter) };
    this.#condition = conditionOf(filter, day);
    this.#numbers = numberRanges(filter);
    this.#kinds = countedKinds(filter);
    const isCompared = isByDuration
      ? !hasNumber(filter)
      : this.#kinds === undefined && asksTraits(filter);
    if (isCompared || asksDevices(filter))
      this.#digests = new DigestSearch({ reader, day, filter });
  }

  /** What it asks is answered by counts: nothing is looked at in vain. */
  get isCounted(): boolean {
    return this.#kinds !== undefined;
  }

  /** An index gives the rows in their order: what is wanted of them is read, and no more. */
  get isInOrder(): boolean {
    const { tenants, directions } = this.#owners;
    return tenants.length === 1 && directions.length === 1;
  }

  /** The digests tell, which are by the hour. */
  get isByHour(): boolean {
    return this.needsDigests || this.#usefulDigests()?.isExact === true;
  }

  /** Its count is read from digests, which takes a tenth of the time. */
  countsAtOnce(window: CallWindow): boolean {
    const { calls, callsPerTurnMax } = this.size();
    const digests = this.#usefulDigests();
    const rows = calls / digestedFactor + callsPerDigest * this.#digestsOfDay;
    if (digests === undefined || rows > callsPerTurnMax) return false;
    return this.#reader.snapshot(() => digests.canCount(window));
  }

  /** Only the digests tell which calls match: they must be up to date. */
  get needsDigests(): boolean {
    return asksDevices(this.#filter);
  }

  /** As it was when it was first asked: to guess by. */
  size(): DaySize {
    this.#size ??= this.#measure();
    return this.#size;
  }

  count(window: CallWindow): number {
    if (this.#kinds !== undefined) return this.#sumOf(this.#kinds, window);
    if (isByNumberAlone(this.#filter) && (this.#filter.number !== undefined || this.#isSought())) {
      return this.#countOfNumber(window);
    }
    return this.#reader.snapshot(() => {
      const counted = this.#usefulDigests()?.count(window);
      if (counted !== undefined) return counted;
      const { where, values, isEmpty } = this.#within(window);
      if (isEmpty) return 0;
      const sql = `select count(*) from call where ${where}`;
      return Number(this.#reader.reader.arrays(sql).get(...values)?.[0]);
    });
  }

  /** The first by arrival, and all of the last one's instant, so that ties can be sorted. */
  rows(window: CallWindow, order: CallSort["order"], limit: number): CallRow[] {
    return this.#reader.snapshot(() => this.#firstRows(window, order, limit));
  }

  /** In no order; read from the index where the filter is no more. */
  places(window: CallWindow): CallPlace[] {
    return this.#reader.snapshot(() => {
      const { where, values, isEmpty } = this.#within(window);
      if (isEmpty) return [];
      const found = this.#reader.reader
        .arrays(`select arrived_ms, id from call where ${where}`)
        .all(...values);
      return found.map(([at, id]) => ({ arrivedAt: this.#day + Number(at), id: Number(id) }));
    });
  }

  /** Those that are still there. */
  rowsOfIds(ids: readonly number[]): ReadonlyMap<number, CallRow> {
    const sql = `select ${textColumns(this.#day)}, id from call where id in (select value from json_each(?))`;
    const found = this.#reader.reader.arrays(sql).all(JSON.stringify(ids));
    return new Map(found.map((row) => [Number(row.at(-1)), rowOfArray(row, this.#day)]));
  }

  rowsOfInstant(at: number): CallRow[] {
    return this.rows({ from: at, to: at }, "ascending", Infinity);
  }

  /**
   * Of all matches whose value is not behind `bound`, in no order. Undefined when they may be more than are looked at
   * before others get their turn: they are to be asked for by parts of the window.
   */
  keys(window: CallWindow, search: CallSearch, bound: number | undefined): CallKey[] | undefined {
    const { sort, time, after } = search;
    const value = valueOf(sort.by, time, this.#day);
    const [before, behind] = sort.order === "ascending" ? ["<=", ">="] : [">=", "<="];
    const bounds: SQLInputValue[] = [];
    let within = "";
    if (bound !== undefined) within += ` and ${value} ${before} ?`;
    if (after !== undefined) within += ` and ${value} ${behind} ?`;
    for (const limit of [bound, after?.value]) if (limit !== undefined) bounds.push(limit);
    const { by } = sort;
    const wanted = by === "time" ? undefined : valuesBetween(by, sort, bound, after?.value);
    const found = this.#reader.snapshot(() => {
      const { where, values, named = 0, isEmpty } = this.#within(window, wanted);
      if (isEmpty) return [];
      if (named > this.#callsPerTurnMax && !this.needsDigests) return undefined;
      const sql = `select id, tenant, arrived_ms, call_id, ${value} from call where ${where}${within}`;
      return this.#reader.reader.arrays(sql).all(...values, ...bounds);
    });
    return found?.map(([id, tenant, arrivedMs, packed, sorted]) => {
      const arrivedAt = this.#day + Number(arrivedMs);
      return {
        value: Number(sorted),
        tenant: Number(tenant),
        arrivedAt,
        callId: unpackCallId(packed, arrivedAt),
        search: this,
        id: Number(id),
      };
    });
  }

  /** Of a key of this search; undefined when it has gone. */
  rowOf({ id, tenant, arrivedAt }: CallKey): CallRow | undefined {
    const sql = `select ${columns} from call where id = ? and tenant = ? and arrived_ms = ?`;
    const found = this.#reader.reader.arrays(sql).get(id, tenant, arrivedAt - this.#day);
    return found && rowOfArray(found, this.#day);
  }

  /** As it is now; undefined when the filter does not match it, or it has gone. */
  rowOfCall({ tenant, callId, arrivedAt }: CallCursor): CallRow | undefined {
    const isIt = (row: CallRow) => row.callId === callId && tenantKey(row) === tenant;
    return this.rowsOfInstant(arrivedAt).find(isIt);
  }

  #firstRows(window: CallWindow, order: CallSort["order"], limit: number): CallRow[] {
    const { where, values, isEmpty } = this.#within(window);
    if (isEmpty) return [];
    const down = order === "ascending" ? "" : "desc";
    const sql = `select ${columns} from call where ${where} order by arrived_ms ${down} limit ?`;
    const found = this.#reader.reader.arrays(sql).all(...values, Math.min(limit, 2 ** 31));
    const rows = found.map((row) => rowOfArray(row, this.#day));
    const last = rows.at(-1);
    if (last === undefined || rows.length < limit) return rows;
    const { arrivedAt } = last;
    const instant = { from: arrivedAt, to: arrivedAt };
    if (window.from === arrivedAt && window.to === arrivedAt) {
      return this.#firstRows(instant, order, Infinity);
    }
    const before = rows.filter((row) => row.arrivedAt !== arrivedAt);
    return [...before, ...this.#firstRows(instant, order, Infinity)];
  }

  #sumOf(kinds: readonly number[], window: CallWindow): number {
    const { tenants, callerNo = "", calleeNo = "" } = this.#filter;
    return sum(
      kinds.map((kind) => this.#reader.total({ tenants, kind, ...window, callerNo, calleeNo })),
    );
  }

  /** Where many tenants have few calls an hour, the rows tell sooner. */
  #usefulDigests(): DigestSearch | undefined {
    const digests = this.#digestsOfDay;
    if (this.needsDigests || digests <= digestsFew) return this.#digests;
    return this.size().calls < callsPerDigest * digests ? undefined : this.#digests;
  }

  get #digestsOfDay(): number {
    return hoursOfDay * this.#owners.tenants.length;
  }

  get #wholeDay(): CallWindow {
    return { from: this.#day, to: this.#day + dayMs - 1 };
  }

  #measure(): DaySize {
    const callsPerTurnMax = this.#callsPerTurnMax;
    // Digests tell of all calls, whatever their numbers.
    const few = this.needsDigests ? undefined : this.#fewOfNumber();
    if (few !== undefined && few <= callsPerTurnMax) {
      return { calls: few, matches: few, callsPerTurnMax };
    }
    const ofDay = { tenants: this.#filter.tenants, ...this.#wholeDay, callerNo: "", calleeNo: "" };
    const count = (kind: number) => this.#reader.total({ ...ofDay, kind });
    const byDirection = [0, 1].map(count);
    const matches =
      few ?? sum((this.#kinds ?? [0, 1]).map((kind) => byDirection[kind] ?? count(kind)));
    return { calls: sum(byDirection), matches, callsPerTurnMax };
  }

  /** Of the numbers that the filter has, up to one more than may be looked at; undefined when it has none. */
  #fewOfNumber(): number | undefined {
    const { tenants, callerNo = "", calleeNo = "" } = this.#filter;
    if (callerNo === "" && calleeNo === "") {
      return this.#numbers.length === 0 ? undefined : this.#foundByNumber();
    }
    // Of two the caller's index is read.
    const numbers = { callerNo, calleeNo: callerNo === "" ? calleeNo : "" };
    return sum(
      this.#owners.directions.map((kind) => {
        const { where, values } = accessOf({ tenants, kind, ...this.#wholeDay, ...numbers });
        return this.#upToMax(`select 1 from call where ${where}`, values);
      }),
    );
  }

  /** The indexes by number find so few calls of the day that they are looked at, and no others. */
  #isSought(): boolean {
    return this.#numbers.length > 0 && this.#foundByNumber() <= this.#callsPerTurnMax;
  }

  #foundByNumber(): number {
    if (this.#found === undefined) {
      const { searches, values } = this.#ofNumber(this.#wholeDay);
      this.#found = this.#upToMax(searches.join(" union all "), values);
    }
    return this.#found;
  }

  /** Counts rows, up to one more than may be looked at. */
  #upToMax(select: string, values: readonly SQLInputValue[]): number {
    const sql = `select count(*) from (${select} limit ${this.#callsPerTurnMax + 1})`;
    return Number(this.#reader.reader.arrays(sql).get(...values)?.[0]);
  }

  /** In the indexes; a call from a number to itself is found twice. */
  #countOfNumber(window: CallWindow): number {
    const { searches, values } = this.#ofNumber(window);
    const sql = `select count(*) from (${searches.join(" union ")})`;
    return Number(this.#reader.reader.arrays(sql).get(...values)?.[0]);
  }

  /** IDs of the calls, a search for each range. */
  #ofNumber({ from, to }: CallWindow) {
    const owners = ofOwners(this.#owners);
    const window = [from - this.#day, to - this.#day];
    const searches = this.#numbers.map(
      ({ where }) =>
        `select id from call where ${owners.where} and ${where} and arrived_ms between ? and ?`,
    );
    return {
      searches,
      values: this.#numbers.flatMap(({ values }) => [...owners.values, ...values, ...window]),
    };
  }

  #within(window: CallWindow, value?: ValueRange) {
    const terms: Condition[] = [];
    const ids = this.#usefulDigests()?.ids(window, value);
    if (ids !== undefined) {
      const values = [JSON.stringify(ids)];
      terms.push({ where: "id in (select value from json_each(?))", values });
    }
    if (this.#isSought()) {
      const { searches, values } = this.#ofNumber(window);
      terms.push({ where: `id in (${searches.join(" union all ")})`, values });
    }
    // Where IDs are known the plus keeps the index by arrival away.
    const plus = terms.length > 0 ? "+" : "";
    const { where, values } = this.#condition;
    terms.push(ofOwners(this.#owners, plus), {
      where: `${plus}arrived_ms between ? and ? and ${where}`,
      values: [window.from - this.#day, window.to - this.#day, ...values],
    });
    return { ...allOf(terms), named: ids?.length, isEmpty: ids?.length === 0 };
  }
}

/**
 * As callColumns, with numbers and IDs as texts: of many rows that are soon forgotten, the texts that
 * JavaScript makes of numbers would be kept longer than the rows.
 */
function textColumns(day: number): string {
  const id = (column: string) =>
    `iif(typeof(${column}) = 'integer', ((${day} + arrived_ms) / 1000) || '-' || ${column}, ${column})`;
  return callColumns
    .map((column) => {
      if (column === "call_id" || column === "cms_call_id") return id(column);
      return column === "caller_no" || column === "callee_no" ? `cast(${column} as text)` : column;
    })
    .join(", ");
}

/** What a page may still take: not behind its bound, nor before the cursor. */
function valuesBetween(
  by: DurationName,
  { order }: CallSort,
  bound: number | undefined,
  after: number | undefined,
): ValueRange {
  const [min, max] = order === "ascending" ? [after, bound] : [bound, after];
  return { by, range: { ...(min !== undefined && { min }), ...(max !== undefined && { max }) } };
}
