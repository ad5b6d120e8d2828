// Lists missed calls and what resolved them. Days are counted one by one, newest first; only those that
// the page lies in are read, and long stretches without any are passed over.
import type { SQLInputValue } from "node:sqlite";
import { tenantKey } from "../../lib/tenant-key.ts";
import type {
  CallBackCursor,
  CallBackQuery,
  HandResolution,
  MissedCall,
  MissedCallPage,
  Resolution,
} from "../call-back.ts";
import type { CallRow } from "../history.ts";
import { compareMissed } from "../missed-order.ts";
import { ofTenants } from "./condition.ts";
import { dayMs, dayOf } from "./minute.ts";
import { talkOf } from "./missed-writer.ts";
import { packCallId, packNumber, unpackCallId } from "./packed-text.ts";
import type { Reader } from "./reader-pool.ts";
import type { Turns } from "./turns.ts";

/** Gives the record of a call; undefined when its day has just been dropped. */
export type RecordOf = (cursor: CallBackCursor) => CallRow | undefined;

/** After so many days without a match the next day with calls is looked for: a wrong clock may be years ahead. */
const emptyDaysMax = 8;

/** To SQLite. */
const noLimit = -1;

const talkColumns = "talk_at, talk_call_id, talk_arrived_at, talk_agent_id";

export class MissedReader {
  readonly #reader: Reader;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** All that has been committed is in the missed calls. */
  isLinked(): boolean {
    const sql = `select (select seq from linked) >= (select seq from applied)
      and not exists (select 1 from day_file where is_linked = 0)`;
    return this.#reader.arrays(sql).get()?.[0] === 1;
  }

  async page(query: CallBackQuery, recordOf: RecordOf, turns: Turns): Promise<MissedCallPage> {
    const found: CallBackCursor[] = [];
    const wanted = query.limit + 1;
    let [total, skip] = [0, query.offset];
    const [first, last] = this.#range(query);
    let emptyDays = 0;
    for (let day = dayOf(last); day >= dayOf(first); day -= dayMs) {
      const window = { ...query, from: Math.max(first, day), to: Math.min(last, day + dayMs - 1) };
      const count = this.#count(window);
      total += count;
      const isBehind = query.after === undefined || query.after.waitBegin > window.to;
      if (isBehind && skip >= count) skip -= count;
      else if (found.length < wanted && isFrom(query.after, window)) {
        const missing = wanted - found.length;
        const rows = this.#cursors(window, skip + missing);
        found.push(...rows.slice(skip, skip + missing));
        skip = Math.max(0, skip - rows.length);
      }
      emptyDays = count === 0 ? emptyDays + 1 : 0;
      if (emptyDays === emptyDaysMax) {
        const [, before] = this.#range({ ...query, from: first, to: day - 1 });
        day = dayOf(before) + dayMs;
        emptyDays = 0;
      }
      await turns.rest();
    }
    const rows = found.slice(0, query.limit).flatMap((cursor) => {
      const row = recordOf(cursor);
      return row === undefined ? [] : [this.missedCall(row)];
    });
    const end = found[query.limit - 1];
    return found.length < wanted || end === undefined
      ? { total, rows }
      : { total, rows, next: end };
  }

  /** With its resolution, of the record of a missed call. */
  missedCall(row: CallRow): MissedCall {
    const tenant = tenantKey(row);
    const { callId, arrivedAt, callEnd } = row;
    const identity = [tenant, packNumber(row.callerNo), callEnd, arrivedAt] as const;
    const talk = this.#reader
      .arrays(
        `select ${talkColumns} from missed_call
         where tenant = ? and caller_no = ? and ended_at = ? and arrived_at = ? and call_id = ?`,
      )
      .get(...identity, packCallId(callId, arrivedAt));
    const mark = this.#reader
      .arrays("select at, by, note from mark where day = ? and tenant = ? and call_id = ?")
      .get(dayOf(arrivedAt), tenant, callId);
    const byCall = talk && talkOf(talk);
    const byHand = mark && { at: Number(mark[0]), by: String(mark[1]), note: String(mark[2]) };
    const resolution = resolutionOf(callEnd, byCall, byHand);
    return resolution === undefined ? { row } : { row, resolution };
  }

  /** Narrowed to what there is; from above to below where there is nothing. */
  #range(query: CallBackQuery): [first: number, last: number] {
    let [first, last] = [Infinity, -Infinity];
    const groups = query.tenants.flatMap((tenant) =>
      statesOf(query).map((isOpen) => [tenant, isOpen] as const),
    );
    for (const [tenant, isOpen] of groups) {
      const sql = (order: string) =>
        `select wait_begin from missed_call
         where tenant = ? and is_open = ? and wait_begin between ? and ?
         order by wait_begin ${order} limit 1`;
      const values = [tenant, isOpen, query.from, query.to] as const;
      const oldest = this.#reader.arrays(sql("asc")).get(...values)?.[0];
      if (oldest === undefined) continue;
      first = Math.min(first, Number(oldest));
      last = Math.max(last, Number(this.#reader.arrays(sql("desc")).get(...values)?.[0]));
    }
    return [first, last];
  }

  #count(query: CallBackQuery): number {
    const { where, values } = conditionOf(query);
    const sql = `select count(*) from missed_call where ${where}`;
    return Number(this.#reader.arrays(sql).get(...values)?.[0]);
  }

  /** At least the first so many behind the cursor, if there is one, in the order of the list. */
  #cursors(query: CallBackQuery, limit: number): readonly CallBackCursor[] {
    const { from, to, after } = query;
    if (after === undefined || after.waitBegin > to) return this.#first(query, limit);
    const tied = after.waitBegin < from ? [] : this.#ofInstant(query, after.waitBegin);
    const behind = tied.filter((row) => compareMissed(row, after) > 0).sort(compareMissed);
    return [...behind, ...this.#first({ ...query, to: after.waitBegin - 1 }, limit)];
  }

  /** In the order of the list: of the last one's instant all are read, as ties are sorted by their IDs. */
  #first(query: CallBackQuery, limit: number): readonly CallBackCursor[] {
    const rows = this.#newest(query, limit);
    const last = rows.at(-1)?.waitBegin;
    if (last === undefined || rows.length < limit) return rows.sort(compareMissed);
    const before = rows.filter(({ waitBegin }) => waitBegin !== last);
    return [...before, ...this.#ofInstant(query, last)].sort(compareMissed);
  }

  #ofInstant(query: CallBackQuery, at: number): CallBackCursor[] {
    return this.#newest({ ...query, from: at, to: at }, noLimit);
  }

  /** Those of one instant in no order. */
  #newest(query: CallBackQuery, limit: number): CallBackCursor[] {
    const { where, values } = conditionOf(query);
    const sql = `select tenant, wait_begin, arrived_at, call_id from missed_call where ${where}
      order by wait_begin desc limit ?`;
    return this.#reader
      .arrays(sql)
      .all(...values, limit)
      .map(([tenant, waitBegin, arrived, callId]) => {
        const arrivedAt = Number(arrived);
        const id = unpackCallId(callId, arrivedAt);
        return { waitBegin: Number(waitBegin), tenant: Number(tenant), callId: id, arrivedAt };
      });
  }
}

/** Of `is_open`. */
function statesOf({ status }: CallBackQuery): readonly (0 | 1)[] {
  if (status === "all") return [0, 1];
  return [status === "open" ? 1 : 0];
}

function conditionOf(query: CallBackQuery) {
  const { tenants, from, to, skillIds, innoIds, callerNo } = query;
  const of = ofTenants(tenants);
  const values: SQLInputValue[] = [...of.values];
  const states = `is_open in (${statesOf(query).join(", ")})`;
  let { where } = of;
  if (callerNo !== undefined) {
    // The plus keeps the index of the list away.
    where += ` and caller_no = ? and +${states} and +wait_begin between ? and ?`;
    values.push(packNumber(callerNo));
  } else where += ` and ${states} and wait_begin between ? and ?`;
  values.push(from, to);
  for (const [column, ids] of [
    ["skill_id", skillIds],
    ["inno_id", innoIds],
  ] as const) {
    if (ids === undefined) continue;
    where += ` and ${column} in (select value from json_each(?))`;
    values.push(JSON.stringify(ids));
  }
  return { where, values };
}

/** Whether rows of the window may come after the place. */
function isFrom(after: CallBackCursor | undefined, { from }: Pick<CallBackQuery, "from">): boolean {
  return after === undefined || after.waitBegin >= from;
}

function resolutionOf(
  endedAt: number,
  talk: ReturnType<typeof talkOf>,
  mark: HandResolution | undefined,
): Resolution | undefined {
  if (mark !== undefined && (talk === undefined || mark.at < talk.at)) {
    return { kind: "hand", afterMs: mark.at - endedAt, ...mark };
  }
  if (talk === undefined) return undefined;
  const { at, callId, arrivedAt, agentId } = talk;
  return { kind: "call", at, afterMs: at - endedAt, callId, arrivedAt, agentId };
}
