// Writes the records of one day and their counts, in one transaction per batch; what is derived beside
// them follows later. Its errors name the file.
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { tenantKey, type TenantKey } from "../../lib/tenant-key.ts";
import type { AgentStateChange } from "../../call/agent.ts";
import type { CallRow } from "../history.ts";
import type { RecordedCall } from "./batch-bytes.ts";
import { callColumns, columnsOf } from "./call-columns.ts";
import { digestOfRecorded, type CallDigest } from "./call-digest.ts";
import { DayAgents } from "./day-agents.ts";
import { DayDigest, type DayExtent } from "./day-digest.ts";
import { CountChanges, type DayCount } from "./day-counts.ts";
import { naming } from "./file-failure.ts";
import { HourCounts } from "./hour-counts.ts";
import { minuteOf } from "./minute.ts";
import { appliedSeq, openDatabase, syncAll, type SqlRow } from "./open-database.ts";
import { packCallId, unpackNumber } from "./packed-text.ts";
import { transact } from "./transaction.ts";

/** A record of the batch, with what is derived of it where the batch comes from this run. */
export type DigestedCall = RecordedCall & {
  readonly digest?: CallDigest | undefined;
  /** The day is known to have no record of it; what is not known is looked for. */
  readonly isNew?: boolean;
};

export type DayChanges = {
  readonly removed: readonly CallRow[];
  readonly recorded: readonly DigestedCall[];
  readonly agentStates: readonly AgentStateChange[];
};

/** A record that is gone, with the numbers that it had. */
export type GoneCall = Pick<CallRow, "ccId" | "vdn" | "callId" | "arrivedAt"> &
  Pick<CallRow, "callerNo" | "calleeNo">;

/** How far the calls of a file reach; what is gone may still count. */
export type Stretch = {
  /** The latest end; epoch ms. */
  readonly endMax: number;
  /** From arrival to end; ms. */
  readonly longestMs: number;
};

const selectCounts = "select tenant, kind, day, calls from day_count";

export class DayWriter implements Disposable {
  readonly #path: string;
  readonly #day: number;
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #delete: StatementSync;
  readonly #hourCounts: HourCounts;
  readonly #countDay: StatementSync;
  readonly #countsOf: StatementSync;
  readonly #setApplied: StatementSync;
  readonly #digest: DayDigest;
  readonly #agents: DayAgents;
  #appliedSeq: number;
  #isSettled = false;
  #stretch: Stretch | undefined;

  constructor(options: {
    readonly path: string;
    readonly day: number;
    readonly journalSeq: number;
  }) {
    const { path, day, journalSeq } = options;
    this.#path = path;
    this.#day = day;
    this.#database = openDatabase(path, "day", "normal");
    const names = ["id", ...callColumns, "events"];
    const marks = names.map(() => "?").join(", ");
    this.#insert = this.#database.prepare(
      `insert into call (${names.join(", ")}) values (${marks})`,
    );
    this.#delete = this.#database.prepare(
      `delete from call
       where tenant = ? and direction in (0, 1) and arrived_ms = ? and call_id = ?
       returning id, direction, wait_after, is_missed, caller_no, callee_no`,
    );
    this.#hourCounts = new HourCounts(this.#database);
    this.#countDay = this.#database.prepare(
      `insert into day_count (tenant, kind, day, calls) values (?, ?, ?, ?)
       on conflict do update set calls = calls + excluded.calls`,
    );
    this.#countsOf = this.#database.prepare(`${selectCounts} where tenant = ?`);
    this.#setApplied = this.#database.prepare("update applied set seq = ?");
    this.#appliedSeq = appliedSeq(this.#database, journalSeq);
    this.#digest = new DayDigest(this.#database, day);
    this.#agents = new DayAgents(this.#database, day);
  }

  /** Idempotent by `seq`: what the file holds already is left alone, and nothing is gone. */
  apply(seq: number, changes: DayChanges): readonly GoneCall[] {
    if (seq <= this.#appliedSeq) return [];
    return naming(this.#path, () => this.#apply(seq, changes));
  }

  #apply(seq: number, { removed, recorded, agentStates }: DayChanges): readonly GoneCall[] {
    this.#isSettled = false;
    const gone: (GoneCall & { readonly id: number })[] = [];
    const added: { readonly id: number; readonly call: DigestedCall }[] = [];
    transact(this.#database, () => {
      const changes = new CountChanges();
      for (const row of removed) gone.push(...this.#remove(row, changes));
      for (const call of recorded) {
        const { row, events } = call;
        if (call.isNew !== true) gone.push(...this.#remove(row, changes));
        const id = this.#digest.takeId();
        this.#insert.run(id, ...columnsOf(row), Buffer.from(events, "base64"));
        changes.add(row, 1);
        added.push({ id, call });
      }
      this.#count(changes);
      this.#agents.add(agentStates);
      this.#setApplied.run(seq);
    });
    this.#appliedSeq = seq;
    if (this.#stretch !== undefined) {
      this.#stretch = added.reduce((reach, { call }) => stretched(reach, call.row), this.#stretch);
    }
    for (const { id, call } of added) {
      this.#digest.add(id, call.row, call.digest ?? digestOfRecorded(call.row, call.events));
    }
    for (const { id } of gone) this.#digest.forget(id);
    return gone;
  }

  /** Calls of this run of which what is derived is outstanding. */
  get unsettledCalls(): number {
    return this.#digest.pendingCalls;
  }

  /** As settle() left it. */
  get isSettled(): boolean {
    return this.#isSettled;
  }

  /** No calls of an earlier run have to be read for it. */
  get isQuicklySettled(): boolean {
    return this.#digest.isRead;
  }

  /** Brings what is derived of the calls up to date, a step at a time; false while there is more. */
  settle(): boolean {
    if (this.#isSettled) return true;
    return naming(this.#path, () => {
      if (!this.#digest.settle()) return false;
      transact(this.#database, () => this.#agents.settle());
      this.#isSettled = true;
      return true;
    });
  }

  /** The first question reads the file, the others do not. */
  stretch(): Stretch {
    this.#stretch ??= naming(this.#path, () => this.#readStretch());
    return this.#stretch;
  }

  #readStretch(): Stretch {
    const sql =
      "select max(arrived_ms + end_after) as end_max, max(end_after) as longest from call";
    const { end_max, longest } = this.#database.prepare(sql).get() ?? {};
    return { endMax: this.#day + Number(end_max ?? 0), longestMs: Number(longest ?? 0) };
  }

  /** Of a day that is settled. */
  extent(): DayExtent | undefined {
    return naming(this.#path, () => this.#digest.extent());
  }

  /** The counts of some tenants as they are now; of all when none are named. */
  dayCounts(tenants?: Iterable<TenantKey>): DayCount[] {
    const rows = naming(this.#path, () =>
      tenants === undefined
        ? this.#database.prepare(selectCounts).all()
        : [...tenants].flatMap((tenant) => this.#countsOf.all(tenant)),
    );
    return rows.map(dayCountOf);
  }

  #remove(row: CallRow, changes: CountChanges): (GoneCall & { readonly id: number })[] {
    const { ccId, vdn, callId, arrivedAt } = row;
    const key: SQLInputValue[] = [
      tenantKey(row),
      arrivedAt - this.#day,
      packCallId(callId, arrivedAt),
    ];
    return this.#delete.all(...key).map((stored) => {
      const id = Number(stored["id"]);
      const direction = stored["direction"] === 0 ? "in" : "out";
      const waitBegin = arrivedAt + Number(stored["wait_after"]);
      changes.add({ ...row, direction, waitBegin, isMissed: stored["is_missed"] === 1 }, -1);
      this.#digest.noteGone(id, row);
      const callerNo = unpackNumber(stored["caller_no"]);
      const calleeNo = unpackNumber(stored["callee_no"]);
      return { id, ccId, vdn, callId, arrivedAt, callerNo, calleeNo };
    });
  }

  #count(changes: CountChanges): void {
    for (const [tenant, minutes] of changes.minutes(minuteOf(this.#day))) {
      this.#hourCounts.change(tenant, minutes);
    }
    for (const { tenant, kind, day, calls } of changes.days()) {
      this.#countDay.run(tenant, kind, day, calls);
    }
  }

  /** Everything that has been applied is on disk when it returns. */
  sync(): void {
    syncAll(this.#database, this.#path);
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}

function stretched({ endMax, longestMs }: Stretch, { arrivedAt, callEnd }: CallRow): Stretch {
  return {
    endMax: Math.max(endMax, callEnd),
    longestMs: Math.max(longestMs, callEnd - arrivedAt),
  };
}

function dayCountOf(row: SqlRow): DayCount {
  return {
    tenant: Number(row["tenant"]),
    kind: Number(row["kind"]),
    day: Number(row["day"]),
    calls: Number(row["calls"]),
  };
}
