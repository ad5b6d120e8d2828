// Writes tasks, and counts of when they began.
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Task } from "../../call/task.ts";
import { tenantKey, type TenantKey } from "../../lib/tenant-key.ts";
import type { StoredTask } from "../history.ts";
import { taskSpans } from "./task-spans.ts";

type Counted = Pick<Task, "taskType" | "state" | "startedAt">;

/** Dropped at a time: whoever wants to write waits for them. */
const droppedAtOnce = 200;

export class TaskWriter {
  readonly #before: StatementSync;
  readonly #put: StatementSync;
  readonly #old: StatementSync;
  readonly #drop: StatementSync;
  readonly #count: StatementSync;
  readonly #forget: StatementSync;

  constructor(database: DatabaseSync) {
    this.#before = database.prepare(
      "select task_type, state, started_at from task where tenant = ? and serial_no = ?",
    );
    this.#put = database.prepare(
      // An index of what has not changed is left alone.
      `insert into task (tenant, serial_no, task_type, caller, called, state, started_at, task, events)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?)
       on conflict do update set task_type = excluded.task_type, caller = excluded.caller,
         called = excluded.called, state = excluded.state, started_at = excluded.started_at,
         task = excluded.task, events = excluded.events`,
    );
    this.#old = database.prepare(
      `select serial_no, task_type, state, started_at from task
       where tenant = ? and started_at < ? order by started_at limit ?`,
    );
    this.#drop = database.prepare("delete from task where tenant = ? and serial_no = ?");
    this.#count = database.prepare(
      `insert into task_count (tenant, span, nth, task_type, state, tasks) values (?, ?, ?, ?, ?, ?)
       on conflict do update set tasks = tasks + excluded.tasks`,
    );
    this.#forget = database.prepare(
      `delete from task_count
       where tenant = ? and span = ? and nth = ? and task_type = ? and state = ? and tasks = 0`,
    );
  }

  /** In a transaction of the caller's. */
  put(stored: readonly StoredTask[]): void {
    const changes: Changes = new Map();
    for (const { task, events } of stored) {
      const tenant = tenantKey(task);
      const { serialNo, taskType, caller, called, state, startedAt } = task;
      const before = this.#before.get(tenant, serialNo);
      if (before !== undefined) add(changes, tenant, countedOf(before), -1);
      const texts = [JSON.stringify(task), JSON.stringify(events)] as const;
      this.#put.run(tenant, serialNo, taskType, caller, called, state, startedAt, ...texts);
      add(changes, tenant, task, 1);
    }
    this.#write(changes);
  }

  /** The oldest of those that began before then, some of them; how many. */
  drop(tenants: readonly TenantKey[], before: number): number {
    const changes: Changes = new Map();
    let dropped = 0;
    for (const tenant of tenants) {
      if (dropped === droppedAtOnce) break;
      for (const row of this.#old.all(tenant, before, droppedAtOnce - dropped)) {
        this.#drop.run(tenant, String(row["serial_no"]));
        add(changes, tenant, countedOf(row), -1);
        dropped += 1;
      }
    }
    this.#write(changes);
    return dropped;
  }

  #write(changes: Changes): void {
    for (const { key, tasks } of changes.values()) {
      if (tasks === 0) continue;
      this.#count.run(...key, tasks);
      if (tasks < 0) this.#forget.run(...key);
    }
  }
}

type CountKey = readonly [
  tenant: TenantKey,
  span: number,
  nth: number,
  taskType: string,
  state: number,
];

/** By their keys, as one text. */
type Changes = Map<string, { readonly key: CountKey; tasks: number }>;

function add(
  changes: Changes,
  tenant: TenantKey,
  { taskType, state, startedAt }: Counted,
  by: 1 | -1,
): void {
  for (const [span, ms] of taskSpans.entries()) {
    const key: CountKey = [tenant, span, Math.floor(startedAt / ms), taskType, state];
    const name = key.join(" ");
    const change = changes.get(name) ?? { key, tasks: 0 };
    change.tasks += by;
    changes.set(name, change);
  }
}

function countedOf(row: Readonly<Record<string, unknown>>): Counted {
  // A task that this class has written.
  const state = row["state"] as Task["state"];
  return { taskType: String(row["task_type"]), state, startedAt: Number(row["started_at"]) };
}
