// The history in SQLite: one file a UTC day, written by a thread of its own, read on the caller's.
import { rmSync } from "node:fs";
import type { AgentState } from "../../call/agent.ts";
import type { ReadonlyCall } from "../../call/call.ts";
import { isMissed } from "../../call/record.ts";
import type { Task } from "../../call/task.ts";
import type { TenantKey } from "../../lib/tenant-key.ts";
import type {
  CallRow,
  CallsQuery,
  History,
  HistoryBatch,
  LiveCallEvents,
  MissedCallsQuery,
  Page,
  RefusedEvent,
  RefusedEventsQuery,
  StoredCall,
  StoredTask,
  TasksQuery,
} from "../history.ts";
import { batchText } from "./batch-text.ts";
import type { WriterLimits } from "./batch-writer.ts";
import { dataFiles, withSideFiles, type DataFiles } from "./data-files.ts";
import { lockDataDir } from "./data-lock.ts";
import { DayReader, type DayQuery } from "./day-reader.ts";
import { MainReader } from "./main-reader.ts";
import { dayMs, dayOf, missedKind } from "./minute.ts";
import { Reader, ReaderPool } from "./reader-pool.ts";
import { Writer } from "./writer.ts";

export type SqliteHistoryLimits = WriterLimits & {
  /** Day files open for reading at a time. */
  readonly dayReadersMax: number;
};

export const defaultSqliteLimits: SqliteHistoryLimits = {
  journalTextMax: 64 * 1024 * 1024,
  dayWritersMax: 8,
  dayReadersMax: 64,
  refusedMax: 10_000,
};

export async function openSqliteHistory(options: {
  readonly dataDir: string;
  readonly limits?: Partial<SqliteHistoryLimits>;
}): Promise<History> {
  const { dataDir } = options;
  const limits = { ...defaultSqliteLimits, ...options.limits };
  const files = dataFiles(dataDir);
  const lock = lockDataDir(files.lock, dataDir);
  try {
    const writer = await Writer.open(dataDir, limits);
    return new SqliteHistory({ files, writer, lock, limits });
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
}

class SqliteHistory implements History {
  readonly #files: DataFiles;
  readonly #writer: Writer;
  readonly #lock: Disposable;
  readonly #pool: ReaderPool;
  readonly #mainReader: Reader;
  readonly #main: MainReader;
  #days: number[];
  #closed: Promise<void> | undefined;
  /** Per day, an instant after the waitBegin of all its missed calls: it may be of the next day. */
  readonly #missedUntil = new Map<number, number>();

  constructor(parts: {
    readonly files: DataFiles;
    readonly writer: Writer;
    readonly lock: Disposable;
    readonly limits: SqliteHistoryLimits;
  }) {
    this.#files = parts.files;
    this.#writer = parts.writer;
    this.#lock = parts.lock;
    this.#pool = new ReaderPool({ readersMax: parts.limits.dayReadersMax });
    this.#mainReader = new Reader(parts.files.main);
    this.#main = new MainReader(this.#mainReader);
    this.#days = parts.files.days();
    for (const day of this.#days) this.#missedUntil.set(day, this.#day(day).missedUntil());
  }

  async commit(batch: HistoryBatch): Promise<void> {
    await this.#writer.write(batchText(batch));
    for (const { call } of batch.ended) this.#noteDay(call);
  }

  #noteDay(call: ReadonlyCall): void {
    const day = dayOf(call.arrivedAt);
    if (this.#days.at(-1) !== day && !this.#days.includes(day)) {
      this.#days = [...this.#days, day].sort((a, b) => a - b);
    }
    const waitEnd = isMissed(call) ? call.waitBegin + 1 : 0;
    this.#missedUntil.set(day, Math.max(this.#missedUntil.get(day) ?? 0, waitEnd));
  }

  calls(query: CallsQuery): Promise<Page<CallRow>> {
    const kind = query.direction === "in" ? 0 : 1;
    const days = this.#days.filter((day) => day + dayMs > query.from && day <= query.to);
    return this.#page({ ...query, kind }, days, query);
  }

  missedCalls(query: MissedCallsQuery): Promise<Page<CallRow>> {
    const days = this.#days.filter(
      (day) => (this.#missedUntil.get(day) ?? 0) > query.from && day <= query.to,
    );
    const dayQuery = { ...query, kind: missedKind, callerNo: "", calleeNo: "" };
    const overlapping = days.filter((day) => (this.#missedUntil.get(day) ?? 0) > day + dayMs);
    if (overlapping.length > 0) return this.#mergedPage(dayQuery, days, query);
    return this.#page(dayQuery, days.toReversed(), query);
  }

  async #page(
    query: DayQuery,
    days: readonly number[],
    { offset, limit }: { readonly offset: number; readonly limit: number },
  ): Promise<Page<CallRow>> {
    const rows: CallRow[] = [];
    let total = 0;
    for (const day of days) {
      const reader = this.#day(day);
      const here = reader.total(query);
      const skip = Math.max(0, offset - total);
      const wanted = limit - rows.length;
      if (skip < here && wanted > 0) rows.push(...reader.rows(query, skip, wanted));
      total += here;
    }
    return { total, rows };
  }

  /** Missed calls that waited over midnight lie between those of the next day: files are merged. */
  async #mergedPage(
    query: DayQuery,
    days: readonly number[],
    { offset, limit }: { readonly offset: number; readonly limit: number },
  ): Promise<Page<CallRow>> {
    let total = 0;
    const rows: CallRow[] = [];
    for (const day of days) {
      const reader = this.#day(day);
      total += reader.total(query);
      rows.push(...reader.rows(query, 0, offset + limit));
    }
    rows.sort((a, b) => b.waitBegin - a.waitBegin || (a.callId < b.callId ? -1 : 1));
    return { total, rows: rows.slice(offset, offset + limit) };
  }

  async call(tenant: TenantKey, callId: string, near?: number): Promise<StoredCall | undefined> {
    for (const day of this.#daysOfCall(callId, near)) {
      const found = this.#day(day).call(tenant, callId);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Likely days first: that of the ID's own seconds, then the newest. */
  #daysOfCall(callId: string, near: number | undefined): readonly number[] {
    if (near !== undefined) {
      const last = dayOf(near);
      return [last, last - dayMs, last + dayMs].filter((day) => this.#missedUntil.has(day));
    }
    const hint = dayOf(Number(/^(\d{9,10})-/.exec(callId)?.[1] ?? 0) * 1000);
    const newestFirst = this.#days.toReversed();
    return this.#missedUntil.has(hint) ? [hint, ...newestFirst] : newestFirst;
  }

  async tasks(query: TasksQuery): Promise<Page<Task>> {
    return this.#main.tasks(query);
  }

  async task(tenants: readonly TenantKey[], serialNo: string): Promise<StoredTask | undefined> {
    return this.#main.task(tenants, serialNo);
  }

  async refusedEvents(query: RefusedEventsQuery): Promise<Page<RefusedEvent>> {
    return this.#main.refusedEvents(query);
  }

  async *liveCalls(): AsyncIterable<LiveCallEvents> {
    yield* await this.#writer.liveCalls();
  }

  async *agents(): AsyncIterable<AgentState> {
    yield* this.#main.agents();
  }

  async *openTasks(): AsyncIterable<StoredTask> {
    yield* this.#main.openTasks();
  }

  async days(): Promise<readonly number[]> {
    return this.#days;
  }

  async dropDay(day: number): Promise<void> {
    if (!this.#missedUntil.has(day)) return;
    this.#days = this.#days.filter((known) => known !== day);
    this.#missedUntil.delete(day);
    this.#pool.close(this.#files.day(day));
    await this.#writer.closeDay(day);
    for (const path of withSideFiles(this.#files.day(day))) rmSync(path, { force: true });
  }

  #day(day: number): DayReader {
    return new DayReader(this.#pool.reader(this.#files.day(day)));
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#pool[Symbol.dispose]();
    this.#mainReader[Symbol.dispose]();
    try {
      await this.#writer[Symbol.asyncDispose]();
    } finally {
      this.#lock[Symbol.dispose]();
    }
  }
}
