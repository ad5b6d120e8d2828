// Writes the records of one day and their counts, in one transaction per batch.
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { tenantKey, type TenantKey } from "../../lib/tenant-key.ts";
import type { CallRow } from "../history.ts";
import type { RecordedCall } from "./batch-text.ts";
import { callColumns, columnsOf } from "./call-columns.ts";
import { CountChanges, type DayCount } from "./day-counts.ts";
import { minuteOf } from "./minute.ts";
import { appliedSeq, openDatabase, syncAll, type SqlRow } from "./open-database.ts";
import { packCallId } from "./packed-text.ts";

const selectCounts = "select tenant, kind, day, calls from day_count";

export class DayWriter implements Disposable {
  readonly #path: string;
  readonly #day: number;
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #delete: StatementSync;
  readonly #countMinute: StatementSync;
  readonly #countDay: StatementSync;
  readonly #countsOf: StatementSync;
  readonly #setApplied: StatementSync;
  #appliedSeq: number;

  constructor(options: {
    readonly path: string;
    readonly day: number;
    readonly journalSeq: number;
  }) {
    const { path, day, journalSeq } = options;
    this.#path = path;
    this.#day = day;
    this.#database = openDatabase(path, "day", "normal");
    const names = [...callColumns, "events"];
    const marks = names.map(() => "?").join(", ");
    this.#insert = this.#database.prepare(
      `insert into call (${names.join(", ")}) values (${marks})`,
    );
    this.#delete = this.#database.prepare(
      `delete from call
       where tenant = ? and direction in (0, 1) and arrived_ms = ? and call_id = ?
       returning direction, wait_after, is_missed`,
    );
    this.#countMinute = this.#database.prepare(
      `insert into minute_count (tenant, kind, minute, calls) values (?, ?, ?, ?)
       on conflict do update set calls = calls + excluded.calls`,
    );
    this.#countDay = this.#database.prepare(
      `insert into day_count (tenant, kind, day, calls) values (?, ?, ?, ?)
       on conflict do update set calls = calls + excluded.calls`,
    );
    this.#countsOf = this.#database.prepare(`${selectCounts} where tenant = ?`);
    this.#setApplied = this.#database.prepare("update applied set seq = ?");
    this.#appliedSeq = appliedSeq(this.#database, journalSeq);
  }

  /** Idempotent by `seq`: what the file holds already is left alone. */
  apply(seq: number, removed: readonly CallRow[], recorded: readonly RecordedCall[]): void {
    if (seq <= this.#appliedSeq) return;
    this.#database.exec("begin immediate");
    try {
      const changes = new CountChanges();
      for (const row of removed) this.#remove(row, changes);
      for (const { row, events } of recorded) {
        this.#remove(row, changes);
        this.#insert.run(...columnsOf(row), Buffer.from(events, "base64"));
        changes.add(row, 1);
      }
      this.#count(changes);
      this.#setApplied.run(seq);
      this.#database.exec("commit");
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec("rollback");
      throw error;
    }
    this.#appliedSeq = seq;
  }

  /** The counts of some tenants as they are now; of all when none are named. */
  dayCounts(tenants?: Iterable<TenantKey>): DayCount[] {
    if (tenants === undefined) return this.#database.prepare(selectCounts).all().map(dayCountOf);
    return [...tenants].flatMap((tenant) => this.#countsOf.all(tenant).map(dayCountOf));
  }

  #remove(row: CallRow, changes: CountChanges): void {
    const key: SQLInputValue[] = [
      tenantKey(row),
      row.arrivedAt - this.#day,
      packCallId(row.callId, row.arrivedAt),
    ];
    for (const gone of this.#delete.all(...key)) {
      const direction = gone["direction"] === 0 ? "in" : "out";
      const waitBegin = row.arrivedAt + Number(gone["wait_after"]);
      changes.add({ ...row, direction, waitBegin, isMissed: gone["is_missed"] === 1 }, -1);
    }
  }

  #count(changes: CountChanges): void {
    const firstMinute = minuteOf(this.#day);
    for (const { tenant, kind, minute, calls } of changes.minutes()) {
      this.#countMinute.run(tenant, kind, minute - firstMinute, calls);
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

function dayCountOf(row: SqlRow): DayCount {
  return {
    tenant: Number(row["tenant"]),
    kind: Number(row["kind"]),
    day: Number(row["day"]),
    calls: Number(row["calls"]),
  };
}
