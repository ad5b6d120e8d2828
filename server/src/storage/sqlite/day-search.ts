// What a search asks of one day file.
import type { SQLInputValue } from "node:sqlite";
import type { TenantKey } from "../../lib/tenant-key.ts";
import type { CallCursor, CallFilter, CallSearch, CallSort } from "../call-search.ts";
import type { CallRow } from "../history.ts";
import { ByteReader } from "./byte-text.ts";
import { callColumns, directionCode, rowOfArray } from "./call-columns.ts";
import { conditionOf, valueOf, type CallRun, type Condition } from "./call-condition.ts";
import type { CallWindow } from "./call-windows.ts";
import type { DayReader } from "./day-reader.ts";
import { digestIdsOf } from "./digest-hour.ts";
import { hourMs, missedArrivalKind } from "./minute.ts";
import { sum } from "./minute-seek.ts";
import { unpackCallId } from "./packed-text.ts";
import { readIds } from "./visits-codec.ts";

/** The place of a row, and where it lies. */
export type CallKey = CallCursor & { readonly day: number; readonly id: number };

/** Where a row lies in the list by arrival, but for those of one instant. */
export type CallPlace = { readonly arrivedAt: number; readonly id: number };

/** Undefined when the day has been dropped. */
export type OpenDay = () => DaySearch | undefined;

/** With what it asks for beside the window. */
type SearchedRun = CallRun & { readonly condition: Condition };

export type RunPage = {
  readonly fromRun: number;
  readonly toRun: number;
  /** Rows of each run. */
  readonly limit: number;
};

const columns = callColumns.join(", ");
const directions = [0, 1] as const;

/** Those of a page are none of its filter. */
const plainFields: ReadonlySet<string> = new Set<keyof CallSearch>([
  "tenants",
  "time",
  "from",
  "to",
  "direction",
  "isMissed",
  "callerNo",
  "calleeNo",
  "sort",
  "after",
  "offset",
  "limit",
]);

export class DaySearch {
  readonly #day: number;
  readonly #reader: DayReader;
  readonly #filter: CallFilter;
  readonly #tenants: readonly TenantKey[];
  readonly #runs: readonly SearchedRun[];
  /** Kinds of counts whose sum is the filter's; undefined when it must be counted one by one. */
  readonly #kinds: readonly number[] | undefined;

  constructor(reader: DayReader, day: number, filter: CallFilter) {
    this.#day = day;
    this.#reader = reader;
    this.#filter = filter;
    this.#tenants = [...new Set(filter.tenants)];
    const { direction } = filter;
    const asked = direction === undefined ? directions : [directionCode(direction)];
    this.#runs = this.#tenants.flatMap((tenant) =>
      asked.map((direction) => {
        const run = { tenant, direction };
        return { ...run, condition: conditionOf(filter, run, day) };
      }),
    );
    this.#kinds = countedKinds(filter);
  }

  /** What it asks is answered by counts and the order of an index: nothing is looked at in vain. */
  get isCounted(): boolean {
    return this.#kinds !== undefined;
  }

  /** Each window is read once per tenant and direction, up to the limit. */
  get runCount(): number {
    return this.#runs.length;
  }

  /** So many at least are looked at, whatever else is asked. */
  callsIn(window: CallWindow): number {
    return this.#sumOf(directions, window);
  }

  count(window: CallWindow): number {
    if (this.#kinds !== undefined) return this.#sumOf(this.#kinds, window);
    const counts = this.#runs.map((run) => {
      const { where, values, isEmpty } = this.#within(run, window);
      if (isEmpty) return 0;
      const sql = `select count(*) from call where ${where}`;
      return Number(this.#reader.reader.arrays(sql).get(...values)?.[0]);
    });
    return sum(counts);
  }

  /** Of some runs, from one to before another, each its first rows by arrival. */
  rows(window: CallWindow, order: CallSort["order"], page: RunPage): CallRow[] {
    const { fromRun, toRun, limit } = page;
    const runs = this.#runs.slice(fromRun, toRun);
    // Of one instant, and without a lock for each run.
    return this.#reader.reader.snapshot(() =>
      runs.flatMap((run) => this.#rowsOfRun(run, window, order, limit)),
    );
  }

  /** Of some runs, from one to before another, in no order: read from the index where the filter is no more. */
  places(window: CallWindow, fromRun: number, toRun: number): CallPlace[] {
    return this.#reader.reader.snapshot(() =>
      this.#runs.slice(fromRun, toRun).flatMap((run) => {
        const { where, values, isEmpty } = this.#within(run, window);
        if (isEmpty) return [];
        const found = this.#reader.reader
          .arrays(`select arrived_ms, id from call where ${where}`)
          .all(...values);
        return found.map(([at, id]) => ({ arrivedAt: this.#day + Number(at), id: Number(id) }));
      }),
    );
  }

  /** Those that are still there. */
  rowsOfIds(ids: readonly number[]): ReadonlyMap<number, CallRow> {
    const sql = `select ${textColumns(this.#day)}, id from call where id in (select value from json_each(?))`;
    const found = this.#reader.reader.arrays(sql).all(JSON.stringify(ids));
    return new Map(found.map((row) => [Number(row.at(-1)), rowOfArray(row, this.#day)]));
  }

  /** Of all runs. */
  rowsOfInstant(at: number): CallRow[] {
    const page = { fromRun: 0, toRun: this.runCount, limit: Infinity };
    return this.rows({ from: at, to: at }, "ascending", page);
  }

  /** Of all matches whose value is not behind `bound`, in no order. */
  keys(window: CallWindow, search: CallSearch, bound: number | undefined): CallKey[] {
    const { sort, time, after } = search;
    const value = valueOf(sort.by, time, this.#day);
    const [before, behind] = sort.order === "ascending" ? ["<=", ">="] : [">=", "<="];
    const bounds: SQLInputValue[] = [];
    let within = "";
    if (bound !== undefined) within += ` and ${value} ${before} ?`;
    if (after !== undefined) within += ` and ${value} ${behind} ?`;
    for (const limit of [bound, after?.value]) if (limit !== undefined) bounds.push(limit);
    const keys: CallKey[] = [];
    for (const run of this.#runs) {
      const { where, values, isEmpty } = this.#within(run, window);
      if (isEmpty) continue;
      const sql = `select id, arrived_ms, call_id, ${value} from call where ${where}${within}`;
      for (const [id, arrivedMs, packed, sorted] of this.#reader.reader
        .arrays(sql)
        .all(...values, ...bounds)) {
        const arrivedAt = this.#day + Number(arrivedMs);
        const place = { value: Number(sorted), tenant: run.tenant, arrivedAt };
        const callId = unpackCallId(packed, arrivedAt);
        keys.push({ ...place, callId, day: this.#day, id: Number(id) });
      }
    }
    return keys;
  }

  /** All rows of the run's last instant are among them, so that ties can be sorted. */
  #rowsOfRun(
    run: SearchedRun,
    window: CallWindow,
    order: CallSort["order"],
    limit: number,
  ): CallRow[] {
    const { where, values, isEmpty } = this.#within(run, window);
    if (isEmpty) return [];
    const down = order === "ascending" ? "" : "desc";
    const sql = `select ${columns} from call where ${where} order by arrived_ms ${down} limit ?`;
    const found = this.#reader.reader.arrays(sql).all(...values, Math.min(limit, 2 ** 31));
    const rows = found.map((row) => rowOfArray(row, this.#day));
    const last = rows.at(-1);
    if (last === undefined || rows.length < limit) return rows;
    const { arrivedAt } = last;
    if (window.from === arrivedAt && window.to === arrivedAt) {
      return this.#rowsOfRun(run, window, order, Infinity);
    }
    const instant = { from: arrivedAt, to: arrivedAt };
    const before = rows.filter((row) => row.arrivedAt !== arrivedAt);
    return [...before, ...this.#rowsOfRun(run, instant, order, Infinity)];
  }

  #sumOf(kinds: readonly number[], window: CallWindow): number {
    const { callerNo = "", calleeNo = "" } = this.#filter;
    return sum(
      this.#tenants.flatMap((tenant) =>
        kinds.map((kind) => this.#reader.total({ tenant, kind, ...window, callerNo, calleeNo })),
      ),
    );
  }

  #within({ tenant, condition }: SearchedRun, window: CallWindow) {
    const values: SQLInputValue[] = [...condition.values];
    let where = `${condition.where} and arrived_ms between ? and ?`;
    values.push(window.from - this.#day, window.to - this.#day);
    const ids = this.#visited(tenant, window);
    if (ids !== undefined) {
      where += " and id in (select value from json_each(?))";
      values.push(JSON.stringify(ids));
    }
    return { where, values, isEmpty: ids?.length === 0 };
  }

  /** IDs of the calls that visited what is asked for, from the digests; undefined = nothing is asked for. */
  #visited(tenant: TenantKey, { from, to }: CallWindow): readonly number[] | undefined {
    const { agentIds, skillIds } = this.#filter;
    if (agentIds === undefined && skillIds === undefined) return undefined;
    const [agents, skills] = [agentIds && new Set(agentIds), skillIds && new Set(skillIds)];
    const hour = (at: number) => digestIdsOf(tenant, Math.floor((at - this.#day) / hourMs));
    const sql = "select visits from digest where id between ? and ?";
    const found: number[] = [];
    for (const [visits] of this.#reader.reader.arrays(sql).all(hour(from), hour(to))) {
      if (!(visits instanceof Uint8Array)) continue;
      let id = 0;
      for (const bytes = new ByteReader(visits); !bytes.isAtEnd;) {
        id += bytes.count();
        const byAgent = isAmong(bytes, agents);
        const bySkill = isAmong(bytes, skills);
        if (byAgent && bySkill) found.push(id);
      }
    }
    return found;
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

/** The row is read to its end, whatever is found. */
function isAmong(bytes: ByteReader, wanted: ReadonlySet<number> | undefined): boolean {
  let isFound = wanted === undefined;
  readIds(bytes, (id) => {
    isFound ||= wanted?.has(id) === true;
  });
  return isFound;
}

/** The plain questions, which counts per minute answer; by number, counts in an index do. */
function countedKinds(filter: CallFilter): readonly number[] | undefined {
  const { time, direction, isMissed, callerNo, calleeNo } = filter;
  const isPlain = Object.entries(filter).every(
    ([field, value]) => value === undefined || plainFields.has(field),
  );
  // To the counts, no number is any number.
  const isForCounts = isPlain && callerNo !== "" && calleeNo !== "";
  if (time !== "arrived" || !isForCounts) return undefined;
  if (isMissed === undefined)
    return direction === undefined ? directions : [directionCode(direction)];
  const isAlone = [direction, callerNo, calleeNo].every((one) => one === undefined);
  return isMissed && isAlone ? [missedArrivalKind] : undefined;
}
