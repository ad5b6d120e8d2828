// The history in SQLite: one file a UTC day, written by a thread of its own, read on the caller's.
import { existsSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { AgentState } from "../../call/agent.ts";
import { partsOfCallId } from "../../call/call-id-parts.ts";
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
import type { LentCalls } from "../lent-calls.ts";
import type { ListPage, WriteRow } from "../list-page.ts";
import type { CallBackQuery, HandResolution, MissedCall, MissedCallPage } from "../call-back.ts";
import type { CallFilter, CallSearch, FoundCalls } from "../call-search.ts";
import type { StatisticCell, StatisticsQuery } from "../statistics.ts";
import type { WriterLimits } from "./batch-writer.ts";
import { filesPerTurn, readersOf, readPage, type PageSource } from "./call-pages.ts";
import { countCalls, eachCall, searchCalls, type SearchedDays } from "./call-searcher.ts";
import { dataFiles, type DataFiles } from "./data-files.ts";
import { lockDataDir } from "./data-lock.ts";
import { packDigests } from "./call-digest.ts";
import { directionCode } from "./call-columns.ts";
import type { DayReader } from "./day-reader.ts";
import { DayReaders } from "./day-readers.ts";
import { KnownIds } from "./known-ids.ts";
import { Lender } from "./lender.ts";
import { ListCache, type ListLimits } from "./list-cache.ts";
import { LongCalls } from "./long-calls.ts";
import { MainReader } from "./main-reader.ts";
import { dayMs, dayOf, missedKind } from "./minute.ts";
import { MissedReader, type RecordOf } from "./missed-reader.ts";
import { isOlder } from "./open-database.ts";
import { Reader } from "./reader-pool.ts";
import { readStatistics } from "./statistics-reader.ts";
import { TaskReader } from "./task-reader.ts";
import { TurnOrder } from "./turns.ts";
import { Writer, type JournalLimits } from "./writer.ts";

export type SqliteHistoryLimits = WriterLimits &
  JournalLimits &
  ListLimits & {
    /** Day files open for reading at a time. */
    readonly dayReadersMax: number;
    /** Days whose call IDs are known in memory, two bytes each. */
    readonly dayFiltersMax: number;
    /** Calls that a search may look at before others get their turn. */
    readonly callsPerTurnMax: number;
  };

export const defaultSqliteLimits: SqliteHistoryLimits = {
  journalBytesMax: 16 * 1024 * 1024,
  dayWritersMax: 32,
  dayReadersMax: 64,
  dayFiltersMax: 8,
  dayListsMax: 2000,
  listBytesMax: 48 * 1024 * 1024,
  refusedMax: 10_000,
  unsettledCallsMax: 40_000,
  callsPerTurnMax: 20_000,
};

/** What whoever runs the server should know of what was found at the start. */
export type OpeningObserver = {
  /** An older version left so many day files: they are brought up to date before the history is open. */
  readonly updating?: (days: number) => void;
  /** There are so many day files, and no such file, which a new one takes the place of. */
  readonly mainMissing?: (path: string, days: number) => void;
};

export async function openSqliteHistory(options: {
  readonly dataDir: string;
  readonly limits?: Partial<SqliteHistoryLimits>;
  readonly observer?: OpeningObserver | undefined;
}): Promise<History> {
  const { dataDir, observer } = options;
  const limits = { ...defaultSqliteLimits, ...options.limits };
  const files = dataFiles(dataDir);
  const lock = lockDataDir(files.lock, dataDir);
  try {
    const days = files.days();
    const older = days.filter((day) => isOlder(files.day(day), "day"));
    if (older.length > 0) observer?.updating?.(older.length);
    if (days.length > 0 && !existsSync(files.main))
      observer?.mainMissing?.(files.main, days.length);
    const writer = await Writer.open(dataDir, limits);
    return new SqliteHistory({ dataDir, files, writer, lock, limits });
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
}

class SqliteHistory implements History {
  readonly #files: DataFiles;
  readonly #writer: Writer;
  readonly #lock: Disposable;
  readonly #mainReader: Reader;
  readonly #main: MainReader;
  readonly #missed: MissedReader;
  readonly #tasks: TaskReader;
  readonly #derived: SearchedDays;
  readonly #days: DayReaders;
  readonly #lender: Lender;
  readonly #known: KnownIds;
  readonly #longCalls = new LongCalls();
  readonly #lists: ListCache;
  readonly #pages: PageSource;
  /** Days that may have got a file by a commit. */
  readonly #coming = new Set<number>();
  /** Days whose damaged files are being set aside. */
  readonly #settingAside = new Map<number, Promise<void>>();
  readonly #watchers: ((file: string) => void)[] = [];
  #closed: Promise<void> | undefined;

  constructor(parts: {
    readonly dataDir: string;
    readonly files: DataFiles;
    readonly writer: Writer;
    readonly lock: Disposable;
    readonly limits: SqliteHistoryLimits;
  }) {
    const { files, limits } = parts;
    this.#files = files;
    this.#writer = parts.writer;
    this.#lock = parts.lock;
    this.#days = new DayReaders({ files, readersMax: limits.dayReadersMax });
    const settle = (days: readonly number[]) => this.#writer.settle(days);
    const { callsPerTurnMax } = limits;
    this.#lender = new Lender({ dataDir: parts.dataDir, callsPerTurnMax, settle });
    this.#known = new KnownIds({ daysMax: limits.dayFiltersMax });
    this.#mainReader = new Reader(files.main);
    this.#main = new MainReader(this.#mainReader);
    this.#missed = new MissedReader(this.#mainReader);
    this.#tasks = new TaskReader(this.#mainReader);
    this.#derived = {
      callsPerTurnMax,
      settle,
      days: () => this.#main.storedDays(),
      reader: (day) => this.#days.get(day)?.reader,
      day: (day) => this.#days.get(day),
      turnOrder: new TurnOrder(),
    };
    this.#lists = new ListCache(limits);
    this.#pages = {
      daysOfList: (tenant, kind) =>
        this.#lists.days(tenant, kind, () => this.#main.daysOfList(tenant, kind)),
      day: (day) => this.#days.get(day),
      list: (query, ofList) =>
        this.#lists.list(query, ofList.day, () => {
          // What the question knew may be from before a commit that gave the day another file.
          const days = this.#pages.daysOfList(query.tenant, query.kind);
          return readersOf(this.#pages, days.find(({ day }) => day === ofList.day) ?? ofList);
        }),
    };
    for (const day of files.days()) this.#days.note(day);
    this.#longCalls.find(this.#main.storedDays(), (day) => this.#days.get(day));
    this.#writer.lettingGo((day, work) => this.#setAside(day, work));
  }

  async commit(batch: HistoryBatch): Promise<void> {
    const rows = batch.ended.map(({ row }) => row);
    const times = [
      ...rows.map(({ arrivedAt }) => arrivedAt),
      ...batch.agentStates.map(({ at }) => at),
    ];
    for (const at of times)
      if (this.#days.get(dayOf(at)) === undefined) this.#coming.add(dayOf(at));
    const { areNew, come } = this.#known.coming(
      rows,
      (day) => this.#files.hasDay(day) || this.#settingAside.has(day),
    );
    const gone = [
      ...batch.reopened.map(({ row }) => row),
      ...batch.ended.flatMap(({ replaces }) => replaces ?? []),
    ];
    this.#longCalls.add(rows);
    const written = this.#lists.writing([...rows, ...gone]);
    let isWritten = false;
    try {
      const digests = packDigests(batch.ended.map(({ call }) => call));
      await this.#writer.write(batch, { digests, areNew });
      isWritten = true;
    } finally {
      come();
      written(isWritten);
    }
    // One that failed half way has been finished before this one.
    for (const day of this.#coming) if (this.#days.note(day)) this.#coming.delete(day);
  }

  calls(query: CallsQuery, write: WriteRow): Promise<ListPage> {
    const { offset, limit } = query;
    const asked = { ...query, kind: directionCode(query.direction) };
    return readPage(this.#pages, asked, { offset, limit, write });
  }

  missedCalls(query: MissedCallsQuery, write: WriteRow): Promise<ListPage> {
    const { offset, limit } = query;
    const asked = { ...query, kind: missedKind, callerNo: "", calleeNo: "" };
    return readPage(this.#pages, asked, { offset, limit, write });
  }

  async call(
    tenants: readonly TenantKey[],
    callId: string,
    near?: number,
  ): Promise<StoredCall | undefined> {
    let files = 0;
    for (const day of this.#daysOfCall(tenants, callId, near)) {
      const settingAside = this.#settingAside.get(day);
      if (settingAside !== undefined) await settingAside;
      const reader = this.#days.get(day);
      if (reader === undefined) continue;
      // Asked for the days that events come for; other questions are rare, and read the day itself.
      if (near !== undefined && !this.#mayHold(reader, day, tenants, callId)) continue;
      const found = reader.call(tenants, callId);
      if (found !== undefined) return found;
      files += 1;
      if (files % filesPerTurn === 0) await nextTurn();
    }
    if (near === undefined) return undefined;
    for (const day of this.#longCalls.daysOf(tenants, callId, near)) {
      const found = this.#days.get(day)?.call(tenants, callId, dayOf(near));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #mayHold(reader: DayReader, day: number, tenants: readonly TenantKey[], callId: string): boolean {
    const read = (after: number, limit: number) => reader.callIds(after, limit);
    return tenants.some((tenant) => this.#known.mayHold(day, tenant, callId, read));
  }

  /** Likely days first: the one asked for or that of the ID's own second, then the newest. */
  #daysOfCall(
    tenants: readonly TenantKey[],
    callId: string,
    near: number | undefined,
  ): readonly number[] {
    if (near !== undefined) {
      const last = dayOf(near);
      return [last, last + dayMs, last - dayMs];
    }
    const second = partsOfCallId(callId)?.second;
    const days = this.#main.fileDays(tenants);
    if (second === undefined) return days;
    const hint = dayOf(second * 1000);
    return [hint, ...days.filter((day) => day !== hint)];
  }

  async tasks(query: TasksQuery): Promise<Page<Task>> {
    return this.#tasks.page(query);
  }

  async task(tenants: readonly TenantKey[], serialNo: string): Promise<StoredTask | undefined> {
    return this.#tasks.task(tenants, serialNo);
  }

  async refusedEvents(query: RefusedEventsQuery): Promise<Page<RefusedEvent>> {
    return this.#main.refusedEvents(query);
  }

  searchCalls(search: CallSearch, signal: AbortSignal): Promise<FoundCalls> {
    return searchCalls(this.#derived, search, signal);
  }

  eachCall(
    filter: CallFilter,
    rowsMax: number,
    signal: AbortSignal,
  ): AsyncIterable<readonly CallRow[]> {
    return eachCall(this.#derived, filter, rowsMax, signal);
  }

  lend(): LentCalls {
    return this.#lender.lend(this.#days.away);
  }

  countCalls(filter: CallFilter, signal: AbortSignal): Promise<number> {
    return countCalls(this.#derived, filter, signal);
  }

  statistics(query: StatisticsQuery, signal: AbortSignal): Promise<readonly StatisticCell[]> {
    return readStatistics(this.#derived, query, signal);
  }

  async missedCallBacks(query: CallBackQuery, signal: AbortSignal): Promise<MissedCallPage> {
    if (!this.#missed.isLinked()) await this.#writer.link();
    const recordOf: RecordOf = ({ tenant, callId, arrivedAt }) =>
      this.#days.get(dayOf(arrivedAt))?.record(tenant, callId, arrivedAt);
    using turns = await this.#derived.turnOrder.begin(query.tenants, signal);
    return await this.#missed.page(query, recordOf, turns);
  }

  async missedCall(tenant: TenantKey, callId: string): Promise<MissedCall | undefined> {
    const row = (await this.call([tenant], callId))?.row;
    if (row === undefined || !row.isMissed) return undefined;
    if (!this.#missed.isLinked()) await this.#writer.link();
    return this.#missed.missedCall(row);
  }

  async resolveMissedCall(
    tenant: TenantKey,
    callId: string,
    { at, by, note }: HandResolution,
  ): Promise<MissedCall | undefined> {
    const missed = await this.missedCall(tenant, callId);
    if (missed === undefined) return undefined;
    const { ccId, vdn, arrivedAt, callerNo, callEnd } = missed.row;
    const call = { ccId, vdn, callId: missed.row.callId, arrivedAt, callerNo, callEnd };
    await this.#writer.mark({ ...call, at, by, note });
    return this.missedCall(tenant, callId);
  }

  async *liveCalls(): AsyncIterable<LiveCallEvents> {
    yield* this.#writer.liveCalls();
  }

  async *agents(): AsyncIterable<AgentState> {
    yield* this.#main.agents();
  }

  async days(): Promise<readonly number[]> {
    return this.#files.days();
  }

  async bytesOfDay(day: number): Promise<number | null> {
    return this.#files.bytesOfDay(day);
  }

  dropDay(day: number): Promise<void> {
    return this.#withoutFile(day, (left) => this.#writer.dropDay(day, left));
  }

  /** While the work is done, once all have left, nobody has the day's file open; there may be another afterwards. */
  async #withoutFile(day: number, work: (left: Promise<void>) => Promise<void>): Promise<void> {
    const dropped = this.#lists.dropping();
    this.#days.leave(day);
    this.#known.forget(day);
    try {
      await work(this.#lender.leave(day));
    } finally {
      dropped();
      this.#days.back(day);
      this.#lender.back(day);
    }
  }

  watchDamage(told: (file: string) => void): void {
    this.#watchers.push(told);
    for (const name of this.#files.asideNames()) told(name);
  }

  /** What asks for a call of the day waits: records that the journal has will be there. */
  #setAside(day: number, work: () => Promise<void>): Promise<void> {
    const before = this.#files.asideNames();
    const done = this.#withoutFile(day, (left) => left.then(work)).finally(() => {
      this.#settingAside.delete(day);
      this.#known.forget(day);
      const names = this.#files.asideNames().filter((name) => !before.includes(name));
      for (const name of names) for (const told of this.#watchers) told(name);
    });
    this.#settingAside.set(day, done);
    return done;
  }

  dropTasks(before: number): Promise<number> {
    return this.#writer.dropTasks(before);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#known[Symbol.dispose]();
    this.#lender[Symbol.dispose]();
    this.#days[Symbol.dispose]();
    this.#mainReader[Symbol.dispose]();
    try {
      await this.#writer[Symbol.asyncDispose]();
    } finally {
      this.#lock[Symbol.dispose]();
    }
  }
}
