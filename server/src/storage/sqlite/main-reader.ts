// Reads agents, refused events, and where calls lie.
import type { SQLInputValue } from "node:sqlite";
import type { AgentState } from "../../call/agent.ts";
import type { TenantKey } from "../../lib/tenant-key.ts";
import type { Page, RefusedEvent, RefusedEventsQuery } from "../history.ts";
import type { DayOfList } from "./call-pages.ts";
import type { DayExtent } from "./day-digest.ts";
import type { SqlRow } from "./open-database.ts";
import type { Reader } from "./reader-pool.ts";

/** `extent` is that of its calls; undefined while what it derives of them is not up to date. */
export type StoredDay = { readonly day: number; readonly extent: DayExtent | undefined };

export class MainReader {
  readonly #reader: Reader;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** Days with calls of the tenant and kind, ascending. */
  daysOfList(tenant: TenantKey, kind: number): DayOfList[] {
    const sql =
      "select day, file_day, calls from day_count where tenant = ? and kind = ? and calls > 0 order by day";
    const days: { day: number; fileDays: number[]; calls: number }[] = [];
    for (const [day, fileDay, calls] of this.#reader.arrays(sql).all(tenant, kind)) {
      const open = days.at(-1);
      if (open !== undefined && open.day === day) {
        open.fileDays.push(Number(fileDay));
        open.calls += Number(calls);
      } else days.push({ day: Number(day), fileDays: [Number(fileDay)], calls: Number(calls) });
    }
    return days;
  }

  /** Day files that may have calls of the tenants, newest first. */
  fileDays(tenants: readonly TenantKey[]): number[] {
    const [only] = tenants;
    if (only === undefined || tenants.length > 1) {
      return this.storedDays()
        .map(({ day }) => day)
        .reverse();
    }
    // A call lies in the file of its arrival's day: the kinds of missed calls add none.
    const sql =
      "select distinct file_day from day_count where tenant = ? and kind in (0, 1) and calls > 0 order by file_day desc";
    return this.#reader
      .arrays(sql)
      .all(only)
      .map(([fileDay]) => Number(fileDay));
  }

  /** Days that have a file, ascending. */
  storedDays(): StoredDay[] {
    const sql =
      "select file_day, is_settled, end_max, logged_min, logged_max from day_file order by file_day";
    return this.#reader
      .arrays(sql)
      .all()
      .map(([day, isSettled, endMax, loggedMin, loggedMax]) => {
        const [end, first, last] = [Number(endMax), Number(loggedMin), Number(loggedMax)];
        const extent = { endMax: end, loggedMin: first, loggedMax: last };
        return { day: Number(day), extent: isSettled === 1 ? extent : undefined };
      });
  }

  *agents(): Iterable<AgentState> {
    for (const row of this.#all("select agent from agent", [])) {
      yield json(row["agent"]) as AgentState;
    }
  }

  refusedEvents({ tenants, offset, limit }: RefusedEventsQuery): Page<RefusedEvent> {
    const where = tenants === undefined ? "true" : `tenant in (${marks(tenants)})`;
    const values: SQLInputValue[] = [...(tenants ?? [])];
    const total = this.#count(`select count(*) as n from refused_event where ${where}`, values);
    const sql = `select * from refused_event where ${where} order by id desc limit ? offset ?`;
    const rows = this.#all(sql, [...values, limit, offset]).map((row) => ({
      receivedAt: Number(row["received_at"]),
      source: String(row["source"]),
      tenant: Number(row["tenant"]),
      line: Number(row["line"]),
      field: String(row["field"]),
      reason: String(row["reason"]),
      raw: String(row["raw"]),
    }));
    return { total, rows };
  }

  #count(sql: string, values: readonly SQLInputValue[]): number {
    return Number(this.#reader.statement(sql).get(...values)?.["n"]);
  }

  #all(sql: string, values: readonly SQLInputValue[]): SqlRow[] {
    return this.#reader.statement(sql).all(...values);
  }
}

function marks(values: readonly unknown[]): string {
  return values.map(() => "?").join(", ");
}

/** JSON that main-writer.ts wrote; whoever reads it knows of what type. */
function json(text: unknown): unknown {
  return JSON.parse(String(text));
}
