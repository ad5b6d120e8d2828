// Writes tasks, and counts of when they began.
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Task } from "../../call/task.ts";
import { getOrPut } from "../../lib/get-or-put.ts";
import { tenantKey, type TenantKey } from "../../lib/tenant-key.ts";
import type { StoredTask } from "../history.ts";
import type { SqlRow } from "./open-database.ts";
import { taskSpans } from "./task-spans.ts";

type Counted = Pick<Task, "taskType" | "state" | "startedAt">;

type CountKey = readonly [
  tenant: TenantKey,
  span: number,
  nth: number,
  taskType: string,
  state: number,
];

/** Dropped at a time: whoever wants to write waits for them. */
const droppedAtOnce = 200;

const ofKey = "tenant = ? and span = ? and nth = ? and task_type = ? and state = ?";

/** Its callers have begun a transaction. */
export class TaskWriter {
  readonly #before: StatementSync;
  readonly #put: StatementSync;
  readonly #nextTenant: StatementSync;
  readonly #old: StatementSync;
  readonly #drop: StatementSync;
  readonly #more: StatementSync;
  readonly #fewer: StatementSync;
  readonly #forget: StatementSync;

  constructor(database: DatabaseSync) {
    const prepare = (sql: string) => database.prepare(sql);
    this.#before = prepare(
      "select task_type, state, started_at from task where tenant = ? and serial_no = ?",
    );
    this.#put = prepare(
      `insert or replace into task (tenant, serial_no, task_type, caller, called, state, started_at, task, events)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#nextTenant = prepare("select min(tenant) as tenant from task_count where tenant > ?");
    this.#old = prepare(
      `select serial_no, task_type, state, started_at from task
       where tenant = ? and started_at < ? order by started_at limit ?`,
    );
    this.#drop = prepare("delete from task where tenant = ? and serial_no = ?");
    this.#more = prepare(
      `insert into task_count (tenant, span, nth, task_type, state, tasks) values (?, ?, ?, ?, ?, ?)
       on conflict do update set tasks = tasks + excluded.tasks`,
    );
    this.#fewer = prepare(`update task_count set tasks = tasks + ? where ${ofKey}`);
    this.#forget = prepare(`delete from task_count where ${ofKey} and tasks = 0`);
  }

  put(stored: readonly StoredTask[]): void {
    const changes = new TaskCountChanges();
    for (const { task, events } of stored) {
      const tenant = tenantKey(task);
      const { serialNo, taskType, caller, called, state, startedAt } = task;
      const before = this.#before.get(tenant, serialNo);
      if (before !== undefined) changes.add(tenant, countedOf(before), -1);
      const texts = [JSON.stringify(task), JSON.stringify(events)] as const;
      this.#put.run(tenant, serialNo, taskType, caller, called, state, startedAt, ...texts);
      changes.add(tenant, task, 1);
    }
    this.#write(changes);
  }

  /** Some of those that began before then; how many, 0 when none is left. */
  drop(before: number): number {
    const changes = new TaskCountChanges();
    let dropped = 0;
    for (let tenant = this.#tenantAfter(-1); tenant !== undefined && dropped < droppedAtOnce;) {
      for (const row of this.#old.all(tenant, before, droppedAtOnce - dropped)) {
        this.#drop.run(tenant, String(row["serial_no"]));
        changes.add(tenant, countedOf(row), -1);
        dropped += 1;
      }
      tenant = this.#tenantAfter(tenant);
    }
    this.#write(changes);
    return dropped;
  }

  /** One that has tasks. */
  #tenantAfter(tenant: TenantKey): TenantKey | undefined {
    const next = this.#nextTenant.get(tenant)?.["tenant"];
    return typeof next === "number" ? next : undefined;
  }

  #write(changes: TaskCountChanges): void {
    for (const { key, tasks } of changes.all()) {
      if (tasks > 0) this.#more.run(...key, tasks);
      else if (tasks < 0) {
        this.#fewer.run(tasks, ...key);
        this.#forget.run(...key);
      }
    }
  }
}

class TaskCountChanges {
  /** By their keys, as one text. */
  readonly #changes = new Map<string, { readonly key: CountKey; tasks: number }>();

  add(tenant: TenantKey, { taskType, state, startedAt }: Counted, by: 1 | -1): void {
    for (const [span, ms] of taskSpans.entries()) {
      const key: CountKey = [tenant, span, Math.floor(startedAt / ms), taskType, state];
      const name = key.join(" ");
      getOrPut(this.#changes, name, () => ({ key, tasks: 0 })).tasks += by;
    }
  }

  all(): Iterable<{ readonly key: CountKey; readonly tasks: number }> {
    return this.#changes.values();
  }
}

function countedOf(row: SqlRow): Counted {
  // A task that this class has written.
  const state = row["state"] as Task["state"];
  return { taskType: String(row["task_type"]), state, startedAt: Number(row["started_at"]) };
}
