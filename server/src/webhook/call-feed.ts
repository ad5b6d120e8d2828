// Records -> one webhook's queue. The history is what is true: what a commit tells is taken at once, and
// whatever was not (a stop, a full queue, a replay) is read from the history, then live again, without a gap.
import { setTimeout as delay } from "node:timers/promises";
import type { CallRow } from "../call/record.ts";
import type { History } from "../storage/history.ts";
import type { CallCursor } from "../storage/call-search.ts";
import type { Progress, Webhook, WebhookStore } from "../storage/webhook-store.ts";
import { messagesOfRecord, type Describe } from "./webhook-message.ts";

export type FeedLimits = {
  /** Messages that wait in the queue of one webhook; what comes then stays in the history meanwhile. */
  readonly pendingMax: number;
  /** Records gathered in memory for the queue. */
  readonly gatheredMax: number;
  /** Records read from the history at once. */
  readonly pageRows: number;
  /** How far before the progress the history is read again after a start: clocks are set back. */
  readonly overlapMs: number;
  /** Calls that ended longer before their record was written are told by a replay only. */
  readonly endedWithinMs: number;
  /** After a failure. */
  readonly retryMs: number;
};

export type FeedParts = {
  /** As it is now; undefined = it is gone. */
  readonly webhook: () => Webhook | undefined;
  readonly webhookId: string;
  readonly store: WebhookStore;
  readonly history: Pick<History, "searchCalls">;
  readonly describe: Describe;
  readonly limits: FeedLimits;
  readonly now: () => number;
  /** Messages were queued. */
  readonly queued: () => void;
  readonly failed: (error: unknown) => void;
};

/** A full queue is filled again once a part of it is free. */
const refillParts = 10;

export class CallFeed implements AsyncDisposable {
  readonly #parts: FeedParts;
  readonly #stopping = new AbortController();
  readonly #running: Promise<void>;
  #gathered: CallRow[] = [];
  /** The history knows of records that are neither queued nor gathered. */
  #isBehind = true;
  /** Counts replays: one that begins ends the reading that is under way. */
  #readings = 0;
  #woken = Promise.withResolvers<void>();

  constructor(parts: FeedParts) {
    this.#parts = parts;
    this.#running = this.#run();
  }

  /** A record is on disk. */
  offer(row: CallRow): void {
    if (this.#gathered.length < this.#parts.limits.gatheredMax) this.#gathered.push(row);
    else this.#fallBehind();
    this.wake();
  }

  /** There may be room, or the webhook was changed. */
  wake(): void {
    this.#woken.resolve();
  }

  /** Everything recorded from then on is queued once more; epoch ms, as the history knows time. */
  replay(from: number, to: number): void {
    const { store, webhookId } = this.#parts;
    const { recordedAt, overQueues } = store.progress(webhookId);
    // What is not queued yet, or is being replayed, must not be passed over.
    const begin = Math.min(from, recordedAt);
    this.#note([], { since: begin, recordedAt: begin, replayTo: to, overQueues });
    this.#readings += 1;
    this.#fallBehind();
    this.wake();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    this.wake();
    await this.#running;
  }

  #fallBehind(): void {
    this.#isBehind = true;
    this.#gathered = [];
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        const hasNone = !this.#isBehind && this.#gathered.length === 0;
        const room = hasNone ? 0 : this.#room();
        if (room === 0) await this.#sleep();
        else if (this.#isBehind) await this.#catchUp(signal);
        else this.#queue(this.#gathered.splice(0, room));
      } catch (error) {
        if (signal.aborted) return;
        this.#parts.failed(error);
        this.#fallBehind();
        await this.#sleepAfterFailure(signal);
      }
    }
  }

  async #catchUp(signal: AbortSignal): Promise<void> {
    const { store, webhookId, webhook, history, limits } = this.#parts;
    const { since, recordedAt } = store.progress(webhookId);
    const reading = this.#readings;
    // Whatever is committed from here on is gathered, or read below, or both: it is queued once.
    this.#isBehind = false;
    this.#gathered = [];
    let after: CallCursor | undefined;
    while (!signal.aborted && reading === this.#readings) {
      const tenant = webhook()?.tenant;
      const room = this.#room();
      if (tenant === undefined) return;
      if (room === 0) {
        await this.#sleep();
        continue;
      }
      const found = await history.searchCalls(
        {
          ...{ tenants: [tenant], time: "recorded", to: Number.MAX_SAFE_INTEGER },
          from: Math.max(since, recordedAt - limits.overlapMs),
          sort: { by: "time", order: "ascending" },
          ...(after === undefined ? {} : { after }),
          ...{ offset: 0, limit: Math.min(limits.pageRows, room) },
        },
        signal,
      );
      if (reading !== this.#readings) return;
      this.#queue(found.rows);
      after = found.next;
      if (after === undefined) return this.#caughtUp();
    }
    if (!signal.aborted) this.#isBehind = true;
  }

  #caughtUp(): void {
    const { store, webhookId } = this.#parts;
    const progress = store.progress(webhookId);
    if (progress.replayTo > 0) this.#note([], { ...progress, replayTo: 0 });
  }

  #queue(rows: readonly CallRow[]): void {
    const { store, webhook, webhookId, describe, limits, queued } = this.#parts;
    const hook = webhook();
    if (hook === undefined || rows.length === 0) return;
    const progress = store.progress(webhookId);
    const messages = rows.flatMap((row) => {
      const isAgain = row.loggedAt <= progress.replayTo;
      const isOld = row.loggedAt - row.callEnd > limits.endedWithinMs;
      return isOld && !isAgain ? [] : messagesOfRecord(row, hook, describe, isAgain);
    });
    const recordedAt = rows.reduce(
      (newest, { loggedAt }) => Math.max(newest, loggedAt),
      progress.recordedAt,
    );
    this.#note(messages, { ...progress, recordedAt });
    if (messages.length > 0) queued();
  }

  #note(messages: Parameters<WebhookStore["enqueue"]>[1], progress: Progress): void {
    const { store, webhookId, now } = this.#parts;
    store.enqueue(webhookId, messages, progress, now());
  }

  /** None while the webhook is off, or hardly any is free: to search for one message costs more than to send it. */
  #room(): number {
    const { store, webhook, webhookId, limits } = this.#parts;
    if (webhook()?.disabledBecause !== "") return 0;
    const room = limits.pendingMax - store.counts(webhookId).pending;
    return room < limits.pendingMax / refillParts ? 0 : room;
  }

  async #sleep(): Promise<void> {
    await this.#woken.promise;
    this.#woken = Promise.withResolvers();
  }

  /** Whatever wakes it: calls that end would have it fail as often. */
  async #sleepAfterFailure(signal: AbortSignal): Promise<void> {
    const { retryMs } = this.#parts.limits;
    await delay(retryMs, undefined, { signal, ref: false }).catch(() => {});
  }
}
