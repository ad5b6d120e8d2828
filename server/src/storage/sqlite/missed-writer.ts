// Keeps the missed calls and what resolved each: a function of all records, whatever the order in which
// they came. It may be told the same again.
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { isWithheld } from "../../call/withheld-number.ts";
import { tenantKey } from "../../lib/tenant-key.ts";
import type { CallRow } from "../history.ts";
import { prepareArrays, type ArrayRow, type ArrayStatement } from "./array-statement.ts";
import type { Talk } from "./call-digest.ts";
import type { GoneCall } from "./day-writer.ts";
import { dayMs, dayOf } from "./minute.ts";
import { packCallId, packNumber, unpackCallId, unpackNumber } from "./packed-text.ts";
import { compareTalks, type FoundTalk, type TalkQuestion } from "./talk-finder.ts";

export type LinkedCall = { readonly row: CallRow; readonly talk: Talk | undefined };

export type FindTalks = (questions: readonly TalkQuestion[]) => readonly (FoundTalk | undefined)[];

/** A missed call that is to be resolved anew. */
export type Unresolved = TalkQuestion & { readonly id: number };

export class MissedWriter {
  readonly #delete: StatementSync;
  readonly #resolvedBy: ArrayStatement;
  readonly #known: ArrayStatement;
  readonly #insert: StatementSync;
  readonly #earlier: ArrayStatement;
  readonly #resolve: StatementSync;
  readonly #dropDay: StatementSync;
  readonly #resolvedByDay: ArrayStatement;

  constructor(database: DatabaseSync) {
    const identity = "tenant = ? and caller_no = ? and arrived_at = ? and call_id = ?";
    const question = "id, tenant, caller_no, ended_at";
    this.#delete = database.prepare(`delete from missed_call where ${identity}`);
    this.#resolvedBy = prepareArrays(
      database,
      `select ${question} from missed_call
       where tenant = ? and caller_no = ? and talk_arrived_at = ? and talk_call_id = ?`,
    );
    this.#known = prepareArrays(
      database,
      `select id from missed_call where ${identity} and ended_at = ?`,
    );
    this.#insert = database.prepare(
      `insert into missed_call
         (tenant, caller_no, arrived_at, call_id, ended_at, wait_begin, inno_id, skill_id, is_marked)
       values (?, ?, ?, ?, ?, ?, ?, ?,
         exists (select 1 from mark where day = ? and tenant = ? and call_id = ?))`,
    );
    this.#earlier = prepareArrays(
      database,
      `select id, talk_at, talk_call_id, talk_arrived_at, talk_agent_id from missed_call
       where tenant = ? and caller_no = ? and ended_at < ? order by ended_at desc`,
    );
    this.#resolve = database.prepare(
      `update missed_call
       set talk_at = ?, talk_call_id = ?, talk_arrived_at = ?, talk_agent_id = ? where id = ?`,
    );
    this.#dropDay = database.prepare("delete from missed_call where arrived_at between ? and ?");
    this.#resolvedByDay = prepareArrays(
      database,
      `select ${question} from missed_call where talk_arrived_at between ? and ?`,
    );
  }

  /** Takes calls away that are gone. Gives those that they had resolved. */
  remove(gone: readonly GoneCall[]): Unresolved[] {
    return gone.flatMap((call) => {
      const { arrivedAt, callerNo, calleeNo } = call;
      const tenant = tenantKey(call);
      const callId = packCallId(call.callId, arrivedAt);
      this.#delete.run(tenant, packNumber(callerNo), arrivedAt, callId);
      return [...new Set([callerNo, calleeNo])].flatMap((number) => {
        const found = this.#resolvedBy.all(tenant, packNumber(number), arrivedAt, callId);
        return found.map(unresolvedOf);
      });
    });
  }

  /** Takes up missed calls. Gives those that it did not know. */
  addMissed(calls: readonly CallRow[]): Unresolved[] {
    return calls.flatMap((row) => {
      if (!row.isMissed) return [];
      const { arrivedAt, callEnd, waitBegin, innoId, skillId, callerNo } = row;
      const tenant = tenantKey(row);
      const callId = packCallId(row.callId, arrivedAt);
      const identity = [tenant, packNumber(callerNo), arrivedAt, callId] as const;
      if (this.#known.get(...identity, callEnd) !== undefined) return [];
      const mark = [dayOf(arrivedAt), tenant, row.callId] as const;
      const { lastInsertRowid } = this.#insert.run(
        ...[...identity, callEnd, waitBegin, innoId, skillId, ...mark],
      );
      // Nobody can be called back without a number.
      if (isWithheld(callerNo)) return [];
      return [{ id: Number(lastInsertRowid), tenant, number: callerNo, after: callEnd }];
    });
  }

  /** Earlier missed calls of the number are resolved by the conversation, unless another came before. */
  addTalk(row: CallRow, { at, agentId }: Talk): void {
    const number = packNumber(row.direction === "in" ? row.callerNo : row.calleeNo);
    const talk: FoundTalk = { at, agentId, callId: row.callId, arrivedAt: row.arrivedAt };
    // They are gathered first: a statement must not change what another is reading.
    const later: number[] = [];
    for (const columns of this.#earlier.iterate(tenantKey(row), number, at)) {
      const known = talkOf(columns.slice(1));
      // Whatever resolved this one resolved all that ended before it.
      if (known !== undefined && known.at < at) break;
      if (known === undefined || compareTalks(talk, known) < 0) later.push(Number(columns[0]));
    }
    for (const id of later) this.#put(id, talk);
  }

  /** Looks their conversations up anew. */
  resolve(unresolved: readonly Unresolved[], find: FindTalks): void {
    const found = find(unresolved);
    for (const [index, { id }] of unresolved.entries()) this.#put(id, found[index]);
  }

  /** Forgets the missed calls of a day. Gives those that calls of that day had resolved. */
  dropDay(day: number): Unresolved[] {
    const last = day + dayMs - 1;
    this.#dropDay.run(day, last);
    return this.#resolvedByDay.all(day, last).map(unresolvedOf);
  }

  #put(id: number, talk: FoundTalk | undefined): void {
    if (talk === undefined) this.#resolve.run(null, null, null, null, id);
    else {
      const callId = packCallId(talk.callId, talk.arrivedAt);
      this.#resolve.run(talk.at, callId, talk.arrivedAt, talk.agentId, id);
    }
  }
}

/** Of the columns that begin with talk_at. */
export function talkOf([at, callId, arrivedAt, agentId]: ArrayRow): FoundTalk | undefined {
  if (at === null || at === undefined) return undefined;
  const arrived = Number(arrivedAt);
  return {
    at: Number(at),
    callId: unpackCallId(callId, arrived),
    arrivedAt: arrived,
    agentId: Number(agentId),
  };
}

function unresolvedOf([id, tenant, callerNo, endedAt]: ArrayRow): Unresolved {
  const number = unpackNumber(callerNo);
  return { id: Number(id), tenant: Number(tenant), number, after: Number(endedAt) };
}
