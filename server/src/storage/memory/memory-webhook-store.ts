// Webhooks in memory, for tests and for whoever keeps nothing.
import type { Page } from "../history.ts";
import type {
  Attempted,
  DeliveriesQuery,
  Delivery,
  DeliveryCounts,
  Message,
  Progress,
  PruneBefore,
  Webhook,
  WebhookStore,
} from "../webhook-store.ts";

type Kept = {
  webhook: Webhook;
  progress: Progress;
  lastDeliveredAt: number;
  /** By messageId, in order of queueing. */
  readonly deliveries: Map<string, Delivery>;
};

export class MemoryWebhookStore implements WebhookStore {
  readonly #kept = new Map<string, Kept>();
  #seq = 0;

  webhooks(): readonly Webhook[] {
    const all = [...this.#kept.values()].map(({ webhook }) => webhook);
    return all.sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  }

  putWebhook(webhook: Webhook): void {
    const known = this.#kept.get(webhook.id);
    if (known !== undefined) known.webhook = webhook;
    else {
      const { createdAt } = webhook;
      const progress = { since: createdAt, recordedAt: createdAt, replayTo: 0, overQueues: [] };
      const fresh = { webhook, progress, lastDeliveredAt: 0, deliveries: new Map() };
      this.#kept.set(webhook.id, fresh);
    }
  }

  removeWebhook(id: string): boolean {
    return this.#kept.delete(id);
  }

  progress(webhookId: string): Progress {
    return this.#of(webhookId).progress;
  }

  enqueue(
    webhookId: string,
    messages: readonly Message[],
    progress: Progress,
    queuedAt: number,
  ): void {
    const kept = this.#of(webhookId);
    for (const { isAgain, ...message } of messages) {
      const known = kept.deliveries.get(message.messageId);
      if (known !== undefined && (!isAgain || known.state === "pending")) continue;
      kept.deliveries.delete(message.messageId);
      this.#seq += 1;
      kept.deliveries.set(message.messageId, {
        ...message,
        ...{ seq: this.#seq, webhookId, state: "pending", queuedAt, attempts: 0, dueAt: queuedAt },
        ...{ firstAttemptAt: 0, lastAttemptAt: 0, isAside: false, lastError: "" },
      });
    }
    kept.progress = progress;
  }

  pending(webhookId: string, isAside: boolean, limit: number): readonly Delivery[] {
    const found = this.#list(webhookId).filter(
      (delivery) => delivery.state === "pending" && delivery.isAside === isAside,
    );
    if (isAside) found.sort((a, b) => a.dueAt - b.dueAt || a.seq - b.seq);
    return found.slice(0, limit);
  }

  attempted(seq: number, attempted: Attempted): void {
    for (const kept of this.#kept.values()) {
      const delivery = [...kept.deliveries.values()].find((known) => known.seq === seq);
      if (delivery === undefined) continue;
      const isDelivered = attempted.state === "delivered";
      if (isDelivered) kept.lastDeliveredAt = attempted.lastAttemptAt;
      const body = isDelivered ? "" : delivery.body;
      kept.deliveries.set(delivery.messageId, { ...delivery, ...attempted, body });
    }
  }

  hasten(webhookId: string, triedBefore: number, dueAt: number): void {
    this.#change(webhookId, (delivery) =>
      delivery.isAside && delivery.lastAttemptAt < triedBefore
        ? { ...delivery, dueAt: Math.min(dueAt, delivery.dueAt) }
        : delivery,
    );
  }

  restart(webhookId: string, dueAt: number): void {
    const fresh = { attempts: 0, firstAttemptAt: 0, lastAttemptAt: 0, isAside: false };
    this.#change(webhookId, (delivery) => ({ ...delivery, ...fresh, dueAt }));
  }

  counts(webhookId: string): DeliveryCounts {
    const list = this.#list(webhookId);
    return {
      pending: list.filter(({ state }) => state === "pending").length,
      parked: list.filter(({ state }) => state === "parked").length,
      lastDeliveredAt: this.#of(webhookId).lastDeliveredAt,
    };
  }

  deliveries({ webhookId, states, offset, limit }: DeliveriesQuery): Page<Delivery> {
    const found = this.#list(webhookId).filter(({ state }) => states.includes(state));
    found.sort((a, b) => b.seq - a.seq);
    return { total: found.length, rows: found.slice(offset, offset + limit) };
  }

  prune({ deliveredBefore, parkedBefore, overlapMs }: PruneBefore): void {
    for (const { deliveries, progress } of this.#kept.values()) {
      for (const { messageId, state, lastAttemptAt, recordedAt } of deliveries.values()) {
        const isOver =
          state === "parked"
            ? lastAttemptAt < parkedBefore
            : state === "delivered" &&
              lastAttemptAt < deliveredBefore &&
              recordedAt < progress.recordedAt - overlapMs;
        if (isOver) deliveries.delete(messageId);
      }
    }
  }

  [Symbol.dispose](): void {}

  #change(webhookId: string, change: (delivery: Delivery) => Delivery): void {
    const { deliveries } = this.#of(webhookId);
    for (const [messageId, delivery] of deliveries) {
      if (delivery.state === "pending") deliveries.set(messageId, change(delivery));
    }
  }

  #list(webhookId: string): Delivery[] {
    return [...this.#of(webhookId).deliveries.values()];
  }

  #of(webhookId: string): Kept {
    const kept = this.#kept.get(webhookId);
    if (kept === undefined)
      throw new Error(`Cannot use webhook '${webhookId}': there is none such`);
    return kept;
  }
}
