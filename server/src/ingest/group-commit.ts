// Many sources share one commit: while one is under way the next batch gathers.
import { setTimeout as delay } from "node:timers/promises";
import { EventsJson } from "../storage/events-json.ts";
import type { AcceptedEvent, EndedCall, History, HistoryBatch } from "../storage/history.ts";
import type { RefusedEvent, ReopenedCall, StoredTask } from "../storage/history.ts";
import type { AgentState, AgentStateChange } from "../call/agent.ts";

/** A batch that is still open. Only the newest of a call, task or agent goes to the store. */
export type OpenBatch = {
  readonly events: AcceptedEvent[];
  readonly ended: Map<string, EndedCall>;
  readonly reopened: Map<string, ReopenedCall>;
  readonly tasks: Map<string, StoredTask>;
  readonly agents: Map<string, AgentState>;
  readonly agentStates: AgentStateChange[];
  readonly refused: RefusedEvent[];
};

export type CommitObserver = {
  readonly committed: (batch: HistoryBatch, tookMs: number) => void;
  readonly failed: (error: unknown, attempt: number) => void;
};

export class GroupCommit implements AsyncDisposable {
  readonly #history: Pick<History, "commit">;
  readonly #retryAfterMs: number;
  readonly #observer: CommitObserver;
  readonly #closing = new AbortController();
  /** Of the events of the open batch. */
  readonly #eventsJson = new EventsJson();
  #open = emptyBatch();
  /** Its records are not to be found in the store yet. */
  #underWay: OpenBatch | undefined;
  #underWayDone: Promise<void> | undefined;
  #openDone = Promise.withResolvers<void>();
  #running: Promise<void> | undefined;
  /** Fires when the store refuses a commit; made anew when it takes one. */
  #refused = new AbortController();

  constructor(options: {
    readonly history: Pick<History, "commit">;
    readonly retryAfterMs: number;
    readonly observer: CommitObserver;
  }) {
    this.#history = options.history;
    this.#retryAfterMs = options.retryAfterMs;
    this.#observer = options.observer;
    ignoreRejection(this.#openDone.promise);
  }

  /** The batch to add to; events by add(). What is added is committed once durable() has been called. */
  get batch(): Omit<OpenBatch, "events"> {
    return this.#open;
  }

  /** The record of a call that is not on disk yet, by the name that the batch has it by. */
  pendingRecord(name: string): EndedCall | undefined {
    return this.#open.ended.get(name) ?? this.#underWay?.ended.get(name);
  }

  /** When the oldest record that is not on disk yet was made, in epoch ms; Infinity when there is none. */
  oldestPendingRecord(): number {
    let oldest = Infinity;
    for (const ended of [this.#underWay?.ended, this.#open.ended]) {
      for (const { row } of ended?.values() ?? []) oldest = Math.min(oldest, row.loggedAt);
    }
    return oldest;
  }

  /** The same of a task. */
  pendingTask(name: string): StoredTask | undefined {
    return this.#open.tasks.get(name) ?? this.#underWay?.tasks.get(name);
  }

  /** `received`: the event as JSON, where it came as such. */
  add(event: AcceptedEvent, received?: string): void {
    this.#open.events.push(event);
    this.#eventsJson.add(event, received);
  }

  /** What waits for a commit that has not begun: events of calls, and whatever the others have left. */
  get pending(): number {
    const { events, tasks, agents, agentStates, refused } = this.#open;
    return events.length + tasks.size + agents.size + agentStates.length + refused.length;
  }

  get isFailing(): boolean {
    return this.#refused.signal.aborted;
  }

  /** Fires, or has fired, with the reason why the store refuses commits; another one once it takes them. */
  get refusal(): AbortSignal {
    return this.#refused.signal;
  }

  /** Resolves when everything added so far, and all that was under way, is on disk. */
  durable(): Promise<void> {
    if (isEmpty(this.#open)) return this.#underWayDone ?? Promise.resolve();
    const done = this.#openDone.promise;
    if (this.#running === undefined) {
      this.#running = this.#run();
      ignoreRejection(this.#running);
    }
    return done;
  }

  async #run(): Promise<void> {
    // Sources that are served in the same turn of the event loop join the first batch.
    await new Promise((resolve) => setImmediate(resolve));
    try {
      while (!isEmpty(this.#open)) await this.#commitOpen();
    } finally {
      this.#running = undefined;
    }
  }

  async #commitOpen(): Promise<void> {
    const batch = sealed(this.#open, this.#eventsJson.take());
    const done = this.#openDone;
    this.#underWay = this.#open;
    this.#underWayDone = done.promise;
    this.#open = emptyBatch();
    this.#openDone = Promise.withResolvers<void>();
    ignoreRejection(this.#openDone.promise);
    let tookMs: number;
    try {
      tookMs = await this.#commitUntilDone(batch);
    } catch (error) {
      done.reject(error);
      this.#openDone.reject(error);
      throw error;
    }
    this.#underWay = undefined;
    this.#underWayDone = undefined;
    done.resolve();
    this.#observer.committed(batch, tookMs);
  }

  /** The board already holds these events: giving up would let it disagree with the store. */
  async #commitUntilDone(batch: HistoryBatch): Promise<number> {
    for (let attempt = 1; ; attempt += 1) {
      const begun = performance.now();
      try {
        await this.#history.commit(batch);
        if (this.isFailing) this.#refused = new AbortController();
        return performance.now() - begun;
      } catch (error) {
        this.#refused.abort(error);
        this.#observer.failed(error, attempt);
        const { signal } = this.#closing;
        if (signal.aborted) throw error;
        // Ends with the signal, too, after which nothing is tried again.
        await delay(this.#retryAfterMs, undefined, { signal }).catch(() => {
          throw error;
        });
      }
    }
  }

  /** What is open is tried once more. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.durable();
  }
}

function emptyBatch(): OpenBatch {
  return {
    events: [],
    ended: new Map(),
    reopened: new Map(),
    tasks: new Map(),
    agents: new Map(),
    agentStates: [],
    refused: [],
  };
}

function isEmpty(batch: OpenBatch): boolean {
  return (
    batch.events.length === 0 &&
    batch.ended.size === 0 &&
    batch.reopened.size === 0 &&
    batch.tasks.size === 0 &&
    batch.agents.size === 0 &&
    batch.agentStates.length === 0 &&
    batch.refused.length === 0
  );
}

function sealed(batch: OpenBatch, eventsJson: Uint8Array): HistoryBatch {
  return {
    events: batch.events,
    eventsJson,
    ended: [...batch.ended.values()],
    reopened: [...batch.reopened.values()],
    tasks: [...batch.tasks.values()],
    agents: [...batch.agents.values()],
    agentStates: batch.agentStates,
    refused: batch.refused,
  };
}

/** Whoever waits for the promise gets the error; nobody has to wait for it. */
function ignoreRejection(promise: Promise<void>): void {
  promise.catch(() => {});
}
