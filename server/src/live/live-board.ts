// All calls in progress, and their counters, kept event by event.
import type { CallEvent } from "@trunkline/contract";
import type { AgentState } from "../call/agent.ts";
import type { Call } from "../call/call.ts";
import { getOrPut } from "../lib/get-or-put.ts";
import { tenantKey, type TenantKey } from "../lib/tenant-key.ts";
import { noCalls } from "./counter.ts";
import { CounterSet, type CounterKind } from "./counter-set.ts";
import type { LiveObserver } from "./live-observer.ts";
import type { LiveCall, LiveCounts, LiveView } from "./live-view.ts";
import { standOf, type Stand } from "./stand.ts";

/** A live call as its owner, the ingest, holds it: it may change it and tells the board by put(). */
export type LiveEntry = {
  call: Call;
  readonly cmsCallId: string;
  events: CallEvent[];
  /** When the last event was received; epoch ms. */
  receivedAt: number;
  /** The board's own: where it counts the call; absent when the call is not on it. */
  stand?: Stand | undefined;
};

type TenantBoard = {
  readonly calls: Map<string, LiveEntry>;
  /** Only calls whose cmsCallId is not their callId. */
  readonly byCmsCallId: Map<string, LiveEntry>;
  /** Calls with an open leg at the agent. */
  readonly byAgent: Map<number, Set<LiveEntry>>;
  readonly counters: CounterSet;
  readonly agents: Map<number, AgentState>;
  /** Skill queues as events told them, by ID. */
  readonly queues: Map<number, ToldQueue>;
  /** Time of the newest event taken in; epoch ms, 0 = none. */
  newestEventAt: number;
};

/** A skill queue that calls have waited in. */
export type ToldQueue = {
  readonly tenant: TenantKey;
  readonly id: number;
  /** "" where no event named it. */
  name: string;
  /** The newest event of a call that waited in it; epoch ms. */
  seenAt: number;
};

export function isOnBoard({ stand }: LiveEntry): boolean {
  return stand !== undefined;
}

/** One counter that is not what the calls say. */
export type Drift = {
  readonly tenant: TenantKey;
  readonly counter: string;
  readonly counted: LiveCounts;
  readonly actual: LiveCounts;
};

export class LiveBoard implements LiveView {
  readonly #tenants = new Map<TenantKey, TenantBoard>();
  readonly #observers = new Set<LiveObserver>();

  /** Tells of every change until disposed. */
  observe(observer: LiveObserver): Disposable {
    this.#observers.add(observer);
    return { [Symbol.dispose]: () => void this.#observers.delete(observer) };
  }

  /** An event of the tenant has been taken in. */
  noteEvent(tenant: TenantKey, at: number): void {
    const board = this.#board(tenant);
    if (at > board.newestEventAt) board.newestEventAt = at;
  }

  /** Calls have waited in the queue, of this name unless it is "". */
  noteQueue(queue: Readonly<ToldQueue>): void {
    noteQueue(this.#board(queue.tenant).queues, queue);
  }

  *toldQueues(): Iterable<Readonly<ToldQueue>> {
    for (const { queues } of this.#tenants.values()) yield* queues.values();
  }

  /** Takes up a call or the change of one. */
  put(entry: LiveEntry): void {
    const tenant = tenantKey(entry.call);
    const board = this.#board(tenant);
    const stand = standOf(entry.call);
    if (entry.stand === undefined) {
      board.calls.set(entry.call.callId, entry);
      if (entry.cmsCallId !== entry.call.callId) board.byCmsCallId.set(entry.cmsCallId, entry);
    } else this.#leave(tenant, board, entry, entry.stand);
    entry.stand = stand;
    board.counters.enter(stand);
    if (stand.queuedFor > 0) {
      const { queuedFor: id, queueName: name } = stand;
      noteQueue(board.queues, { tenant, id, name, seenAt: entry.call.lastEventAt });
    }
    for (const agentId of agentsOf(stand)) {
      getOrPut(board.byAgent, agentId, () => new Set<LiveEntry>()).add(entry);
    }
    for (const observer of this.#observers) observer.callMoved(tenant, entry, stand);
  }

  remove(entry: LiveEntry): void {
    const tenant = tenantKey(entry.call);
    const board = this.#board(tenant);
    if (entry.stand === undefined) return;
    this.#leave(tenant, board, entry, entry.stand);
    entry.stand = undefined;
    board.calls.delete(entry.call.callId);
    // The ID given to it may be another's own by now.
    if (board.byCmsCallId.get(entry.cmsCallId) === entry) {
      board.byCmsCallId.delete(entry.cmsCallId);
    }
    for (const observer of this.#observers) observer.callLeft(tenant, entry);
  }

  #leave(tenant: TenantKey, board: TenantBoard, entry: LiveEntry, stand: Stand): void {
    board.counters.leave(stand);
    for (const agentId of agentsOf(stand)) {
      const calls = board.byAgent.get(agentId);
      calls?.delete(entry);
      if (calls?.size === 0) board.byAgent.delete(agentId);
    }
    for (const observer of this.#observers) observer.callMoved(tenant, entry, stand);
  }

  putAgent(agent: AgentState): void {
    const tenant = tenantKey(agent);
    this.#board(tenant).agents.set(agent.agentId, agent);
    for (const observer of this.#observers) observer.agentChanged(tenant, agent.agentId);
  }

  entry(tenant: TenantKey, callId: string): LiveEntry | undefined {
    return this.#tenants.get(tenant)?.calls.get(callId);
  }

  *entries(): Iterable<LiveEntry> {
    for (const board of this.#tenants.values()) {
      yield* board.calls.values();
    }
  }

  hasCmsCallId(tenant: TenantKey, cmsCallId: string): boolean {
    const board = this.#tenants.get(tenant);
    return board !== undefined && (board.byCmsCallId.has(cmsCallId) || board.calls.has(cmsCallId));
  }

  call(tenant: TenantKey, callId: string): LiveCall | undefined {
    const board = this.#tenants.get(tenant);
    return board?.calls.get(callId) ?? board?.byCmsCallId.get(callId);
  }

  *calls(tenant: TenantKey): Iterable<LiveCall> {
    yield* this.#tenants.get(tenant)?.calls.values() ?? [];
  }

  countsOfTenant(tenant: TenantKey): LiveCounts {
    return this.#tenants.get(tenant)?.counters.ofTenant() ?? noCalls;
  }

  countsOfAccessCode(tenant: TenantKey, innoId: number): LiveCounts {
    return this.#counts(tenant, "accessCode", innoId);
  }

  countsOfSkill(tenant: TenantKey, skillId: number): LiveCounts {
    return this.#counts(tenant, "skill", skillId);
  }

  callsOfAgent(tenant: TenantKey, agentId: number): readonly LiveCall[] {
    return [...(this.#tenants.get(tenant)?.byAgent.get(agentId) ?? [])];
  }

  agent(tenant: TenantKey, agentId: number): AgentState | undefined {
    return this.#tenants.get(tenant)?.agents.get(agentId);
  }

  agents(tenant: TenantKey): readonly AgentState[] {
    return [...(this.#tenants.get(tenant)?.agents.values() ?? [])];
  }

  agentsWithCalls(tenant: TenantKey): readonly number[] {
    return [...(this.#tenants.get(tenant)?.byAgent.keys() ?? [])];
  }

  queueName(tenant: TenantKey, skillId: number): string {
    return this.#tenants.get(tenant)?.queues.get(skillId)?.name ?? "";
  }

  queues(tenant: TenantKey): readonly number[] {
    return [...(this.#tenants.get(tenant)?.queues.keys() ?? [])];
  }

  queuesOfAgents(tenant: TenantKey): readonly number[] {
    const ids = new Set<number>();
    for (const calls of this.#tenants.get(tenant)?.byAgent.values() ?? []) {
      for (const { stand } of calls) {
        for (const skillId of stand?.servedFor ?? []) ids.add(skillId);
        for (const skillId of stand?.ringingFor ?? []) ids.add(skillId);
      }
    }
    return [...ids];
  }

  newestEventAt(tenant: TenantKey): number {
    return this.#tenants.get(tenant)?.newestEventAt ?? 0;
  }

  tenants(): readonly TenantKey[] {
    return [...this.#tenants.keys()];
  }

  /** Recounts everything from the calls; what differs from the kept counters is drift. */
  verify(): readonly Drift[] {
    const drifts: Drift[] = [];
    for (const [tenant, board] of this.#tenants) {
      const recount = new CounterSet();
      for (const { call } of board.calls.values()) recount.enter(standOf(call));
      drifts.push(...differences(tenant, board.counters.entries(), recount.entries()));
    }
    return drifts;
  }

  #counts(tenant: TenantKey, kind: CounterKind, id: number): LiveCounts {
    return this.#tenants.get(tenant)?.counters.of(kind, id) ?? noCalls;
  }

  #board(tenant: TenantKey): TenantBoard {
    let board = this.#tenants.get(tenant);
    if (board === undefined) {
      board = {
        calls: new Map(),
        byCmsCallId: new Map(),
        byAgent: new Map(),
        counters: new CounterSet(),
        agents: new Map(),
        queues: new Map(),
        newestEventAt: 0,
      };
      this.#tenants.set(tenant, board);
    }
    return board;
  }
}

function noteQueue(queues: Map<number, ToldQueue>, queue: Readonly<ToldQueue>): void {
  const known = queues.get(queue.id);
  if (known === undefined) queues.set(queue.id, { ...queue });
  else {
    if (queue.name !== "") known.name = queue.name;
    if (queue.seenAt > known.seenAt) known.seenAt = queue.seenAt;
  }
}

function agentsOf({ ringingAt, withAgents }: Stand): readonly number[] {
  if (withAgents.length === 0) return ringingAt;
  return ringingAt.length === 0 ? withAgents : [...ringingAt, ...withAgents];
}

function differences(
  tenant: TenantKey,
  counted: Map<string, LiveCounts>,
  actual: Map<string, LiveCounts>,
): Drift[] {
  const names = new Set([...counted.keys(), ...actual.keys()]);
  const drifts: Drift[] = [];
  for (const counter of names) {
    const kept = counted.get(counter) ?? noCalls;
    const right = actual.get(counter) ?? noCalls;
    if (!isSame(kept, right)) drifts.push({ tenant, counter, counted: kept, actual: right });
  }
  return drifts;
}

function isSame(a: LiveCounts, b: LiveCounts): boolean {
  return (
    a.all === b.all &&
    a.ivr === b.ivr &&
    a.queue === b.queue &&
    a.agent === b.agent &&
    a.longestWaitSince === b.longestWaitSince
  );
}
