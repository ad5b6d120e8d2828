// One webhook's deliveries: in order of queueing, each until it is taken or parked. One that keeps failing
// steps aside after a while and is tried between the others.
import type { Delivery, Webhook, WebhookStore } from "../storage/webhook-store.ts";
import type { Poster, PostResult } from "./post-message.ts";
import { afterAttempt, goneStatus, type RetryLimits } from "./retry-plan.ts";
import type { SendSlots } from "./send-slots.ts";
import { signedHeaders } from "./signature.ts";
import { bodyToSend, type Describe } from "./webhook-message.ts";

export type LaneLimits = RetryLimits & {
  /** Above 1 the order is lost. */
  readonly inFlightMax: number;
};

export type LaneObserver = {
  readonly attempted: (webhook: Webhook, delivery: Delivery, result: PostResult) => void;
  /** It was the last attempt. `isDead`: gone for good, or nothing else was taken since the first one. */
  readonly parked: (webhook: Webhook, delivery: Delivery, reason: string, isDead: boolean) => void;
  /** The lane itself failed, such as by a full disk; it goes on later. */
  readonly failed: (error: unknown) => void;
};

export type LaneParts = {
  /** As it is now; undefined = it is gone. */
  readonly webhook: () => Webhook | undefined;
  readonly webhookId: string;
  readonly describe: Pick<Describe, "masked">;
  readonly store: WebhookStore;
  readonly poster: Poster;
  readonly slots: SendSlots;
  readonly limits: LaneLimits;
  readonly observer: LaneObserver;
  readonly now: () => number;
  readonly random: () => number;
};

/** Timers run late or early when the clock is set: it is looked at as often. */
const sleepMsMax = 60_000;

export class DeliveryLane implements AsyncDisposable {
  readonly #parts: LaneParts;
  readonly #inFlight = new Map<number, Promise<void>>();
  readonly #stopping = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #restarts = 0;

  constructor(parts: LaneParts) {
    this.#parts = parts;
  }

  /** Something may be to send; also called when the clock has moved. */
  readonly look = (): void => {
    clearTimeout(this.#timer);
    try {
      this.#sendDue();
    } catch (error) {
      this.#parts.observer.failed(error);
      this.#sleep(sleepMsMax);
    }
  };

  /** All that waits is tried as if for the first time: the webhook has moved, or is on again. */
  restart(): void {
    const { store, webhookId, now } = this.#parts;
    this.#restarts += 1;
    store.restart(webhookId, now());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    clearTimeout(this.#timer);
    await Promise.all(this.#inFlight.values());
  }

  #sendDue(): void {
    const { webhook, slots, limits } = this.#parts;
    if (this.#stopping.signal.aborted) return;
    const now = webhook();
    if (now === undefined || now.disabledBecause !== "") return;
    while (this.#inFlight.size < limits.inFlightMax) {
      const next = this.#next();
      if (next === undefined) return;
      const waitMs = this.#dueAt(next) - this.#parts.now();
      if (waitMs > 0) return this.#sleep(waitMs);
      if (!slots.take(this.look)) return;
      this.#inFlight.set(next.seq, this.#send(now, next));
    }
  }

  /** What is aside goes first when it is due; else the oldest of the others, due or not. */
  #next(): Delivery | undefined {
    const { store, webhookId } = this.#parts;
    const first = (isAside: boolean) =>
      store
        .pending(webhookId, isAside, this.#inFlight.size + 1)
        .find(({ seq }) => !this.#inFlight.has(seq));
    const aside = first(true);
    const now = this.#parts.now();
    if (aside !== undefined && this.#dueAt(aside) <= now) return aside;
    const inTurn = first(false);
    if (aside === undefined || inTurn === undefined) return inTurn ?? aside;
    const inTurnAt = this.#dueAt(inTurn);
    return this.#dueAt(aside) < inTurnAt && inTurnAt > now ? aside : inTurn;
  }

  /** What was queued, or tried, in the future is due: the clock has been set back since. */
  #dueAt({ attempts, queuedAt, lastAttemptAt, dueAt }: Delivery): number {
    const plannedAt = attempts === 0 ? queuedAt : lastAttemptAt;
    return plannedAt > this.#parts.now() ? 0 : dueAt;
  }

  async #send(webhook: Webhook, delivery: Delivery): Promise<void> {
    const { poster, now, observer, describe } = this.#parts;
    const begunAt = now();
    const restarts = this.#restarts;
    try {
      const { messageId } = delivery;
      const body = bodyToSend(delivery.body, webhook, describe);
      const headers = signedHeaders({
        ...{ messageId, body, sentAt: begunAt },
        secrets: liveSecrets(webhook, begunAt),
      });
      const result = await poster.post({ url: webhook.url, headers, body }, this.#stopping.signal);
      // What failed before a restart says nothing of what is now.
      if (result.kind === "delivered" || restarts === this.#restarts) {
        this.#note(webhook, delivery, result, begunAt);
      }
      this.#landed(delivery);
      this.look();
    } catch (error) {
      this.#landed(delivery);
      // What was on its way when the server stopped is sent again after the start.
      if (this.#stopping.signal.aborted) return;
      observer.failed(error);
      this.#sleep(sleepMsMax);
    }
  }

  #landed({ seq }: Delivery): void {
    if (this.#inFlight.delete(seq)) this.#parts.slots.give();
  }

  #note(webhook: Webhook, delivery: Delivery, result: PostResult, begunAt: number): void {
    const { store, now, random, limits, observer, webhookId } = this.#parts;
    if (this.#parts.webhook() === undefined) return;
    const at = now();
    const plan = afterAttempt(delivery, result, { begunAt, now: at, chance: random(), limits });
    store.attempted(delivery.seq, plan);
    observer.attempted(webhook, delivery, result);
    if (plan.state === "delivered") {
      // The receiver is back, or was never away: what failed before it came back need not wait longer.
      store.hasten(webhookId, at - limits.orderedForMs, at);
    } else if (plan.state === "parked") {
      const isGone = result.status === goneStatus;
      const isDead = isGone || store.counts(webhookId).lastDeliveredAt < plan.firstAttemptAt;
      observer.parked(webhook, delivery, plan.lastError, isDead);
    }
  }

  #sleep(ms: number): void {
    this.#timer = setTimeout(this.look, Math.min(ms, sleepMsMax));
    this.#timer.unref();
  }
}

/** For a while after a change of secrets a receiver may know either. */
export function liveSecrets({ secret, formerSecret }: Webhook, now: number): readonly string[] {
  if (formerSecret === undefined || formerSecret.endsAt <= now) return [secret];
  return [secret, formerSecret.secret];
}
