// The ingest: validate, de-duplicate, fold, commit; one instance per process.
import {
  isCallEvent,
  isTaskEvent,
  type AgentEvent,
  type CallEvent,
  type TaskEvent,
  type TrunklineEvent,
} from "@trunkline/contract";
import { applyAgentEvent, unknownAgent } from "../call/agent.ts";
import type { Phase } from "../call/call.ts";
import { orAborted } from "../lib/or-aborted.ts";
import { RecentMap } from "../lib/recent-map.ts";
import { tenantKey, type TenantKey } from "../lib/tenant-key.ts";
import type { LiveBoard, LiveEntry } from "../live/live-board.ts";
import type { History, StoredTask } from "../storage/history.ts";
import type { Registry } from "../storage/registry.ts";
import { CallIntake, nameOf, type FormerCall, type Taken } from "./call-intake.ts";
import { GroupCommit, type CommitObserver } from "./group-commit.ts";
import type { Candidate, Ingest, IngestReply, Origin, RefusedLine } from "./ingest.ts";
import { TaskIntake } from "./task-intake.ts";
import { validateEvent } from "./validate-event.ts";

export type IngestLimits = {
  /** Events, and lines that are refused, that wait for a commit before sources are told to slow down. */
  readonly pendingEventsMax: number;
  /** Ended calls and tasks kept at hand for late and repeated events. */
  readonly endedCallsCached: number;
  readonly eventsPerCallMax: number;
  readonly eventsPerTaskMax: number;
  /** How far the time of an event may lie ahead of the clock. */
  readonly aheadMsMax: number;
  /** Characters kept of a refused event's text. */
  readonly refusedTextMax: number;
  readonly commitRetryAfterMs: number;
};

const defaultIngestLimits: IngestLimits = {
  pendingEventsMax: 200_000,
  endedCallsCached: 10_000,
  eventsPerCallMax: 2_000,
  eventsPerTaskMax: 200,
  aheadMsMax: 86_400_000,
  refusedTextMax: 4_096,
  commitRetryAfterMs: 1_000,
};

/** How long a call may be silent in each phase before it is closed as expired; ms. */
export type ExpireAfter = Readonly<Record<Exclude<Phase, "new" | "ended">, number>>;

export type IngestOptions = {
  readonly history: History;
  readonly board: LiveBoard;
  readonly registry: Pick<Registry, "accessCodeOfNumber" | "ensureTenant">;
  readonly now: () => number;
  readonly observer: CommitObserver;
  readonly limits?: Partial<IngestLimits>;
};

/** Restores what was live and opens the door. */
export async function openIngest(options: IngestOptions): Promise<TrunklineIngest> {
  const ingest = new TrunklineIngest(options);
  await ingest.restore();
  return ingest;
}

type Accepted = {
  readonly line: number;
  readonly event: TrunklineEvent;
  readonly raw: string;
  /** The event as JSON, where it came as such. */
  readonly text: string | undefined;
  /** Its call or task, as it was when it was looked up. */
  liveCall?: LiveEntry | undefined;
  formerCall?: FormerCall | undefined;
  formerTask?: StoredTask | undefined;
};

export class TrunklineIngest implements Ingest {
  readonly #history: History;
  readonly #board: LiveBoard;
  readonly #registry: IngestOptions["registry"];
  readonly #now: () => number;
  readonly #limits: IngestLimits;
  readonly #commit: GroupCommit;
  readonly #ended: RecentMap<FormerCall>;
  readonly #recentTasks: RecentMap<StoredTask>;
  readonly #calls: CallIntake;
  readonly #tasks: TaskIntake;

  constructor(options: IngestOptions) {
    const { history, board, now, observer } = options;
    const limits = { ...defaultIngestLimits, ...options.limits };
    this.#history = history;
    this.#board = board;
    this.#registry = options.registry;
    this.#now = now;
    this.#limits = limits;
    this.#commit = new GroupCommit({ history, retryAfterMs: limits.commitRetryAfterMs, observer });
    const entriesMax = limits.endedCallsCached;
    this.#ended = new RecentMap({ entriesMax });
    this.#recentTasks = new RecentMap({ entriesMax });
    const [commit, ended] = [this.#commit, this.#ended];
    this.#calls = new CallIntake({ board, ended, commit, now, eventsMax: limits.eventsPerCallMax });
    const eventsMax = limits.eventsPerTaskMax;
    this.#tasks = new TaskIntake({ commit, recent: this.#recentTasks, eventsMax });
  }

  async restore(): Promise<void> {
    for await (const { events, cmsCallId } of this.#history.liveCalls()) {
      this.#calls.restore(events, cmsCallId);
      // Their tenants are known, or were removed since.
      for (const event of events) this.#board.noteEvent(tenantKey(event), event.at);
    }
    for await (const agent of this.#history.agents()) {
      this.#board.putAgent(agent);
      this.#board.noteEvent(tenantKey(agent), agent.stateSince);
    }
    await this.#commit.durable();
  }

  isOverloaded(): boolean {
    return this.#commit.pending > this.#limits.pendingEventsMax;
  }

  /** The store refuses commits; they are tried again until it takes them. */
  isFailing(): boolean {
    return this.#commit.isFailing;
  }

  /**
   * Resolves when every record that has a time of recording up to `to` (epoch ms) is on disk. Rejects with the
   * signal, and once the store refuses a commit that it would wait for.
   */
  async recordedUpTo(to: number, signal: AbortSignal): Promise<void> {
    if (this.#commit.oldestPendingRecord() > to) return;
    const either = AbortSignal.any([signal, this.#commit.refusal]);
    await orAborted(this.#commit.durable(), either);
  }

  accept(candidates: readonly Candidate[], origin: Origin): Promise<IngestReply> {
    // Not awaited here: while the commit is under way nothing of what came in is held but the events.
    return this.#takeAll(candidates, origin).then((reply) => this.#whenDurable(reply));
  }

  async #takeAll(candidates: readonly Candidate[], origin: Origin): Promise<IngestReply> {
    const refused: RefusedLine[] = [];
    const valid: Accepted[] = [];
    for (const candidate of candidates) this.#check(candidate, origin, valid, refused);
    await this.#lookUpAll(valid);
    let accepted = 0;
    let duplicates = 0;
    // From here on nothing waits: no other batch comes between the look-up and its use.
    for (const one of valid) {
      const taken = this.#take(one);
      if (taken === "accepted") {
        accepted += 1;
        this.#note(one.event);
      } else if (taken === "duplicate") duplicates += 1;
      else {
        const { line, event, raw } = one;
        this.#refuse({ line, ...taken }, tenantKey(event), textOf(raw, event), origin, refused);
      }
    }
    refused.sort((a, b) => a.line - b.line);
    return { accepted, duplicates, refused };
  }

  async #whenDurable(reply: IngestReply): Promise<IngestReply> {
    await this.#commit.durable();
    return reply;
  }

  /** Closes calls that have been silent for too long; returns how many. */
  async expireSilentCalls(expireAfter: ExpireAfter): Promise<number> {
    const now = this.#now();
    const silent = [...this.#board.entries()].filter(({ call, receivedAt }) => {
      if (call.phase === "new" || call.phase === "ended") return false;
      return now - Math.max(receivedAt, call.lastEventAt) > expireAfter[call.phase];
    });
    for (const entry of silent) this.#calls.expire(entry);
    await this.#commit.durable();
    return silent.length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#commit[Symbol.asyncDispose]();
  }

  #check(candidate: Candidate, origin: Origin, valid: Accepted[], refused: RefusedLine[]): void {
    const { line, value } = candidate;
    const raw = candidate.raw ?? "";
    if (candidate.fault !== undefined) {
      this.#refuse({ line, field: "", reason: candidate.fault }, 0, raw, origin, refused);
      return;
    }
    const checked = validateEvent(value);
    if (checked.kind === "refusal") {
      const { field, reason } = checked;
      this.#refuse({ line, field, reason }, 0, textOf(raw, value), origin, refused);
      return;
    }
    const tenant = tenantKey(checked.event);
    if (!origin.mayWrite(tenant)) {
      const { ccId, vdn } = checked.event;
      const reason = `the key may not write events of tenant '${ccId}/${vdn}'`;
      this.#refuse({ line, field: "vdn", reason }, 0, textOf(raw, value), origin, refused);
      return;
    }
    const aheadMs = checked.event.at - this.#now();
    if (aheadMs > this.#limits.aheadMsMax) {
      const reason = tooFarAhead(checked.event.at, aheadMs, this.#limits.aheadMsMax);
      this.#refuse({ line, field: "at", reason }, tenant, textOf(raw, value), origin, refused);
      return;
    }
    const event = this.#complete(checked.event, tenant, origin);
    const isAsReceived = event === value && candidate.isJson === true;
    valid.push({ line, event, raw, text: isAsReceived ? raw : undefined });
  }

  /** Adds what the event leaves to the server: its source, and the access code of the dialled number. */
  #complete(event: TrunklineEvent, tenant: TenantKey, origin: Origin): TrunklineEvent {
    const named =
      event.id !== undefined && event.source === undefined
        ? { ...event, source: origin.source }
        : event;
    if (named.kind !== "arrived" || named.innoId !== undefined) return named;
    const code = this.#registry.accessCodeOfNumber(tenant, named.calleeNo);
    return code === undefined ? named : { ...named, innoId: code.innoId };
  }

  /**
   * What was found may be out of date before it is used. That does no harm as long as what changed meanwhile is among
   * the recent calls, which come first: when they have forgotten any of it, all is looked up again.
   */
  async #lookUpAll(valid: readonly Accepted[]): Promise<void> {
    for (;;) {
      const turns = this.#ended.turns + this.#recentTasks.turns;
      await this.#lookUp(valid);
      if (this.#ended.turns + this.#recentTasks.turns < turns + 2) return;
    }
  }

  /** Records and tasks of what is not live. What is recent is held too: before its turn it may be no longer. */
  async #lookUp(valid: readonly Accepted[]): Promise<void> {
    const calls = new Map<string, FormerCall | undefined>();
    const tasks = new Map<string, StoredTask | undefined>();
    for (const one of valid) {
      const { event } = one;
      // Most events are of calls at hand: waiting for each would cost more than asking.
      if (isCallEvent(event)) {
        one.liveCall = this.#calls.live(event);
        if (one.liveCall !== undefined) continue;
        const name = nameOf(tenantKey(event), event.callId);
        one.formerCall = this.#calls.recent(name);
        if (one.formerCall !== undefined) continue;
        if (!calls.has(name)) calls.set(name, await this.#storedCall(event));
        one.formerCall = calls.get(name);
      } else if (isTaskEvent(event)) {
        const name = nameOf(tenantKey(event), event.serialNo);
        one.formerTask = this.#tasks.recent(name);
        if (one.formerTask !== undefined) continue;
        if (!tasks.has(name)) tasks.set(name, await this.#storedTask(event));
        one.formerTask = tasks.get(name);
      }
    }
  }

  async #storedCall(event: CallEvent): Promise<FormerCall | undefined> {
    const found = await this.#history.call([tenantKey(event)], event.callId, event.at);
    // A short ID may be another call's assigned one.
    return found?.row.callId === event.callId ? found : undefined;
  }

  #storedTask(event: TaskEvent): Promise<StoredTask | undefined> {
    return this.#history.task([tenantKey(event)], event.serialNo);
  }

  /** A tenant exists from its first event on, also one that was removed. */
  #note(event: TrunklineEvent): void {
    const tenant = tenantKey(event);
    this.#registry.ensureTenant(tenant);
    this.#board.noteEvent(tenant, event.at);
  }

  #take({ event, text, liveCall, formerCall, formerTask }: Accepted): Taken {
    if (isCallEvent(event)) {
      return this.#calls.take({ event, text, live: liveCall, former: formerCall });
    }
    if (isTaskEvent(event)) return this.#tasks.take(event, formerTask);
    return this.#takeAgent(event);
  }

  #takeAgent(event: AgentEvent): Taken {
    const tenant = tenantKey(event);
    const before = this.#board.agent(tenant, event.agentId) ?? unknownAgent(event);
    const after = applyAgentEvent(before, event);
    const isKnown = event.kind === "agentState" && event.at === before.stateSince;
    if (event.kind === "agentState" && !(isKnown && event.state === before.state)) {
      const { ccId, vdn, agentId, state, at } = event;
      this.#commit.batch.agentStates.push({ ccId, vdn, agentId, state, at });
    }
    if (isSameAgent(before, after)) return after === before ? "accepted" : "duplicate";
    this.#board.putAgent(after);
    this.#commit.batch.agents.set(`${tenant} ${event.agentId}`, after);
    return "accepted";
  }

  #refuse(
    line: RefusedLine,
    tenant: TenantKey,
    raw: string,
    origin: Origin,
    refused: RefusedLine[],
  ): void {
    refused.push(line);
    this.#commit.batch.refused.push({
      receivedAt: this.#now(),
      source: origin.source,
      tenant: tenant === 0 ? (origin.onlyTenant ?? 0) : tenant,
      ...line,
      raw: raw.slice(0, this.#limits.refusedTextMax),
    });
  }
}

function isSameAgent(a: object, b: object): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** What comes from a connector has no text of its own. */
function textOf(raw: string, value: unknown): string {
  return raw || (JSON.stringify(value) ?? String(value));
}

const hourMs = 3_600_000;

/** It would be the newest event for so long: lists and agents' states go by that. */
function tooFarAhead(at: number, aheadMs: number, aheadMsMax: number): string {
  const hours = Math.floor(aheadMs / hourMs).toLocaleString("en");
  return `must be at most ${aheadMsMax / hourMs} h ahead of the server's clock (ingest.aheadHoursMax); '${new Date(at).toISOString()}' is ${hours} h ahead`;
}
