// Reads one day's records. Totals are sums of whole minutes plus the edges of the range.
import { partsOfCallId } from "../../call/call-id-parts.ts";
import { tenantKey, type TenantKey } from "../../lib/tenant-key.ts";
import type { CallRow, StoredCall } from "../history.ts";
import type { ArrayRow } from "./array-statement.ts";
import { callColumns, rowOfArray } from "./call-columns.ts";
import { ofTenants } from "./condition.ts";
import {
  accessOf,
  hasNumber,
  isNewestFirst,
  listOrder,
  timeOfList,
  type CountQuery,
  type DayQuery,
} from "./day-query.ts";
import { unpackEvents } from "./event-codec.ts";
import { longFrom, type LongCall } from "./long-calls.ts";
import {
  dayMs,
  dayOf,
  hourMs,
  hoursOfDay,
  minuteMs,
  minuteOf,
  missedArrivalKind,
} from "./minute.ts";
import { eachMinute, minutesOfHour, placeOf } from "./minutes-codec.ts";
import { packCallId, packForeignId, unpackCallId, unpackNumber } from "./packed-text.ts";
import type { Reader } from "./reader-pool.ts";

const columns = callColumns.join(", ");

/** To read the counts of an hour takes as long as to count so many calls in the index. */
const callsPerHour = 10;

/** The counts of so many hours are read whatever they say: the day's are more work to ask for. */
const hoursFew = 1000;

export type CallIds = {
  /** Of the row. */
  readonly id: number;
  readonly tenant: TenantKey;
  readonly callId: string;
  readonly cmsCallId: string;
};

export class DayReader {
  readonly #open: () => Reader;
  readonly #day: number;

  /** `open` is asked each time: a reader is closed when others are needed more. */
  constructor(open: () => Reader, day: number) {
    this.#open = open;
    this.#day = day;
  }

  /** For questions of others; not to be kept. */
  get reader(): Reader {
    return this.#open();
  }

  /** All that `read` asks of this day is of one instant. */
  snapshot<Answer>(read: () => Answer): Answer {
    return this.reader.snapshot(read);
  }

  total(query: CountQuery): number {
    const { from, to } = query;
    if (hasNumber(query)) return this.count(query);
    if (dayOf(from) === from && to === from + dayMs - 1) return this.#sumOfDay(query);
    const first = Math.ceil(from / minuteMs);
    const end = minuteOf(to + 1);
    if (first >= end || this.#isSparse(query)) return this.count(query);
    const head = this.count({ ...query, to: first * minuteMs - 1 });
    const tail = this.count({ ...query, from: end * minuteMs });
    return head + this.#sumOfMinutes(query, first, end) + tail;
  }

  /** Counts one by one, in an index. */
  count(query: DayQuery | CountQuery): number {
    if (query.from > query.to) return 0;
    const { where, values, time } = accessOf(query);
    const sql = `select count(*) from call where ${where} and ${time} between ? and ?`;
    const { from, to } = this.#range(query);
    return first(this.reader.arrays(sql).get(...values, from, to));
  }

  /** Calls of each minute (since the epoch) from `first` to before `end`, ascending. */
  minutes({ tenant, kind }: DayQuery, first: number, end: number): readonly [number, number][] {
    const minutes: [number, number][] = [];
    this.#eachMinute({ tenants: [tenant], kind }, first, end, (minute, calls) => {
      minutes.push([minute, calls]);
    });
    return minutes;
  }

  /**
   * Rows in the order of the list. What is skipped is passed over in the index; then come all rows
   * up to the last one's instant, as the index does not sort those of one instant by their ID.
   */
  rows(query: DayQuery, offset: number, limit: number): CallRow[] {
    if (query.from > query.to || limit <= 0) return [];
    if (offset === 0) {
      const rows = this.#first(query, limit + 1);
      const [end, next] = rows.slice(limit - 1);
      const at = (row: CallRow) => timeOfList(row, query.kind);
      // Else some of the last one's instant may be missing.
      if (end === undefined || next === undefined || at(end) !== at(next)) {
        return rows.slice(0, limit).sort(listOrder(query));
      }
    }
    const { where, values, time } = accessOf(query);
    const isDown = isNewestFirst(query);
    const order = isDown ? `${time} desc` : time;
    const inRange = `${where} and ${time} between ? and ?`;
    const nth = `select ${time} from call where ${inRange} order by ${order} limit 1 offset ?`;
    const range = this.#range(query);
    const start = offset === 0 ? range : this.#startAt(nth, query, offset);
    if (start === undefined) return [];
    const skipped = offset - start.passed;
    const last = this.reader.arrays(nth).get(...values, start.from, start.to, skipped + limit - 1);
    const page = { from: start.from, to: start.to };
    if (last !== undefined) page[isDown ? "from" : "to"] = first(last);
    const sorted = this.#sorted(query, page);
    return sorted.slice(skipped, skipped + limit);
  }

  /** All rows of the range, in the order of the list; undefined when they are more than `most`. */
  fewRows(query: DayQuery, most: number): CallRow[] | undefined {
    const rows = this.#first(query, most + 1);
    return rows.length > most ? undefined : rows.sort(listOrder(query));
  }

  /** By time; those of one instant in no order. */
  #first(query: DayQuery, limit: number): CallRow[] {
    const { where, values, time } = accessOf(query);
    const order = isNewestFirst(query) ? `${time} desc` : time;
    const sql = `select ${columns} from call where ${where} and ${time} between ? and ? order by ${order} limit ?`;
    const { from, to } = this.#range(query);
    const rows = this.reader.arrays(sql).all(...values, from, to, limit);
    return rows.map((row) => rowOfArray(row, this.#day));
  }

  /** All rows of the range, in the order of the list. */
  allRows(query: DayQuery): CallRow[] {
    return this.#sorted(query, this.#range(query));
  }

  #sorted(
    query: DayQuery,
    { from, to }: { readonly from: number; readonly to: number },
  ): CallRow[] {
    const { where, values, time } = accessOf(query);
    const order = isNewestFirst(query) ? `${time} desc` : time;
    const sql = `select ${columns} from call where ${where} and ${time} between ? and ? order by ${order}`;
    const rows = this.reader.arrays(sql).all(...values, from, to);
    return rows.map((row) => rowOfArray(row, this.#day)).sort(listOrder(query));
  }

  /** The range from the instant of the row at `offset`, and how many rows lie before that instant. */
  #startAt(nth: string, query: DayQuery, offset: number) {
    const { values } = accessOf(query);
    const { from, to } = this.#range(query);
    const found = this.reader.arrays(nth).get(...values, from, to, offset);
    if (found === undefined) return undefined;
    const at = this.#day + first(found);
    const isDown = isNewestFirst(query);
    const before = isDown ? { ...query, from: at + 1 } : { ...query, to: at - 1 };
    const rest = isDown ? { ...query, to: at } : { ...query, from: at };
    return { ...this.#range(rest), passed: this.count(before) };
  }

  /** Of that very call; undefined when it is gone. */
  record(tenant: TenantKey, callId: string, arrivedAt: number): CallRow | undefined {
    const sql = `select ${columns} from call
      where tenant = ? and direction in (0, 1) and arrived_ms = ? and call_id = ?`;
    const key = [tenant, arrivedAt - this.#day, packCallId(callId, arrivedAt)] as const;
    const found = this.reader.arrays(sql).get(...key);
    return found && rowOfArray(found, this.#day);
  }

  /** Each once; of all calls of the tenant and kind. */
  numbers(query: DayQuery, column: "caller_no" | "callee_no"): readonly string[] {
    const { where, values } = accessOf(query);
    const sql = `select distinct ${column} from call where ${where}`;
    return this.reader
      .arrays(sql)
      .all(...values)
      .map(([number]) => unpackNumber(number));
  }

  /** The best match of this day that ended then or later: of the tenant named first, of that very ID, then the last recorded. */
  call(
    tenants: readonly TenantKey[],
    callId: string,
    endedFrom = -Infinity,
  ): StoredCall | undefined {
    const found = this.#callsOfId(tenants, callId).flatMap((columns) => {
      const row = rowOfArray(columns, this.#day);
      const place = tenants.indexOf(tenantKey(row));
      const rank = row.callId === callId ? 1 : 0;
      return row.callEnd >= endedFrom ? [{ row, columns, place, rank }] : [];
    });
    found.sort((a, b) => a.place - b.place || b.rank - a.rank || b.row.loggedAt - a.row.loggedAt);
    const [best] = found;
    const events = best?.columns.at(-1);
    if (best === undefined || !(events instanceof Uint8Array)) return undefined;
    return { row: best.row, events: unpackEvents(events, best.row) };
  }

  /** The IDs of the calls behind a row, in the order that they were written. */
  callIds(after: number, limit: number): readonly CallIds[] {
    const sql =
      "select id, tenant, arrived_ms, call_id, cms_call_id from call where id > ? order by id limit ?";
    return this.reader
      .arrays(sql)
      .all(after, limit)
      .map(([id, tenant, arrivedMs, packed, packedCms]) => {
        const ids = idsOf(packed, packedCms, this.#day + Number(arrivedMs));
        return { ...ids, id: Number(id), tenant: Number(tenant) };
      });
  }

  /** Found by what is derived of the calls, and among those of which that is outstanding. */
  longCalls(): readonly LongCall[] {
    const select = `select tenant, arrived_ms, call_id, cms_call_id, end_after from call
      where arrived_ms + end_after >= ?`;
    const from = longFrom(this.#day) - this.#day;
    const unsettled = this.reader
      .arrays(`${select} and id > (select last_call from digest_state)`)
      .all(from);
    const hours = this.reader.arrays("select id from digest where end_max >= ?").all(from);
    const ofHours = hours.flatMap(([id]) => {
      const hour = (Number(id) % hoursOfDay) * hourMs;
      return this.reader
        .arrays(`${select} and tenant = ? and direction in (0, 1) and arrived_ms between ? and ?`)
        .all(from, Math.floor(Number(id) / hoursOfDay), hour, hour + hourMs - 1);
    });
    return [...unsettled, ...ofHours].map(([tenant, arrivedMs, packed, packedCms, endAfter]) => {
      const arrivedAt = this.#day + Number(arrivedMs);
      const ids = idsOf(packed, packedCms, arrivedAt);
      return { ...ids, tenant: Number(tenant), arrivedAt, callEnd: arrivedAt + Number(endAfter) };
    });
  }

  #callsOfId(tenants: readonly TenantKey[], callId: string): readonly ArrayRow[] {
    const { where, values } = ofTenants(tenants);
    const select = `select ${columns}, events from call where ${where}`;
    // The conditions on types are those of the indexes.
    const foreign = this.reader
      .arrays(`${select} and call_id = ? and typeof(call_id) <> 'integer'`)
      .all(...values, packForeignId(callId));
    const assigned = this.reader
      .arrays(`${select} and cms_call_id = ? and typeof(cms_call_id) = 'text'`)
      .all(...values, callId);
    const parts = partsOfCallId(callId);
    if (parts === undefined || dayOf(parts.second * 1000) !== this.#day) {
      return [...foreign, ...assigned];
    }
    const from = parts.second * 1000 - this.#day;
    const ofSecond = this.reader
      .arrays(
        `${select} and direction in (0, 1) and arrived_ms between ? and ? and ? in (call_id, cms_call_id)`,
      )
      .all(...values, from, from + 999, parts.counter);
    return [...foreign, ...assigned, ...ofSecond];
  }

  /** The index counts the calls of so many tenants sooner than their hours are read. */
  #isSparse(query: CountQuery): boolean {
    const { tenants, kind, from, to } = query;
    const hours = tenants.length * Math.ceil((to - from) / hourMs);
    // Of those the index has no more than their arrival.
    if (kind === missedArrivalKind || hours <= hoursFew) return false;
    return this.#sumOfDay({ ...query, from: dayOf(from) }) < callsPerHour * hours;
  }

  #sumOfDay({ tenants, kind, from }: CountQuery): number {
    const { where, values } = ofTenants(tenants);
    const sql = `select sum(calls) from day_count where ${where} and kind = ? and day = ?`;
    return first(this.reader.arrays(sql).get(...values, kind, from));
  }

  #sumOfMinutes(query: CountQuery, from: number, end: number): number {
    let sum = 0;
    this.#eachMinute(query, from, end, (_, calls) => {
      sum += calls;
    });
    return sum;
  }

  /** Those since the epoch from `first` to before `end`; of one tenant they ascend. */
  #eachMinute(
    { tenants, kind }: Pick<CountQuery, "tenants" | "kind">,
    first: number,
    end: number,
    found: (minute: number, calls: number) => void,
  ): void {
    const base = minuteOf(this.#day);
    const hourOf = (minute: number) => Math.floor((minute - base) / minutesOfHour);
    const { where, values } = ofTenants(tenants);
    const sql = `select hour, minutes from hour_count
      where ${where} and hour between ? and ? order by tenant, hour`;
    const hours = this.reader.arrays(sql).all(...values, hourOf(first), hourOf(end - 1));
    const ofKind = placeOf(kind, 0);
    for (const [hour, minutes] of hours) {
      if (!(minutes instanceof Uint8Array)) continue;
      const from = base + Number(hour) * minutesOfHour;
      eachMinute(minutes, (place, calls) => {
        const minute = place - ofKind;
        if (minute < 0 || minute >= minutesOfHour) return;
        const at = from + minute;
        if (at >= first && at < end) found(at, calls);
      });
    }
  }

  /** In the times of the file. */
  #range({ from, to }: Pick<DayQuery, "from" | "to">) {
    return { from: from - this.#day, to: to - this.#day, passed: 0 };
  }
}

function idsOf(
  packed: ArrayRow[number] | undefined,
  packedCms: ArrayRow[number] | undefined,
  arrivedAt: number,
) {
  const callId = unpackCallId(packed, arrivedAt);
  return { callId, cmsCallId: packedCms === null ? callId : unpackCallId(packedCms, arrivedAt) };
}

/** The only number of a row; a sum over nothing is 0. */
function first(row: ArrayRow | undefined): number {
  return Number(row?.[0] ?? 0);
}
