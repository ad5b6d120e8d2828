// Writes the records of one day and their counts per minute, in one transaction per batch.
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { tenantKey } from "../../lib/tenant-key.ts";
import type { CallRow } from "../history.ts";
import type { RecordedCall } from "./batch-text.ts";
import { callColumns, columnsOf, directionCode } from "./call-columns.ts";
import { packEvents } from "./event-codec.ts";
import { missedKind, minuteOf } from "./minute.ts";
import { openDatabase } from "./open-database.ts";

export class DayWriter implements Disposable {
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #delete: StatementSync;
  readonly #count: StatementSync;
  readonly #setApplied: StatementSync;
  #appliedSeq: number;

  constructor(path: string) {
    this.#database = openDatabase(path, "day", "normal");
    const names = [...callColumns, "events"];
    const marks = names.map(() => "?").join(", ");
    this.#insert = this.#database.prepare(
      `insert or replace into call (${names.join(", ")}) values (${marks})`,
    );
    this.#delete = this.#database.prepare(
      "delete from call where tenant = ? and direction = ? and arrived_at = ? and call_id = ?",
    );
    this.#count = this.#database.prepare(
      `insert into minute_count (tenant, kind, minute, calls) values (?, ?, ?, ?)
       on conflict do update set calls = calls + excluded.calls`,
    );
    this.#setApplied = this.#database.prepare("update applied set seq = ?");
    this.#appliedSeq = Number(this.#database.prepare("select seq from applied").get()?.["seq"]);
  }

  /** Idempotent by `seq`: what the file holds already is left alone. */
  apply(seq: number, removed: readonly CallRow[], recorded: readonly RecordedCall[]): void {
    if (seq <= this.#appliedSeq) return;
    this.#database.exec("begin immediate");
    try {
      const counts = new Counts();
      for (const row of removed) this.#remove(row, counts);
      for (const { row, events } of recorded) {
        this.#remove(row, counts);
        this.#insert.run(...columnsOf(row), packEvents(events));
        counts.add(row, 1);
      }
      for (const [tenant, kind, minute, calls] of counts.entries()) {
        this.#count.run(tenant, kind, minute, calls);
      }
      this.#setApplied.run(seq);
      this.#database.exec("commit");
    } catch (error) {
      this.#database.exec("rollback");
      throw error;
    }
    this.#appliedSeq = seq;
  }

  #remove(row: CallRow, counts: Counts): void {
    const { changes } = this.#delete.run(
      tenantKey(row),
      directionCode(row.direction),
      row.arrivedAt,
      row.callId,
    );
    if (changes > 0) counts.add(row, -1);
  }

  /** Syncs everything that has been applied. */
  checkpoint(): void {
    this.#database.exec("pragma wal_checkpoint(truncate)");
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}

/** The changes of one batch to the counts per minute, added up before they are written. */
class Counts {
  readonly #byTenant = new Map<number, Map<number, Map<number, number>>>();

  add(row: CallRow, by: 1 | -1): void {
    const tenant = tenantKey(row);
    this.#add(tenant, directionCode(row.direction), minuteOf(row.arrivedAt), by);
    if (row.isMissed) this.#add(tenant, missedKind, minuteOf(row.waitBegin), by);
  }

  #add(tenant: number, kind: number, minute: number, by: number): void {
    const kinds = getOrPut(this.#byTenant, tenant, () => new Map<number, Map<number, number>>());
    const minutes = getOrPut(kinds, kind, () => new Map<number, number>());
    minutes.set(minute, (minutes.get(minute) ?? 0) + by);
  }

  *entries(): Iterable<readonly [number, number, number, number]> {
    for (const [tenant, kinds] of this.#byTenant) {
      for (const [kind, minutes] of kinds) {
        for (const [minute, calls] of minutes) {
          if (calls !== 0) yield [tenant, kind, minute, calls];
        }
      }
    }
  }
}

function getOrPut<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
