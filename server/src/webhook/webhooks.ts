// Webhooks: who is told, by which queue, over which lane. A webhook that is dead is switched off; what it
// missed is in its queue and in the history, and is sent when it is switched on again.
import type { WebhookKind } from "@trunkline/contract";
import { every } from "../lib/every.ts";
import { tenantKey, type TenantKey } from "../lib/tenant-key.ts";
import type { LiveView } from "../live/live-view.ts";
import type { HistoryBatch, History, Page } from "../storage/history.ts";
import type {
  DeliveriesQuery,
  Delivery,
  DeliveryCounts,
  QueueLimits,
  Webhook,
  WebhookStore,
} from "../storage/webhook-store.ts";
import { CallFeed, type FeedLimits } from "./call-feed.ts";
import { DeliveryLane, liveSecrets, type LaneLimits, type LaneObserver } from "./delivery-lane.ts";
import type { Poster, PostResult } from "./post-message.ts";
import { QueueWatch } from "./queue-watch.ts";
import { SendSlots } from "./send-slots.ts";
import { makeSecret, signedHeaders } from "./signature.ts";
import { testMessage, type Describe } from "./webhook-message.ts";

export type WebhookLimits = {
  readonly lane: LaneLimits;
  readonly feed: FeedLimits;
  /** Messages on their way at once, of all webhooks. */
  readonly inFlightMax: number;
  /** After a change of secrets. */
  readonly formerSecretMs: number;
  readonly keepDeliveredMs: number;
  readonly keepParkedMs: number;
  readonly queueCheckMs: number;
  readonly queueSettleMs: number;
  readonly pruneMs: number;
};

export type WebhookObserver = Omit<LaneObserver, "parked"> & {
  readonly parked: (webhook: Webhook, delivery: Delivery, reason: string) => void;
  readonly disabled: (webhook: Webhook) => void;
};

export type WebhooksParts = {
  readonly store: WebhookStore;
  readonly history: Pick<History, "searchCalls">;
  readonly live: Pick<LiveView, "queues" | "countsOfSkill">;
  readonly describe: Describe;
  readonly poster: Poster;
  readonly limits: WebhookLimits;
  readonly observer: WebhookObserver;
  /** The time of calls and their records. */
  readonly callNow: () => number;
  readonly now: () => number;
  readonly random: () => number;
  readonly randomBytes: (bytes: number) => Buffer;
};

export type WebhookSettings = {
  readonly url: string;
  readonly description: string;
  readonly kinds: readonly WebhookKind[];
  readonly queueLimits: QueueLimits;
  readonly masksNumbers: boolean;
  readonly isEnabled: boolean;
};

type DeliveryFigures = Pick<DeliveryCounts, "pending" | "parked"> & { readonly disabled: number };

type Line = { readonly feed: CallFeed; readonly lane: DeliveryLane };

const disabledByHand = "switched off by hand";

/** Takes over the poster: it is closed with it. */
export class Webhooks implements AsyncDisposable {
  readonly #parts: WebhooksParts;
  readonly #webhooks = new Map<string, Webhook>();
  readonly #lines = new Map<string, Line>();
  readonly #slots: SendSlots;
  readonly #watch: QueueWatch;
  readonly #timers = new AsyncDisposableStack();

  constructor(parts: WebhooksParts) {
    const { store, live, describe, limits, callNow, now, observer } = parts;
    this.#parts = parts;
    this.#slots = new SendSlots(limits.inFlightMax);
    const { pendingMax } = limits.feed;
    const settleMs = limits.queueSettleMs;
    this.#watch = new QueueWatch({ store, live, describe, pendingMax, settleMs, callNow, now });
    for (const webhook of store.webhooks()) this.#webhooks.set(webhook.id, webhook);
    for (const { id } of this.webhooks()) this.#open(id);
    this.#timers.use(every(limits.queueCheckMs, observer.failed, async () => this.watchQueues()));
    this.#timers.use(every(limits.pruneMs, observer.failed, async () => this.#prune()));
  }

  webhooks(): readonly Webhook[] {
    return [...this.#webhooks.values()];
  }

  webhook(id: string): Webhook | undefined {
    return this.#webhooks.get(id);
  }

  counts(id: string): DeliveryCounts {
    return this.#parts.store.counts(id);
  }

  deliveries(query: DeliveriesQuery): Page<Delivery> {
    return this.#parts.store.deliveries(query);
  }

  /** Of all webhooks together. */
  figures(): DeliveryFigures {
    const counts = this.webhooks().map(({ id }) => this.counts(id));
    return {
      pending: counts.reduce((sum, { pending }) => sum + pending, 0),
      parked: counts.reduce((sum, { parked }) => sum + parked, 0),
      disabled: this.webhooks().filter(({ disabledBecause }) => disabledBecause !== "").length,
    };
  }

  create(tenant: TenantKey, { isEnabled, ...settings }: WebhookSettings): Webhook {
    const { store, now, callNow, randomBytes } = this.#parts;
    const webhook: Webhook = {
      id: `wh_${randomBytes(9).toString("hex")}`,
      tenant,
      ...settings,
      disabledBecause: isEnabled ? "" : disabledByHand,
      createdAt: now(),
      secret: makeSecret(randomBytes),
    };
    this.#put(webhook);
    // A demo's records are written in a time of their own. What was written by now is not new.
    const from = callNow() + 1;
    const progress = { since: from, recordedAt: from, replayTo: 0, overQueues: [] };
    store.enqueue(webhook.id, [], progress, now());
    this.#open(webhook.id);
    return webhook;
  }

  change(webhook: Webhook, { isEnabled, ...settings }: Partial<WebhookSettings>): Webhook {
    const isOn = webhook.disabledBecause === "";
    const becomesOn = isEnabled === true && !isOn;
    const because = isEnabled === false && isOn ? disabledByHand : webhook.disabledBecause;
    const changed = { ...webhook, ...settings, disabledBecause: becomesOn ? "" : because };
    this.#put(changed);
    // What failed elsewhere is tried anew.
    const isMoved = changed.url !== webhook.url;
    if (becomesOn || isMoved) this.#lines.get(webhook.id)?.lane.restart();
    this.#wake(webhook.id);
    return changed;
  }

  rotateSecret(webhook: Webhook): Webhook {
    const { now, randomBytes, limits } = this.#parts;
    const endsAt = now() + limits.formerSecretMs;
    const formerSecret = { secret: webhook.secret, endsAt };
    const changed = { ...webhook, secret: makeSecret(randomBytes), formerSecret };
    this.#put(changed);
    return changed;
  }

  async remove(id: string): Promise<void> {
    this.#webhooks.delete(id);
    const line = this.#lines.get(id);
    this.#lines.delete(id);
    await Promise.all([line?.feed[Symbol.asyncDispose](), line?.lane[Symbol.asyncDispose]()]);
    this.#parts.store.removeWebhook(id);
  }

  /** One attempt, at once, whether it is switched on or not; nothing of it is kept. */
  async sendTest(webhook: Webhook, signal: AbortSignal): Promise<PostResult> {
    const sentAt = this.#parts.now();
    const { messageId, body } = testMessage(webhook, sentAt);
    const secrets = liveSecrets(webhook, sentAt);
    const headers = signedHeaders({ messageId, body, sentAt, secrets });
    return this.#parts.poster.post({ url: webhook.url, headers, body }, signal);
  }

  /** Everything recorded from then until now is sent once more, then what comes. */
  replay(id: string, from: number): number {
    const to = this.#parts.callNow();
    this.#lines.get(id)?.feed.replay(from, to);
    return to;
  }

  /** A commit is on disk; never throws. */
  committed(batch: Pick<HistoryBatch, "ended">): void {
    if (this.#webhooks.size === 0) return;
    for (const { row } of batch.ended) {
      for (const { id, tenant } of this.#webhooks.values()) {
        if (tenant !== tenantKey(row)) continue;
        this.#lines.get(id)?.feed.offer(row);
      }
    }
  }

  watchQueues(): void {
    for (const webhook of this.webhooks()) {
      if (this.#watch.look(webhook)) this.#lines.get(webhook.id)?.lane.look();
    }
  }

  /** The clock has moved. */
  look(): void {
    for (const { lane } of this.#lines.values()) lane.look();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#timers.disposeAsync();
    const lines = [...this.#lines.values()];
    await Promise.all(lines.map(({ feed }) => feed[Symbol.asyncDispose]()));
    await Promise.all(lines.map(({ lane }) => lane[Symbol.asyncDispose]()));
    this.#parts.poster[Symbol.dispose]();
  }

  #open(id: string): void {
    const { store, history, describe, poster, limits, observer, now, random } = this.#parts;
    const webhook = () => this.#webhooks.get(id);
    const lane = new DeliveryLane({
      ...{
        webhook,
        webhookId: id,
        describe,
        store,
        poster,
        slots: this.#slots,
        limits: limits.lane,
      },
      observer: {
        attempted: (hook, delivery, result) => {
          observer.attempted(hook, delivery, result);
          this.#lines.get(id)?.feed.wake();
        },
        parked: (hook, delivery, reason, isDead) => {
          observer.parked(hook, delivery, reason);
          if (isDead) this.#disable(id, reason);
        },
        failed: observer.failed,
      },
      ...{ now, random },
    });
    const feed = new CallFeed({
      ...{ webhook, webhookId: id, store, history, describe, limits: limits.feed, now },
      queued: lane.look,
      failed: observer.failed,
    });
    this.#lines.set(id, { feed, lane });
    lane.look();
  }

  #disable(id: string, reason: string): void {
    const webhook = this.#webhooks.get(id);
    if (webhook === undefined || webhook.disabledBecause !== "") return;
    const changed = { ...webhook, disabledBecause: `nothing was taken for too long: ${reason}` };
    this.#put(changed);
    this.#parts.observer.disabled(changed);
  }

  #put(webhook: Webhook): void {
    this.#parts.store.putWebhook(webhook);
    this.#webhooks.set(webhook.id, webhook);
  }

  #wake(id: string): void {
    const line = this.#lines.get(id);
    line?.feed.wake();
    line?.lane.look();
  }

  #prune(): void {
    const { store, now, limits } = this.#parts;
    store.prune({
      deliveredBefore: now() - limits.keepDeliveredMs,
      parkedBefore: now() - limits.keepParkedMs,
      overlapMs: limits.feed.overlapMs,
    });
  }
}
