// Keeps the digests of one day file up to date. They lag behind the calls: writing them with each batch
// would cost as much as the calls themselves. What they lack is known by the calls' IDs, which rise.
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { CallRow } from "../history.ts";
import { prepareArrays, type ArrayStatement } from "./array-statement.ts";
import { callColumns, rowOfArray } from "./call-columns.ts";
import { digestOfStored, type CallDigest } from "./call-digest.ts";
import { CallKinds } from "./call-kinds.ts";
import { DigestHour, digestIdOf, type StoredDigest } from "./digest-hour.ts";
import { unpackEvents } from "./event-codec.ts";
import { transact } from "./transaction.ts";

type Pending = { readonly row: CallRow; readonly digest: CallDigest };

/** Of all calls of a day; epoch ms. */
export type DayExtent = {
  readonly endMax: number;
  readonly loggedMin: number;
  readonly loggedMax: number;
};

/** Calls of an earlier run that are read at a time: the writer has other things to do. */
const callsPerStep = 2000;

type HourChanges = { readonly added: [number, Pending][]; readonly gone: Set<number> };

export class DayDigest {
  readonly #database: DatabaseSync;
  readonly #day: number;
  /** Calls that are in the file and not in a digest, without those that have not been read yet. */
  readonly #pending = new Map<number, Pending>();
  /** Calls up to this ID are in their digests. */
  #lastCall: number;
  /** Calls of an earlier run that are in no digest are read from the file: so far, and to the end. */
  #readUpTo: number;
  readonly #unreadUpTo: number;
  #nextId: number;
  readonly #unread: ArrayStatement;
  readonly #select: StatementSync;
  readonly #put: StatementSync;
  readonly #putTraits: StatementSync;
  readonly #delete: StatementSync;
  readonly #deleteTraits: StatementSync;
  readonly #noteGone: StatementSync;

  constructor(database: DatabaseSync, day: number) {
    this.#database = database;
    this.#day = day;
    const numberOf = (sql: string) => Number(database.prepare(sql).get()?.["id"] ?? 0);
    this.#lastCall = numberOf("select last_call as id from digest_state");
    this.#unreadUpTo = numberOf("select max(id) as id from call");
    this.#readUpTo = this.#lastCall;
    this.#nextId = Math.max(this.#lastCall, this.#unreadUpTo) + 1;
    const columns = callColumns.join(", ");
    this.#unread = prepareArrays(
      database,
      `select ${columns}, events, id from call where id > ? and id <= ? order by id limit ?`,
    );
    this.#select = database.prepare(
      "select * from digest left join digest_traits using (id) where digest.id = ?",
    );
    this.#put = database.prepare(
      `insert or replace into digest
         (id, calls, end_max, logged_min, logged_max, last_call, visits,
          vdn_cells, access_code_cells, skill_cells, facts)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#putTraits = database.prepare(
      "insert or replace into digest_traits (id, traits) values (?, ?)",
    );
    this.#delete = database.prepare("delete from digest where id = ?");
    this.#deleteTraits = database.prepare("delete from digest_traits where id = ?");
    this.#noteGone = database.prepare("insert into gone_call (id, digest) values (?, ?)");
  }

  /** Of the next call that is written: larger than any before, also of calls that are gone. */
  takeId(): number {
    this.#nextId += 1;
    return this.#nextId - 1;
  }

  /** To be called once the call is in the file for good. */
  add(id: number, row: CallRow, digest: CallDigest): void {
    this.#pending.set(id, { row, digest });
  }

  /** In the transaction that takes the call out of the file; forget() follows. */
  noteGone(id: number, row: CallRow): void {
    if (id <= this.#lastCall) this.#noteGone.run(id, digestIdOf(row));
  }

  forget(id: number): void {
    this.#pending.delete(id);
  }

  get pendingCalls(): number {
    return this.#pending.size;
  }

  /** All calls of earlier runs have been read. */
  get isRead(): boolean {
    return this.#readUpTo >= this.#unreadUpTo;
  }

  /** One step, in a transaction of its own. False while there is more to do. */
  settle(): boolean {
    if (!this.isRead) {
      this.#readPending();
      this.#write(this.#readUpTo);
      return false;
    }
    this.#write(this.#nextId - 1);
    return true;
  }

  /** Undefined while there are no calls. */
  extent(): DayExtent | undefined {
    const sql = "select max(end_max) as e, min(logged_min) as l, max(logged_max) as m from digest";
    const row = this.#database.prepare(sql).get();
    if (row === undefined || row["e"] === null) return undefined;
    return {
      endMax: this.#day + Number(row["e"]),
      loggedMin: this.#day + Number(row["l"]),
      loggedMax: this.#day + Number(row["m"]),
    };
  }

  #readPending(): void {
    const found = this.#unread.all(this.#readUpTo, this.#unreadUpTo, callsPerStep);
    for (const columns of found) {
      const row = rowOfArray(columns, this.#day);
      const [events, id] = columns.slice(callColumns.length);
      if (!(events instanceof Uint8Array)) continue;
      this.add(Number(id), row, digestOfStored(row, unpackEvents(events, row)));
      this.#readUpTo = Number(id);
    }
    if (found.length < callsPerStep) this.#readUpTo = this.#unreadUpTo;
  }

  /** Brings all pending calls up to an ID, and all that are gone, into their digests. */
  #write(upTo: number): void {
    if (upTo === this.#lastCall && !this.#hasGone()) return;
    const hours = this.#changes(upTo);
    transact(this.#database, () => {
      const kinds = new CallKinds(this.#database);
      for (const [id, { added, gone }] of hours) {
        const hour = new DigestHour(id, this.#day, this.#select.get(id));
        if (gone.size > 0) hour.remove(gone);
        for (const [callId, { row, digest }] of added) {
          hour.add(callId, row, digest, kinds.idOf(row));
        }
        this.#putHour(id, hour.stored());
      }
      this.#database.exec("delete from gone_call");
      this.#database.prepare("update digest_state set last_call = ?").run(upTo);
    });
    this.#lastCall = upTo;
    for (const { added } of hours.values()) for (const [id] of added) this.#pending.delete(id);
  }

  #hasGone(): boolean {
    return this.#database.prepare("select 1 from gone_call limit 1").get() !== undefined;
  }

  #changes(upTo: number): Map<number, HourChanges> {
    const hours = new Map<number, HourChanges>();
    const changesOf = (id: number): HourChanges => {
      const known = hours.get(id) ?? { added: [], gone: new Set<number>() };
      hours.set(id, known);
      return known;
    };
    // A call that was read from the file may have come after younger ones.
    const pending = [...this.#pending].filter(([id]) => id <= upTo).sort(([a], [b]) => a - b);
    for (const entry of pending) changesOf(digestIdOf(entry[1].row)).added.push(entry);
    for (const { id, digest } of this.#database.prepare("select id, digest from gone_call").all()) {
      changesOf(Number(digest)).gone.add(Number(id));
    }
    return hours;
  }

  #putHour(id: number, digest: StoredDigest): void {
    const { calls, endMax, loggedMin, loggedMax, lastCall, visits, cells, facts } = digest;
    if (calls === 0) {
      this.#delete.run(id);
      this.#deleteTraits.run(id);
      return;
    }
    const { vdn = null, accessCode = null, skill = null } = cells ?? {};
    const extent = [endMax, loggedMin, loggedMax];
    this.#put.run(id, calls, ...extent, lastCall, visits, vdn, accessCode, skill, facts);
    this.#putTraits.run(id, digest.traits);
  }
}
