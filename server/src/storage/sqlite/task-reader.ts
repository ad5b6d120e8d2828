// Reads tasks. What a list counts, and what its offset passes over, are sums of days, hours and minutes.
import type { SQLInputValue } from "node:sqlite";
import type { TaskEvent } from "@trunkline/contract";
import type { Task } from "../../call/task.ts";
import type { TenantKey } from "../../lib/tenant-key.ts";
import type { Page, StoredTask, TasksQuery } from "../history.ts";
import { allOf, ofTenants, type Condition } from "./condition.ts";
import type { SqlRow } from "./open-database.ts";
import type { Reader } from "./reader-pool.ts";
import { partsOf, taskSpans, type TaskPart } from "./task-spans.ts";

type CountedPart = TaskPart & { readonly tasks: number };

/** Where a task of the list lies: so many newer ones are in the part with it. */
type Place = { readonly part: TaskPart; readonly passed: number };

export class TaskReader {
  readonly #reader: Reader;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  page(query: TasksQuery): Page<Task> {
    const { tenants, from, to, caller, called } = query;
    if (tenants.length === 0 || from > to) return { total: 0, rows: [] };
    return this.#reader.snapshot(() =>
      caller === "" && called === "" ? this.#counted(query) : this.#ofNumber(query),
    );
  }

  task(tenants: readonly TenantKey[], serialNo: string): StoredTask | undefined {
    const sql = "select task, events from task where tenant = ? and serial_no = ?";
    for (const tenant of tenants) {
      const found = this.#reader.statement(sql).get(tenant, serialNo);
      if (found !== undefined) return storedTask(found);
    }
    return undefined;
  }

  *openTasks(): Iterable<StoredTask> {
    const sql = "select task, events from task where state <> 3";
    for (const row of this.#reader.statement(sql).all()) yield storedTask(row);
  }

  #counted(query: TasksQuery): Page<Task> {
    const { offset, limit } = query;
    const parts = partsOf(query.from, query.to + 1).map((part) => {
      return { ...part, tasks: this.#count(query, part) };
    });
    const total = parts.reduce((sum, { tasks }) => sum + tasks, 0);
    const first = limit > 0 ? this.#placeOf(query, parts, offset) : undefined;
    if (first === undefined) return { total, rows: [] };
    const last = this.#placeOf(query, parts, Math.min(offset + limit, total) - 1);
    const window = { from: last?.part.from ?? query.from, to: first.part.end - 1 };
    return { total, rows: this.#rows({ ...query, ...window, offset: first.passed }) };
  }

  /** The index by number finds so few tasks that they are counted. */
  #ofNumber(query: TasksQuery): Page<Task> {
    const { where, values } = allOf([...conditionsOf(query), startedIn(query)]);
    const sql = `select count(*) from task where ${where}`;
    return { total: this.#number(sql, values), rows: this.#rows(query) };
  }

  /** Undefined behind the last one. */
  #placeOf(query: TasksQuery, parts: readonly CountedPart[], nth: number): Place | undefined {
    let passed = nth;
    for (const part of parts) {
      if (passed < part.tasks) return this.#within(query, part, passed);
      passed -= part.tasks;
    }
    return undefined;
  }

  /** In the hour of the day, and the minute of the hour. */
  #within(query: TasksQuery, part: TaskPart, nth: number): Place {
    const { span } = part;
    const ms = span === undefined ? undefined : taskSpans[span];
    if (span === undefined || ms === undefined) return { part, passed: nth };
    const { where, values } = allOf([...conditionsOf(query), countedIn(part)]);
    const sql = `select nth, sum(tasks) from task_count where ${where} group by nth order by nth desc`;
    let passed = nth;
    for (const [counted, tasks] of this.#reader.arrays(sql).iterate(...values)) {
      if (passed < Number(tasks)) {
        const from = Number(counted) * ms;
        const found = { from, end: from + ms };
        const next = span + 1;
        if (next === taskSpans.length) return { part: { span, ...found }, passed };
        return this.#within(query, { span: next, ...found }, passed);
      }
      passed -= Number(tasks);
    }
    throw new Error("Cannot find a task that is counted");
  }

  #count(query: TasksQuery, part: TaskPart): number {
    const isCounted = part.span !== undefined;
    const inPart = isCounted ? countedIn(part) : startedIn({ from: part.from, to: part.end - 1 });
    const { where, values } = allOf([...conditionsOf(query), inPart]);
    const [what, table] = isCounted ? ["sum(tasks)", "task_count"] : ["count(*)", "task"];
    return this.#number(`select ${what} from ${table} where ${where}`, values);
  }

  /** The page is found in the index; only its rows are read. */
  #rows(query: TasksQuery): Task[] {
    const { where, values } = allOf([...conditionsOf(query), startedIn(query)]);
    const page = `select tenant as t, serial_no as s from task where ${where} order by started_at desc, serial_no, tenant limit ? offset ?`;
    const sql = `select task from (${page}) join task on tenant = t and serial_no = s order by started_at desc, serial_no, tenant`;
    const rows = this.#reader.statement(sql).all(...values, query.limit, query.offset);
    return rows.map((row) => json(row["task"]) as Task);
  }

  #number(sql: string, values: readonly SQLInputValue[]): number {
    return Number(this.#reader.arrays(sql).get(...values)?.[0] ?? 0);
  }
}

/** All but the time. */
function conditionsOf({ tenants, taskTypes, states, ...sides }: TasksQuery): Condition[] {
  const conditions = [ofTenants(tenants)];
  if (taskTypes.length > 0) conditions.push(among("task_type", taskTypes));
  if (states.length > 0) conditions.push(among("state", states));
  for (const side of ["caller", "called"] as const) {
    if (sides[side] !== "") conditions.push({ where: `${side} = ?`, values: [sides[side]] });
  }
  return conditions;
}

function among(column: string, values: readonly (string | number)[]): Condition {
  return {
    where: `${column} in (select value from json_each(?))`,
    values: [JSON.stringify(values)],
  };
}

function startedIn({ from, to }: Pick<TasksQuery, "from" | "to">): Condition {
  return { where: "started_at between ? and ?", values: [from, to] };
}

function countedIn({ span = 0, from, end }: TaskPart): Condition {
  const ms = taskSpans[span] ?? 1;
  return { where: "span = ? and nth >= ? and nth < ?", values: [span, from / ms, end / ms] };
}

function storedTask(row: SqlRow): StoredTask {
  return { task: json(row["task"]) as Task, events: json(row["events"]) as TaskEvent[] };
}

/** JSON that task-writer.ts wrote; whoever reads it knows of what type. */
function json(text: unknown): unknown {
  return JSON.parse(String(text));
}
