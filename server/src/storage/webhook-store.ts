// The webhook port: who wants to be told of what, and what has still to be told. Synchronous, as the
// registry is. Every adapter passes webhook-store.conformance.ts.
import type { WebhookKind } from "@trunkline/contract";
import type { TenantKey } from "../lib/tenant-key.ts";
import type { Page } from "./history.ts";

export type Webhook = {
  readonly id: string;
  readonly tenant: TenantKey;
  readonly url: string;
  readonly description: string;
  readonly kinds: readonly WebhookKind[];
  /** What queue.over and queue.back go by. */
  readonly queueLimits: QueueLimits;
  readonly masksNumbers: boolean;
  /** "" = it is sent to. */
  readonly disabledBecause: string;
  readonly createdAt: number;
  /** As the Standard Webhooks write it: whsec_ and base64. */
  readonly secret: string;
  /** Signs beside the new one for a while. */
  readonly formerSecret?: { readonly secret: string; readonly endsAt: number };
};

/** A queue is over them when it reaches one. */
export type QueueLimits = {
  /** Absent = every queue. */
  readonly skillIds?: readonly number[];
  readonly waitingCalls?: number;
  readonly longestWaitMs?: number;
};

/** How far the queue of a webhook follows what happened. */
export type Progress = {
  /** No record written before it is queued. */
  readonly since: number;
  /** Every record written before it is in the queue; epoch ms. */
  readonly recordedAt: number;
  /** Records written up to it are queued again, whatever was sent before; 0 = none. */
  readonly replayTo: number;
  readonly overQueues: readonly OverQueue[];
};

/** A queue that went over a limit and is not back yet; epoch ms. */
export type OverQueue = { readonly skillId: number; readonly since: number };

export type Message = {
  /** The same for the same happening, however often it is queued or sent. */
  readonly messageId: string;
  readonly type: string;
  /** Of the record that it tells of; 0 = of none. */
  readonly recordedAt: number;
  readonly body: string;
  /** It is sent although it may have been before. */
  readonly isAgain: boolean;
};

export type DeliveryState = "pending" | "parked" | "delivered";

export type Delivery = Omit<Message, "isAgain"> & {
  /** Order of queueing; of all webhooks together. */
  readonly seq: number;
  readonly webhookId: string;
  readonly state: DeliveryState;
  readonly queuedAt: number;
  readonly attempts: number;
  /** 0 = not tried yet. */
  readonly firstAttemptAt: number;
  readonly lastAttemptAt: number;
  /** Not to be tried before. */
  readonly dueAt: number;
  /** It failed for so long that others go before it. */
  readonly isAside: boolean;
  /** "" = none. */
  readonly lastError: string;
};

/** What an attempt changes. */
export type Attempted = Pick<
  Delivery,
  "state" | "attempts" | "firstAttemptAt" | "lastAttemptAt" | "dueAt" | "isAside" | "lastError"
>;

export type DeliveryCounts = {
  readonly pending: number;
  readonly parked: number;
  /** 0 = never. */
  readonly lastDeliveredAt: number;
};

export type DeliveriesQuery = {
  readonly webhookId: string;
  readonly states: readonly DeliveryState[];
  readonly offset: number;
  readonly limit: number;
};

export interface WebhookStore extends Disposable {
  /** By creation, oldest first. */
  webhooks(): readonly Webhook[];
  /** Creates or replaces; on disk when it returns. */
  putWebhook(webhook: Webhook): void;
  /** With all that is queued for it. */
  removeWebhook(id: string): boolean;

  /** Of a new webhook: from its creation on. */
  progress(webhookId: string): Progress;
  /**
   * Appends what is not there yet and notes how far that goes: both or nothing. A message that is there
   * is left as it is; one that isAgain and is not pending becomes pending and goes to the end.
   */
  enqueue(
    webhookId: string,
    messages: readonly Message[],
    progress: Progress,
    queuedAt: number,
  ): void;

  /** Not aside: in order of queueing. Aside: by dueAt, then by order of queueing. */
  pending(webhookId: string, isAside: boolean, limit: number): readonly Delivery[];
  /** One that is delivered loses its body; its messageId is known until prune(). */
  attempted(seq: number, attempted: Attempted): void;
  /** Those aside, last tried before, are due. */
  hasten(webhookId: string, triedBefore: number, dueAt: number): void;
  /** All that is pending is due, as if it had never been tried. */
  restart(webhookId: string, dueAt: number): void;

  counts(webhookId: string): DeliveryCounts;
  /** Newest first. */
  deliveries(query: DeliveriesQuery): Page<Delivery>;
  /** Forgets what ended long ago. */
  prune(ended: PruneBefore): void;
}

/** Epoch ms of the last attempt. */
export type PruneBefore = {
  readonly deliveredBefore: number;
  readonly parkedBefore: number;
  /** What tells of a record that is so little older than the progress stays: it may be read again. */
  readonly overlapMs: number;
};
