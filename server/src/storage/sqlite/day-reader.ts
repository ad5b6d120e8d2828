// Reads one day's records. Totals are sums of whole minutes plus the edges of the range; an offset
// seeks its minute by the same sums, so nothing that is skipped is read.
import type { SQLInputValue } from "node:sqlite";
import type { TenantKey } from "../../lib/tenant-key.ts";
import type { CallRow, StoredCall } from "../history.ts";
import { callColumns, rowOfArray, rowOfColumns } from "./call-columns.ts";
import { unpackEvents } from "./event-codec.ts";
import { minuteMs, minuteOf, missedKind } from "./minute.ts";
import type { Reader } from "./reader-pool.ts";

const columns = callColumns.join(", ");

/** What lists filter by: a tenant, a kind (0 in, 1 out, 2 missed), a time, perhaps a number. */
export type DayQuery = {
  readonly tenant: TenantKey;
  readonly kind: number;
  readonly from: number;
  readonly to: number;
  /** Exact match; "" = all. Not for missed calls. */
  readonly callerNo: string;
  readonly calleeNo: string;
};

type Access = {
  readonly where: string;
  readonly time: string;
  readonly order: string;
  readonly values: readonly SQLInputValue[];
};

export class DayReader {
  readonly #reader: Reader;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  total(query: DayQuery): number {
    if (query.from > query.to) return 0;
    if (query.callerNo !== "" || query.calleeNo !== "") return this.#count(query);
    const first = Math.ceil(query.from / minuteMs);
    const end = minuteOf(query.to + 1);
    if (first >= end) return this.#count(query);
    const head = { ...query, to: first * minuteMs - 1 };
    const tail = { ...query, from: end * minuteMs };
    return this.#count(head) + this.#sum(query, first, end) + this.#count(tail);
  }

  /** Rows in the order of the list: ascending by arrival; missed calls newest first. */
  rows(query: DayQuery, offset: number, limit: number): CallRow[] {
    const sought = this.#seek(query, offset);
    const { where, time, order, values } = access(sought.query);
    const sql = `select ${columns} from call where ${where} and ${time} between ? and ? order by ${order} limit ? offset ?`;
    const { from, to } = sought.query;
    return this.#reader
      .arrays(sql)
      .all(...values, from, to, limit, sought.offset)
      .map(rowOfArray);
  }

  call(tenant: TenantKey, callId: string): StoredCall | undefined {
    const byId = `select ${columns}, events from call where tenant = ? and call_id = ? order by logged_at desc limit 1`;
    const byCmsId = `select ${columns}, events from call where tenant = ? and cms_call_id = ? order by logged_at desc limit 1`;
    const found =
      this.#reader.statement(byId).get(tenant, callId) ??
      this.#reader.statement(byCmsId).get(tenant, callId);
    if (found === undefined) return undefined;
    const { events } = found;
    if (!(events instanceof Uint8Array)) throw new Error("Cannot read a record: no events");
    return { row: rowOfColumns(found), events: unpackEvents(events) };
  }

  /** The end of the last minute in which a missed call began to wait; 0 = the day has none. */
  missedUntil(): number {
    const sql =
      "select coalesce(max(minute), -1) as minute from minute_count where kind = 2 and calls > 0";
    return (Number(this.#reader.statement(sql).get()?.["minute"]) + 1) * minuteMs;
  }

  /** Narrows the range so that most of the offset lies before it. */
  #seek(query: DayQuery, offset: number): { readonly query: DayQuery; readonly offset: number } {
    if (offset === 0 || query.callerNo !== "" || query.calleeNo !== "") return { query, offset };
    const first = Math.ceil(query.from / minuteMs);
    const end = minuteOf(query.to + 1);
    if (first >= end) return { query, offset };
    return query.kind === missedKind
      ? this.#seekBackward(query, offset, first, end)
      : this.#seekForward(query, offset, first, end);
  }

  #seekForward(query: DayQuery, offset: number, first: number, end: number) {
    let left = offset - this.#count({ ...query, to: first * minuteMs - 1 });
    if (left < 0) return { query, offset };
    let minute = first;
    for (const [at, calls] of this.#minutes(query, first, end, "asc")) {
      if (calls > left) return { query: { ...query, from: at * minuteMs }, offset: left };
      left -= calls;
      minute = at + 1;
    }
    return { query: { ...query, from: minute * minuteMs }, offset: left };
  }

  #seekBackward(query: DayQuery, offset: number, first: number, end: number) {
    let left = offset - this.#count({ ...query, from: end * minuteMs });
    if (left < 0) return { query, offset };
    let minute = end;
    for (const [at, calls] of this.#minutes(query, first, end, "desc")) {
      if (calls > left) {
        return { query: { ...query, to: (at + 1) * minuteMs - 1 }, offset: left };
      }
      left -= calls;
      minute = at;
    }
    return { query: { ...query, to: minute * minuteMs - 1 }, offset: left };
  }

  *#minutes(
    { tenant, kind }: DayQuery,
    first: number,
    end: number,
    order: "asc" | "desc",
  ): Iterable<readonly [number, number]> {
    const sql = `select minute, calls from minute_count where tenant = ? and kind = ? and minute >= ? and minute < ? order by minute ${order}`;
    for (const row of this.#reader.statement(sql).all(tenant, kind, first, end)) {
      yield [Number(row["minute"]), Number(row["calls"])];
    }
  }

  #sum({ tenant, kind }: DayQuery, first: number, end: number): number {
    const sql =
      "select coalesce(sum(calls), 0) as calls from minute_count where tenant = ? and kind = ? and minute >= ? and minute < ?";
    return Number(this.#reader.statement(sql).get(tenant, kind, first, end)?.["calls"]);
  }

  #count(query: DayQuery): number {
    if (query.from > query.to) return 0;
    const { where, time, values } = access(query);
    const sql = `select count(*) as calls from call where ${where} and ${time} between ? and ?`;
    return Number(this.#reader.statement(sql).get(...values, query.from, query.to)?.["calls"]);
  }
}

function access({ tenant, kind, callerNo, calleeNo }: DayQuery): Access {
  if (kind === missedKind) {
    return {
      where: "tenant = ? and is_missed = 1",
      time: "wait_begin",
      order: "wait_begin desc, call_id",
      values: [tenant],
    };
  }
  const values: SQLInputValue[] = [tenant, kind];
  let where = "tenant = ? and direction = ?";
  if (callerNo !== "") {
    where += " and caller_no = ?";
    values.push(callerNo);
  }
  if (calleeNo !== "") {
    where += " and callee_no = ?";
    values.push(calleeNo);
  }
  return { where, time: "arrived_at", order: "arrived_at, call_id", values };
}
