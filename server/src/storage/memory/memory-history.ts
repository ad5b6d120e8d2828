// The history in memory: the fake of tests, and the plainest reading of the port.
import type { CallEvent } from "@trunkline/contract";
import type { AgentState, AgentStateChange } from "../../call/agent.ts";
import type { ReadonlyCall } from "../../call/call.ts";
import { partsOfCallId } from "../../call/call-id-parts.ts";
import { visitsOf } from "../../call/call-visits.ts";
import type { Task } from "../../call/task.ts";
import { tenantKey, type TenantKey } from "../../lib/tenant-key.ts";
import type { CallBackQuery, HandResolution, MissedCall, MissedCallPage } from "../call-back.ts";
import { isMatch } from "../call-match.ts";
import { compareText } from "../../lib/compare-text.ts";
import { compareCursors, cursorOf } from "../call-order.ts";
import { ListPage, type WriteRow } from "../list-page.ts";
import { pageOfSorted } from "../call-page.ts";
import { eachByPages } from "../each-by-pages.ts";
import type { CallFilter, CallSearch, FoundCalls } from "../call-search.ts";
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
import type { StatisticCell, StatisticsQuery } from "../statistics.ts";
import { dayMs, dayOf } from "../utc-day.ts";
import { missedCallsOf, pageOfMissed, type Marks } from "./memory-call-backs.ts";
import { statisticsOf, type StatesOfAgent } from "./memory-statistics.ts";

type Recorded = StoredCall & { readonly call: ReadonlyCall };
type LiveEvents = { readonly cmsCallId: string; readonly events: CallEvent[] };

export class MemoryHistory implements History {
  readonly #calls = new Map<string, Recorded>();
  readonly #live = new Map<string, LiveEvents>();
  readonly #tasks = new Map<string, StoredTask>();
  readonly #agents = new Map<string, AgentState>();
  /** Per agent, by time. */
  readonly #agentStates = new Map<string, Map<number, AgentStateChange>>();
  /** By hand; by nameOfMark. */
  readonly #marks = new Map<string, HandResolution>();
  readonly #refused: RefusedEvent[] = [];

  commit(batch: HistoryBatch): Promise<void> {
    for (const { event, cmsCallId } of batch.events) {
      const name = nameOf(tenantKey(event), event.callId);
      const known = this.#live.get(name);
      if (known === undefined) this.#live.set(name, { cmsCallId, events: [event] });
      else known.events.push(event);
    }
    for (const { row } of batch.reopened) {
      this.#calls.delete(nameOfRecord(row));
      this.#moveMark(nameOfMark(row), nameOfLiveMark(row));
    }
    for (const { row, call, events, replaces } of batch.ended) {
      this.#live.delete(nameOf(tenantKey(row), row.callId));
      if (replaces !== undefined) this.#calls.delete(nameOfRecord(replaces));
      this.#moveMark(
        replaces === undefined ? nameOfLiveMark(row) : nameOfMark(replaces),
        nameOfMark(row),
      );
      this.#calls.set(nameOfRecord(row), { row, call, events: [...events] });
    }
    for (const task of batch.tasks) {
      this.#tasks.set(nameOf(tenantKey(task.task), task.task.serialNo), task);
    }
    for (const agent of batch.agents) {
      this.#agents.set(nameOf(tenantKey(agent), String(agent.agentId)), agent);
    }
    for (const change of batch.agentStates) {
      const name = nameOf(tenantKey(change), String(change.agentId));
      const states = this.#agentStates.get(name) ?? new Map<number, AgentStateChange>();
      this.#agentStates.set(name, states.set(change.at, change));
    }
    this.#refused.unshift(...batch.refused.toReversed());
    return Promise.resolve();
  }

  calls(query: CallsQuery, write: WriteRow): Promise<ListPage> {
    const rows = this.#rows(query.tenant)
      .filter((row) => row.direction === query.direction)
      .filter((row) => row.arrivedAt >= query.from && row.arrivedAt <= query.to)
      .filter((row) => query.callerNo === "" || row.callerNo === query.callerNo)
      .filter((row) => query.calleeNo === "" || row.calleeNo === query.calleeNo)
      .sort((a, b) => a.arrivedAt - b.arrivedAt || compareText(a.callId, b.callId));
    return Promise.resolve(listPageOf(rows, query, write));
  }

  missedCalls(query: MissedCallsQuery, write: WriteRow): Promise<ListPage> {
    const rows = this.#rows(query.tenant)
      .filter((row) => row.isMissed)
      .filter((row) => row.waitBegin >= query.from && row.waitBegin <= query.to)
      .sort((a, b) => b.waitBegin - a.waitBegin || compareText(a.callId, b.callId));
    return Promise.resolve(listPageOf(rows, query, write));
  }

  call(
    tenants: readonly TenantKey[],
    callId: string,
    near?: number,
  ): Promise<StoredCall | undefined> {
    const nearDay = near === undefined ? undefined : dayOf(near);
    const found = [...this.#calls.values()]
      .filter(({ row }) => tenants.includes(tenantKey(row)))
      .filter(({ row }) => row.callId === callId || row.cmsCallId === callId)
      .map((stored) => ({ stored, row: stored.row, day: dayOf(stored.row.arrivedAt) }))
      .filter(({ row, day }) => nearDay === undefined || isNear(row, day, nearDay));
    const second = partsOfCallId(callId)?.second;
    const likelyDay = nearDay ?? (second === undefined ? undefined : dayOf(second * 1000));
    const isLikely = (day: number) => (day === likelyDay ? 1 : 0);
    const placeOf = (row: CallRow) => tenants.indexOf(tenantKey(row));
    const isExact = (row: CallRow) => (row.callId === callId ? 1 : 0);
    found.sort(
      (a, b) =>
        isLikely(b.day) - isLikely(a.day) ||
        b.day - a.day ||
        placeOf(a.row) - placeOf(b.row) ||
        isExact(b.row) - isExact(a.row) ||
        b.row.loggedAt - a.row.loggedAt,
    );
    const [best] = found;
    if (best === undefined) return Promise.resolve(undefined);
    const { row, events } = best.stored;
    return Promise.resolve({ row, events });
  }

  searchCalls(search: CallSearch): Promise<FoundCalls> {
    const { sort, time } = search;
    const place = (row: CallRow) => cursorOf(row, sort.by, time);
    const rows = this.#matches(search);
    rows.sort((a, b) => compareCursors(place(a), place(b), sort.order));
    return Promise.resolve(pageOfSorted(rows, search));
  }

  eachCall(
    filter: CallFilter,
    rowsMax: number,
    signal: AbortSignal,
  ): AsyncIterable<readonly CallRow[]> {
    return eachByPages((search) => this.searchCalls(search), filter, rowsMax, signal);
  }

  lend(): undefined {
    return undefined;
  }

  countCalls(filter: CallFilter): Promise<number> {
    return Promise.resolve(this.#matches(filter).length);
  }

  statistics(query: StatisticsQuery): Promise<readonly StatisticCell[]> {
    const calls = [...this.#calls.values()].map(({ call }) => call);
    const agents = [...this.#agentStates.values()].flatMap((states): StatesOfAgent[] => {
      const ordered = [...states.values()].sort((a, b) => a.at - b.at);
      const [first] = ordered;
      if (first === undefined) return [];
      return [{ tenant: tenantKey(first), agentId: first.agentId, states: ordered }];
    });
    return Promise.resolve(statisticsOf(calls, agents, query));
  }

  missedCallBacks(query: CallBackQuery): Promise<MissedCallPage> {
    return Promise.resolve(pageOfMissed(this.#missed(), query));
  }

  async missedCall(tenant: TenantKey, callId: string): Promise<MissedCall | undefined> {
    const row = (await this.call([tenant], callId))?.row;
    if (row === undefined) return undefined;
    return this.#missed().find((missed) => nameOfRecord(missed.row) === nameOfRecord(row));
  }

  async resolveMissedCall(
    tenant: TenantKey,
    callId: string,
    { at, by, note }: HandResolution,
  ): Promise<MissedCall | undefined> {
    const missed = await this.missedCall(tenant, callId);
    if (missed === undefined) return undefined;
    const name = nameOfMark(missed.row);
    if (!this.#marks.has(name)) this.#marks.set(name, { at, by, note });
    return this.missedCall(tenant, callId);
  }

  #matches(filter: CallFilter): CallRow[] {
    return [...this.#calls.values()]
      .filter(({ row, call }) => isMatch(row, visitsOf(call), filter))
      .map(({ row }) => row);
  }

  #missed(): MissedCall[] {
    const marks: Marks = (row) => this.#marks.get(nameOfMark(row));
    return missedCallsOf([...this.#calls.values()], marks);
  }

  /** A mark goes with its call, to another day or through a time when it is live again. */
  #moveMark(from: string, to: string): void {
    const mark = this.#marks.get(from);
    if (mark === undefined || from === to) return;
    this.#marks.delete(from);
    this.#marks.set(to, mark);
  }

  tasks(query: TasksQuery): Promise<Page<Task>> {
    const rows = [...this.#tasks.values()]
      .map(({ task }) => task)
      .filter((task) => query.tenants.includes(tenantKey(task)))
      .filter((task) => task.startedAt >= query.from && task.startedAt <= query.to)
      .filter((task) => query.taskTypes.length === 0 || query.taskTypes.includes(task.taskType))
      .filter((task) => query.states.length === 0 || query.states.includes(task.state))
      .filter((task) => query.caller === "" || task.caller === query.caller)
      .filter((task) => query.called === "" || task.called === query.called)
      .sort(
        (a, b) =>
          b.startedAt - a.startedAt ||
          compareText(a.serialNo, b.serialNo) ||
          tenantKey(a) - tenantKey(b),
      );
    return Promise.resolve(pageOf(rows, query));
  }

  task(tenants: readonly TenantKey[], serialNo: string): Promise<StoredTask | undefined> {
    const found = tenants.map((tenant) => this.#tasks.get(nameOf(tenant, serialNo)));
    return Promise.resolve(found.find((task) => task !== undefined));
  }

  refusedEvents(query: RefusedEventsQuery): Promise<Page<RefusedEvent>> {
    const { tenants } = query;
    const rows = this.#refused.filter(({ tenant }) => tenants?.includes(tenant) ?? true);
    return Promise.resolve(pageOf(rows, query));
  }

  async *liveCalls(): AsyncIterable<LiveCallEvents> {
    for (const [name, { cmsCallId, events }] of this.#live) {
      const [first] = events;
      if (first === undefined) throw new Error(`Cannot restore call '${name}': no events`);
      yield { tenant: tenantKey(first), callId: first.callId, cmsCallId, events: [...events] };
    }
  }

  async *agents(): AsyncIterable<AgentState> {
    yield* this.#agents.values();
  }

  bytesOfDay(): Promise<null> {
    return Promise.resolve(null);
  }

  days(): Promise<readonly number[]> {
    const days = new Set([...this.#calls.values()].map(({ row }) => dayOf(row.arrivedAt)));
    return Promise.resolve([...days].sort((a, b) => a - b));
  }

  watchDamage(_told: (file: string) => void): void {}

  dropDay(day: number): Promise<void> {
    for (const [name, { row }] of this.#calls) {
      if (dayOf(row.arrivedAt) === day) this.#calls.delete(name);
    }
    for (const states of this.#agentStates.values()) {
      for (const at of states.keys()) if (dayOf(at) === day) states.delete(at);
    }
    for (const name of this.#marks.keys()) {
      if (name.startsWith(`${day} `)) this.#marks.delete(name);
    }
    return Promise.resolve();
  }

  dropTasks(before: number): Promise<number> {
    let dropped = 0;
    for (const [name, { task }] of this.#tasks) {
      if (task.startedAt >= before) continue;
      this.#tasks.delete(name);
      dropped += 1;
    }
    return Promise.resolve(dropped);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }

  #rows(tenant: TenantKey): CallRow[] {
    return [...this.#calls.values()]
      .map(({ row }) => row)
      .filter((row) => tenantKey(row) === tenant);
  }
}

function listPageOf(
  all: readonly CallRow[],
  page: Pick<CallsQuery, "offset" | "limit">,
  write: WriteRow,
): ListPage {
  const { total, rows } = pageOf(all, page);
  return ListPage.ofRows(total, rows, write);
}

function pageOf<Row>(
  rows: readonly Row[],
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Page<Row> {
  return { total: rows.length, rows: rows.slice(offset, offset + limit) };
}

function nameOf(tenant: TenantKey, id: string): string {
  return `${tenant} ${id}`;
}

/** An event of that day may be of the call. */
function isNear({ callEnd }: CallRow, day: number, nearDay: number): boolean {
  return day <= nearDay + dayMs && (day >= nearDay - dayMs || callEnd >= nearDay);
}

/** A mark by hand is kept with the day of its call. */
function nameOfMark(row: CallRow): string {
  return `${dayOf(row.arrivedAt)} ${nameOf(tenantKey(row), row.callId)}`;
}

/** Of a call that is live again: its next record has the mark. */
function nameOfLiveMark(row: CallRow): string {
  return `live ${nameOf(tenantKey(row), row.callId)}`;
}

/** A platform may use an ID again, for a call of another time. */
function nameOfRecord(row: CallRow): string {
  return `${tenantKey(row)} ${row.arrivedAt} ${row.callId}`;
}
