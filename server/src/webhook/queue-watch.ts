// Looks at the queues of tenants whose webhooks want to hear when one is over its limits.
import type { QueueReport, WebhookKind } from "@trunkline/contract";
import { tenantOfKey, tenantText } from "../lib/tenant-key.ts";
import type { LiveView } from "../live/live-view.ts";
import type { OverQueue, QueueLimits, Webhook, WebhookStore } from "../storage/webhook-store.ts";
import { messageOfQueue, type Describe } from "./webhook-message.ts";

export type QueueWatchParts = {
  readonly store: Pick<WebhookStore, "progress" | "enqueue" | "counts">;
  readonly live: Pick<LiveView, "queues" | "countsOfSkill">;
  readonly describe: Pick<Describe, "queue">;
  readonly pendingMax: number;
  /** A queue is back when it was under its limits for so long. */
  readonly settleMs: number;
  /** The time of calls, in which waiting is measured. */
  readonly callNow: () => number;
  readonly now: () => number;
};

export class QueueWatch {
  readonly #parts: QueueWatchParts;
  /** Since when a queue that was over is under its limits; by webhook and queue. */
  readonly #underSince = new Map<string, number>();

  constructor(parts: QueueWatchParts) {
    this.#parts = parts;
  }

  /** True when something was queued. */
  look(webhook: Webhook): boolean {
    const { store, pendingMax } = this.#parts;
    if (!webhook.kinds.some(isOfQueues) || webhook.disabledBecause !== "") return false;
    const progress = store.progress(webhook.id);
    const seen = this.#watched(webhook, progress.overQueues).map((queue) =>
      this.#seeQueue(webhook, queue),
    );
    const changes = seen.filter((queue) => queue.change !== undefined);
    // Without room it stays as it is and is seen again at the next look.
    if (changes.length === 0 || store.counts(webhook.id).pending >= pendingMax) return false;
    const overQueues = seen.flatMap(({ over }) => (over === undefined ? [] : [over]));
    const messages = changes.flatMap(({ change, report, over, before }) => {
      const told = over ?? before;
      if (change === undefined || told === undefined || !webhook.kinds.includes(change)) return [];
      const at = this.#parts.callNow();
      return [messageOfQueue(change, { webhook, over: told, at, data: report(told) })];
    });
    for (const { name } of changes) this.#underSince.delete(name);
    store.enqueue(webhook.id, messages, { ...progress, overQueues }, this.#parts.now());
    return messages.length > 0;
  }

  /** Also queues that are watched no longer but were over when they were. */
  #watched(
    { tenant, queueLimits }: Webhook,
    overQueues: readonly OverQueue[],
  ): readonly { readonly skillId: number; readonly before: OverQueue | undefined }[] {
    const watched = queueLimits.skillIds ?? this.#parts.live.queues(tenant);
    const ids = new Set([...watched, ...overQueues.map(({ skillId }) => skillId)]);
    return [...ids].map((skillId) => {
      return { skillId, before: overQueues.find((over) => over.skillId === skillId) };
    });
  }

  #seeQueue(
    webhook: Webhook,
    { skillId, before }: { readonly skillId: number; readonly before: OverQueue | undefined },
  ): SeenQueue {
    const { live, describe, callNow } = this.#parts;
    const { id, tenant, queueLimits } = webhook;
    const now = callNow();
    const counts = live.countsOfSkill(tenant, skillId);
    const { queue: waitingCalls, longestWaitSince } = counts;
    const longestWaitMs = longestWaitSince === 0 ? 0 : Math.max(0, now - longestWaitSince);
    const { skillIds: _skillIds, ...limits } = queueLimits;
    const report = ({ since }: OverQueue): QueueReport => ({
      tenant: tenantText(tenantOfKey(tenant)),
      queue: describe.queue(tenant, skillId),
      ...{ waitingCalls, longestWaitMs, limits, overSince: since },
    });
    const name = `${id} ${skillId}`;
    if (isOver(queueLimits, { waitingCalls, longestWaitMs })) {
      this.#underSince.delete(name);
      if (before !== undefined) return { name, report, before, over: before, change: undefined };
      return { name, report, before, over: { skillId, since: now }, change: "queue.over" };
    }
    if (before === undefined || !this.#isSettled(name, now)) {
      return { name, report, before, over: before, change: undefined };
    }
    return { name, report, before, over: undefined, change: "queue.back" };
  }

  #isSettled(name: string, now: number): boolean {
    const since = this.#underSince.get(name);
    // One in the future was before the clock was set back.
    if (since !== undefined && since <= now) return now - since >= this.#parts.settleMs;
    this.#underSince.set(name, now);
    return this.#parts.settleMs === 0;
  }
}

type SeenQueue = {
  readonly name: string;
  readonly report: (over: OverQueue) => QueueReport;
  readonly before: OverQueue | undefined;
  readonly over: OverQueue | undefined;
  readonly change: "queue.over" | "queue.back" | undefined;
};

export function isOfQueues(kind: WebhookKind): boolean {
  return kind === "queue.over" || kind === "queue.back";
}

function isOver(
  limits: QueueLimits,
  now: { readonly waitingCalls: number; readonly longestWaitMs: number },
): boolean {
  const { waitingCalls = Infinity, longestWaitMs = Infinity } = limits;
  return now.waitingCalls >= waitingCalls || now.longestWaitMs >= longestWaitMs;
}
