// Writes tasks, agents and refused events.
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { tenantKey } from "../../lib/tenant-key.ts";
import type { BatchContent } from "./batch-text.ts";
import { openDatabase } from "./open-database.ts";

export class MainWriter implements Disposable {
  readonly #database: DatabaseSync;
  readonly #refusedMax: number;
  readonly #task: StatementSync;
  readonly #agent: StatementSync;
  readonly #refused: StatementSync;
  readonly #forget: StatementSync;
  readonly #setApplied: StatementSync;
  #appliedSeq: number;

  constructor(path: string, options: { readonly refusedMax: number }) {
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
    this.#setApplied = this.#database.prepare("update applied set seq = ?");
    this.#appliedSeq = Number(this.#database.prepare("select seq from applied").get()?.["seq"]);
  }

  apply(seq: number, { tasks, agents, refused }: BatchContent): void {
    if (seq <= this.#appliedSeq) return;
    if (tasks.length + agents.length + refused.length === 0) return;
    this.#database.exec("begin immediate");
    try {
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
      this.#setApplied.run(seq);
      this.#database.exec("commit");
    } catch (error) {
      this.#database.exec("rollback");
      throw error;
    }
    this.#appliedSeq = seq;
  }

  checkpoint(): void {
    this.#database.exec("pragma wal_checkpoint(truncate)");
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}
