// Reads tasks. What a list counts, and what its offset passes over, are sums of days, hours and minutes.
import type { SQLInputValue } from "node:sqlite";
import type { TaskEvent } from "@trunkline/contract";
import type { Task } from "../../call/task.ts";
import type { TenantKey } from "../../lib/tenant-key.ts";
import type { Page, StoredTask, TasksQuery } from "../history.ts";
import { allOf, ofTenants, type Condition } from "./condition.ts";
import { minuteMs } from "./minute.ts";
import type { SqlRow } from "./open-database.ts";
import type { Reader } from "./reader-pool.ts";
import { partsOf, type TaskPart } from "./task-spans.ts";

type Spans = Extract<TaskPart, { kind: "counted" }>;

type CountedPart = TaskPart & { readonly tasks: number };

/** A page that is being read: what is still to be passed over, and what there is of it. */
type Reading = { skip: number; readonly rows: Task[] };

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

  #counted(query: TasksQuery): Page<Task> {
    const { from, to, offset } = query;
    const parts = partsOf({ from, end: to + 1 }).map((part) => this.#count(query, part));
    const reading: Reading = { skip: offset, rows: [] };
    for (const part of parts) this.#read(query, part, reading);
    return { total: parts.reduce((sum, { tasks }) => sum + tasks, 0), rows: reading.rows };
  }

  /** Few tasks are of one number: they are counted in its index. */
  #ofNumber(query: TasksQuery): Page<Task> {
    const { where, values } = allOf([...conditionsOf(query), startedIn(query)]);
    const sql = `select count(*) from task where ${where}`;
    return { total: this.#number(sql, values), rows: this.#rows(query) };
  }

  /** What the part has of the page. Where it has none, hours and minutes are not looked at. */
  #read(query: TasksQuery, part: CountedPart, reading: Reading): void {
    const wanted = query.limit - reading.rows.length;
    if (wanted <= 0) return;
    if (reading.skip >= part.tasks) {
      reading.skip -= part.tasks;
      return;
    }
    if (part.kind === "counted" && part.end - part.from > minuteMs) {
      for (const shorter of this.#split(query, part)) this.#read(query, shorter, reading);
      return;
    }
    const window = { from: part.from, to: part.end - 1 };
    const { skip: offset, rows } = reading;
    rows.push(...this.#rows({ ...query, ...window, offset, limit: wanted }));
    reading.skip = 0;
  }

  /** Into those of its spans that have tasks, the latest first; a single one into shorter ones. */
  #split(query: TasksQuery, part: Spans): readonly CountedPart[] {
    const [shorter] = part.end - part.from === part.ms ? partsOf(part, part.span + 1) : [];
    const spans = shorter?.kind === "counted" ? shorter : part;
    const { where, values } = allOf([...conditionsOf(query), spansIn(spans)]);
    const sql = `select nth, sum(tasks) from task_count where ${where} group by nth order by nth desc`;
    const found = this.#reader.arrays(sql).all(...values);
    return found.map(([nth, tasks]) => {
      const from = Number(nth) * spans.ms;
      return { ...spans, from, end: from + spans.ms, tasks: Number(tasks) };
    });
  }

  #count(query: TasksQuery, part: TaskPart): CountedPart {
    const isCounted = part.kind === "counted";
    const inPart = isCounted ? spansIn(part) : startedIn({ from: part.from, to: part.end - 1 });
    const { where, values } = allOf([...conditionsOf(query), inPart]);
    const [what, table] = isCounted ? ["sum(tasks)", "task_count"] : ["count(*)", "task"];
    return { ...part, tasks: this.#number(`select ${what} from ${table} where ${where}`, values) };
  }

  /** The page is found in the index; only its rows are read. */
  #rows(query: TasksQuery): Task[] {
    const { where, values } = allOf([...conditionsOf(query), startedIn(query)]);
    const page = `select tenant as t, serial_no as s from task where ${where} order by started_at desc, serial_no, tenant limit ? offset ?`;
    const sql = `select task from (${page}) join task on tenant = t and serial_no = s order by started_at desc, serial_no, tenant`;
    const rows = this.#reader.statement(sql).all(...values, query.limit, query.offset);
    return rows.map((row) => json(row["task"]) as Task);
  }

  /** A sum over nothing is 0. */
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

function spansIn({ span, ms, from, end }: Spans): Condition {
  return { where: "span = ? and nth >= ? and nth < ?", values: [span, from / ms, end / ms] };
}

function storedTask(row: SqlRow): StoredTask {
  return { task: json(row["task"]) as Task, events: json(row["events"]) as TaskEvent[] };
}

/** JSON that task-writer.ts wrote; whoever reads it knows of what type. */
function json(text: unknown): unknown {
  return JSON.parse(String(text));
}
