// Writes tasks, agents, refused events, and the copy of the day files' counts.
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { tenantKey } from "../../lib/tenant-key.ts";
import type { BatchContent } from "./batch-text.ts";
import type { DayCount } from "./day-counts.ts";
import { appliedSeq, openDatabase, syncAll } from "./open-database.ts";

/** The counts of one day file, of all tenants or of some. */
export type FileCounts = { readonly fileDay: number; readonly counts: readonly DayCount[] };

export class MainWriter implements Disposable {
  readonly #path: string;
  readonly #database: DatabaseSync;
  readonly #refusedMax: number;
  readonly #task: StatementSync;
  readonly #agent: StatementSync;
  readonly #refused: StatementSync;
  readonly #forget: StatementSync;
  readonly #dayFile: StatementSync;
  readonly #dayCount: StatementSync;
  readonly #setApplied: StatementSync;
  #appliedSeq: number;

  constructor(options: {
    readonly path: string;
    readonly refusedMax: number;
    readonly journalSeq: number;
  }) {
    const { path } = options;
    this.#path = path;
    this.#database = openDatabase(path, "main", "normal");
    this.#refusedMax = options.refusedMax;
    this.#task = this.#database.prepare(
      `insert or replace into task (tenant, serial_no, task_type, caller, state, started_at, task, events)
       values (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#agent = this.#database.prepare(
      "insert or replace into agent (tenant, agent_id, agent) values (?, ?, ?)",
    );
    this.#refused = this.#database.prepare(
      `insert into refused_event (received_at, source, tenant, line, field, reason, raw)
       values (?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#forget = this.#database.prepare(
      "delete from refused_event where id <= (select max(id) from refused_event) - ?",
    );
    this.#dayFile = this.#database.prepare("insert or ignore into day_file (file_day) values (?)");
    this.#dayCount = this.#database.prepare(
      `insert or replace into day_count (tenant, kind, day, file_day, calls)
       values (?, ?, ?, ?, ?)`,
    );
    this.#setApplied = this.#database.prepare("update applied set seq = ?");
    this.#appliedSeq = appliedSeq(this.#database, options.journalSeq);
  }

  /** Idempotent by `seq`. `counts` are those of the tenants and days that the batch has changed. */
  apply(
    seq: number,
    { tasks, agents, refused }: BatchContent,
    counts: readonly FileCounts[],
  ): void {
    if (seq <= this.#appliedSeq) return;
    if (tasks.length + agents.length + refused.length + counts.length === 0) return;
    this.#transact(() => {
      for (const { task, events } of tasks) {
        const { serialNo, taskType, caller, state, startedAt } = task;
        const texts = [JSON.stringify(task), JSON.stringify(events)] as const;
        this.#task.run(tenantKey(task), serialNo, taskType, caller, state, startedAt, ...texts);
      }
      for (const agent of agents) {
        this.#agent.run(tenantKey(agent), agent.agentId, JSON.stringify(agent));
      }
      for (const { receivedAt, source, tenant, line, field, reason, raw } of refused) {
        this.#refused.run(receivedAt, source, tenant, line, field, reason, raw);
      }
      if (refused.length > 0) this.#forget.run(this.#refusedMax);
      for (const file of counts) this.#putCounts(file);
      this.#setApplied.run(seq);
    });
    this.#appliedSeq = seq;
  }

  /** Days whose counts are kept. */
  fileDays(): number[] {
    const rows = this.#database.prepare("select file_day from day_file").all();
    return rows.map((row) => Number(row["file_day"]));
  }

  /** Takes up the counts of a file that came from elsewhere, such as a copy that was put back. */
  takeUpDay(file: FileCounts): void {
    this.#transact(() => this.#putCounts(file));
  }

  /** `counts` names what is kept of the day; without it everything is searched. */
  forgetDay(fileDay: number, counts?: readonly DayCount[]): void {
    const sql = "delete from day_count where file_day = ?";
    this.#transact(() => {
      this.#database.prepare("delete from day_file where file_day = ?").run(fileDay);
      if (counts === undefined) this.#database.prepare(sql).run(fileDay);
      else {
        const one = this.#database.prepare(`${sql} and tenant = ? and kind = ? and day = ?`);
        for (const { tenant, kind, day } of counts) one.run(fileDay, tenant, kind, day);
      }
    });
  }

  #putCounts({ fileDay, counts }: FileCounts): void {
    this.#dayFile.run(fileDay);
    for (const { tenant, kind, day, calls } of counts) {
      this.#dayCount.run(tenant, kind, day, fileDay, calls);
    }
  }

  #transact(work: () => void): void {
    this.#database.exec("begin immediate");
    try {
      work();
      this.#database.exec("commit");
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec("rollback");
      throw error;
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
