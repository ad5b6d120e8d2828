// Lists missed calls and what resolved them. Days are counted one by one, newest first; only those that
// the page lies in are read.
import type { SQLInputValue } from "node:sqlite";
import { tenantKey, type TenantKey } from "../../lib/tenant-key.ts";
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
import { dayMs, dayOf } from "./minute.ts";
import { talkOf } from "./missed-writer.ts";
import { packCallId, packNumber, unpackCallId } from "./packed-text.ts";
import type { Reader } from "./reader-pool.ts";
import { Turns } from "./turns.ts";

/** Gives the record of a call; undefined when its day has just been dropped. */
export type RecordOf = (cursor: CallBackCursor) => CallRow | undefined;

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

  async page(
    query: CallBackQuery,
    recordOf: RecordOf,
    signal: AbortSignal,
  ): Promise<MissedCallPage> {
    const turns = new Turns(signal);
    const found: CallBackCursor[] = [];
    const wanted = query.limit + 1;
    let [total, skip] = [0, query.offset];
    const [first, last] = this.#range(query);
    for (let day = dayOf(last); day >= dayOf(first); day -= dayMs) {
      const window = { ...query, from: Math.max(first, day), to: Math.min(last, day + dayMs - 1) };
      const count = this.#count(window);
      total += count;
      const isBehind = query.after === undefined || query.after.waitBegin > window.to;
      if (isBehind && skip >= count) skip -= count;
      else if (found.length < wanted && isFrom(query.after, window)) {
        const rows = this.#cursors(window).filter((row) => isAfter(row, query.after));
        found.push(...rows.slice(skip, skip + wanted - found.length));
        skip = Math.max(0, skip - rows.length);
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

  /** Narrowed to what there is. */
  #range(query: CallBackQuery): [first: number, last: number] {
    let [first, last] = [Infinity, -Infinity];
    for (const [tenant, isOpen] of groupsOf(query)) {
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
    return first > last ? [1, 0] : [first, last];
  }

  #count(query: CallBackQuery): number {
    let total = 0;
    for (const [tenant, isOpen] of groupsOf(query)) {
      const { where, values } = conditionOf(query, tenant, isOpen);
      const sql = `select count(*) from missed_call where ${where}`;
      total += Number(this.#reader.arrays(sql).get(...values)?.[0]);
    }
    return total;
  }

  /** In the order of the list. */
  #cursors(query: CallBackQuery): CallBackCursor[] {
    const found: CallBackCursor[] = [];
    for (const [tenant, isOpen] of groupsOf(query)) {
      const { where, values } = conditionOf(query, tenant, isOpen);
      const sql = `select wait_begin, arrived_at, call_id from missed_call where ${where}`;
      for (const [waitBegin, arrived, callId] of this.#reader.arrays(sql).all(...values)) {
        const arrivedAt = Number(arrived);
        const id = unpackCallId(callId, arrivedAt);
        found.push({ waitBegin: Number(waitBegin), tenant, callId: id, arrivedAt });
      }
    }
    return found.sort(compareMissed);
  }
}

function groupsOf({ tenants, status }: CallBackQuery): [TenantKey, 0 | 1][] {
  const states: readonly (0 | 1)[] = status === "all" ? [0, 1] : [status === "open" ? 1 : 0];
  return [...new Set(tenants)].flatMap((tenant) =>
    states.map((isOpen) => [tenant, isOpen] as [TenantKey, 0 | 1]),
  );
}

function conditionOf(query: CallBackQuery, tenant: TenantKey, isOpen: 0 | 1) {
  const { from, to, skillIds, innoIds, callerNo } = query;
  const values: SQLInputValue[] = [tenant];
  let where = "tenant = ?";
  if (callerNo !== undefined) {
    // The plus keeps the index of the list away.
    where += " and caller_no = ? and +is_open = ? and +wait_begin between ? and ?";
    values.push(packNumber(callerNo));
  } else where += " and is_open = ? and wait_begin between ? and ?";
  values.push(isOpen, from, to);
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

function isAfter(row: CallBackCursor, after: CallBackCursor | undefined): boolean {
  return after === undefined || compareMissed(row, after) > 0;
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
