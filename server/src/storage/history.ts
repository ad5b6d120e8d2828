// The history port: what is kept of calls and tasks, and the questions asked of it.
// Every adapter passes history.conformance.ts.
import type { CallEvent, Direction, TaskEvent } from "@trunkline/contract";
import type { ReadonlyCall } from "../call/call.ts";
import type { CallRow } from "../call/record.ts";
import type { Task } from "../call/task.ts";
import type { AgentState, AgentStateChange } from "../call/agent.ts";
import type { TenantKey } from "../lib/tenant-key.ts";
import type { CallBackQuery, HandResolution, MissedCall, MissedCallPage } from "./call-back.ts";
import type { LentCalls } from "./lent-calls.ts";
import type { ListPage, WriteRow } from "./list-page.ts";
import type { CallFilter, CallSearch, FoundCalls } from "./call-search.ts";
import type { StatisticCell, StatisticsQuery } from "./statistics.ts";

export type { CallRow };

/** An ended call with all its events: from them the record can be rebuilt and its timeline shown. */
export type EndedCall = {
  /** The record of `call`: callRow(). */
  readonly row: CallRow;
  readonly call: ReadonlyCall;
  readonly events: readonly CallEvent[];
  /** The record that this one takes the place of; it may lie in another partition. */
  readonly replaces?: CallRow;
};

export type StoredCall = { readonly row: CallRow; readonly events: readonly CallEvent[] };

/** One group commit. All of it is durable when commit() resolves, or none of it. */
export type HistoryBatch = {
  /** Accepted events in order of acceptance, with the ID that each call is known by. */
  readonly events: readonly AcceptedEvent[];
  /** The very same as JSON (events-json.ts), where it was made as they came in; spares making it again. */
  readonly eventsJson?: Uint8Array;
  /** Records to write; `replaces` names the former record of a call that had one. */
  readonly ended: readonly EndedCall[];
  /** Calls that had a record and are live again: their records go. */
  readonly reopened: readonly ReopenedCall[];
  /** Tasks as they are now, each with all its events; replaces the former. */
  readonly tasks: readonly StoredTask[];
  /** Agents as they are now. */
  readonly agents: readonly AgentState[];
  /** Every state that an event has told, in any order; told twice counts once. */
  readonly agentStates: readonly AgentStateChange[];
  readonly refused: readonly RefusedEvent[];
};

export type AcceptedEvent = {
  readonly event: CallEvent;
  readonly cmsCallId: string;
  /** All events of its call so far, this one included; where they are at hand. */
  readonly told?: readonly CallEvent[];
};

export type ReopenedCall = {
  readonly tenant: TenantKey;
  readonly callId: string;
  /** Of the record that goes: finds its partition and its counts. */
  readonly row: CallRow;
};

export type StoredTask = { readonly task: Task; readonly events: readonly TaskEvent[] };

/** A refused event as kept for the operator. `tenant` 0 = could not be read. */
export type RefusedEvent = {
  readonly receivedAt: number;
  readonly source: string;
  readonly tenant: TenantKey;
  readonly line: number;
  readonly field: string;
  readonly reason: string;
  readonly raw: string;
};

export type CallsQuery = {
  readonly tenant: TenantKey;
  readonly direction: Direction;
  /** Arrival time, inclusive at both ends. */
  readonly from: number;
  readonly to: number;
  /** Exact match; "" = all. */
  readonly callerNo: string;
  readonly calleeNo: string;
  readonly offset: number;
  readonly limit: number;
};

export type MissedCallsQuery = {
  readonly tenant: TenantKey;
  /** waitBegin, inclusive at both ends. */
  readonly from: number;
  readonly to: number;
  readonly offset: number;
  readonly limit: number;
};

export type TasksQuery = {
  readonly tenants: readonly TenantKey[];
  /** Start time, inclusive at both ends. */
  readonly from: number;
  readonly to: number;
  /** Empty = any type. */
  readonly taskTypes: readonly string[];
  /** Empty = any state. */
  readonly states: readonly Task["state"][];
  /** Exact match; "" = all. */
  readonly caller: string;
  readonly called: string;
  readonly offset: number;
  readonly limit: number;
};

export type RefusedEventsQuery = {
  readonly tenants?: readonly TenantKey[];
  readonly offset: number;
  readonly limit: number;
};

/** `total` = all matches, exact, whatever the page holds. */
export type Page<Row> = {
  readonly total: number;
  readonly rows: readonly Row[];
};

/** A live call as restored at start: all its events, in any order; an event may come twice. */
export type LiveCallEvents = {
  readonly tenant: TenantKey;
  readonly callId: string;
  readonly cmsCallId: string;
  readonly events: readonly CallEvent[];
};

export interface History extends AsyncDisposable {
  /** Resolves once the batch is on disk. Calls are applied in order; one may be begun before the last ended. */
  commit(batch: HistoryBatch): Promise<void>;

  /**
   * Sorted by arrival, then callId, ascending. What `write` gives may be kept: questions that share the
   * function share it.
   */
  calls(query: CallsQuery, write: WriteRow): Promise<ListPage>;
  /** Sorted by waitBegin, newest first, then callId; as above. */
  missedCalls(query: MissedCallsQuery, write: WriteRow): Promise<ListPage>;
  /**
   * By the platform's callId or by the cmsCallId. `near`: the time of one of its events; then only calls are
   * looked at that arrived on that day or a day beside it, or earlier, where they had not ended before that day. Of
   * several matches: that of the day that `near` or the ID itself tells, else of the newest day; there, that of the
   * tenant named first, the one of that very callId before one that was assigned it, and the last recorded before
   * the others.
   */
  call(
    tenants: readonly TenantKey[],
    callId: string,
    near?: number,
  ): Promise<StoredCall | undefined>;
  /** Live calls are not among them. Long searches give way to others and end when the signal does. */
  searchCalls(search: CallSearch, signal: AbortSignal): Promise<FoundCalls>;
  /**
   * All ended calls that the filter matches, oldest first by its time, read as they are asked for: about
   * `rowsMax` at once by arrival, more by another time. A call whose record changes meanwhile is told as it was
   * or as it is; one whose time changes may be told twice, or not.
   */
  eachCall(
    filter: CallFilter,
    rowsMax: number,
    signal: AbortSignal,
  ): AsyncIterable<readonly CallRow[]>;
  /**
   * So that another thread reads all calls (borrowCalls), which sees each commit that has resolved; undefined where
   * they lie in this thread's memory.
   */
  lend(): LentCalls | undefined;
  /** All matches, exact. */
  countCalls(filter: CallFilter, signal: AbortSignal): Promise<number>;
  /** Sorted by tenant, id, span. What a record counts for goes when it is replaced, reopened or dropped. */
  statistics(query: StatisticsQuery, signal: AbortSignal): Promise<readonly StatisticCell[]>;

  /** Sorted by waitBegin, newest first, then tenant, callId. */
  missedCallBacks(query: CallBackQuery, signal: AbortSignal): Promise<MissedCallPage>;
  /** By either ID, as call() finds it; undefined when there is no such record or it is not of a missed call. */
  missedCall(tenant: TenantKey, callId: string): Promise<MissedCall | undefined>;
  /**
   * Marks a missed call as dealt with; on disk when it resolves. The first mark of a call stands: what
   * comes back is the call as it is then. Undefined as above.
   */
  resolveMissedCall(
    tenant: TenantKey,
    callId: string,
    resolution: HandResolution,
  ): Promise<MissedCall | undefined>;

  /** Sorted by start, newest first, then serialNo, tenant. */
  tasks(query: TasksQuery): Promise<Page<Task>>;
  task(tenants: readonly TenantKey[], serialNo: string): Promise<StoredTask | undefined>;
  /** Newest first. `tenants` undefined = all, those of no known tenant included. */
  refusedEvents(query: RefusedEventsQuery): Promise<Page<RefusedEvent>>;

  /** What was live when the store was last open. */
  liveCalls(): AsyncIterable<LiveCallEvents>;
  agents(): AsyncIterable<AgentState>;

  /**
   * Days (epoch ms of their first instant, UTC) that hold records, ascending. A day whose records have
   * all been taken out again may be among them.
   */
  days(): Promise<readonly number[]>;
  /** What such a day takes on disk; null where nothing is kept of it, or not on a disk. */
  bytesOfDay(day: number): Promise<number | null>;
  /**
   * Tells the name of each file of records that was found damaged and set aside: of those that are there at once,
   * of others when that has been done. What they held is not answered with any more.
   */
  watchDamage(told: (file: string) => void): void;
  /** Drops a whole day of records at once. */
  dropDay(day: number): Promise<void>;
  /** Drops some of the tasks that began before then (epoch ms), open ones too; resolves to how many, 0 = none is left. */
  dropTasks(before: number): Promise<number>;
}
