// Webhooks over the memory adapters and a real receiver, with a clock that the test sets.
import { randomBytes } from "node:crypto";
import { openDescribe } from "./run-webhooks.ts";
import { LiveBoard } from "./live/live-board.ts";
import { endedCall, record, tenant, type MadeUp } from "./storage/made-up-call.ts";
import type { History } from "./storage/history.ts";
import { MemoryHistory } from "./storage/memory/memory-history.ts";
import { MemoryRegistry } from "./storage/memory/memory-registry.ts";
import { MemoryWebhookStore } from "./storage/memory/memory-webhook-store.ts";
import type { Delivery, Webhook, WebhookStore } from "./storage/webhook-store.ts";
import { openAddressGuard } from "./webhook/address-guard.ts";
import type { FeedLimits } from "./webhook/call-feed.ts";
import type { LaneLimits } from "./webhook/delivery-lane.ts";
import { openPoster, type PosterParts } from "./webhook/post-message.ts";
import { openSteps } from "./webhook/test-receiver.ts";
import { Webhooks, type WebhookLimits, type WebhookSettings } from "./webhook/webhooks.ts";

export const hourMs = 3_600_000;
/** What is made up ends soon after it, and is recorded 1000 s after it. */
export const begin = 1_776_220_200_000;
/** The clock's first instant: everything made up at `begin` is recorded by then. */
export const afterwards = begin + 1_000_000;

export type TestWebhooks = AsyncDisposable & {
  readonly webhooks: Webhooks;
  readonly store: WebhookStore;
  readonly history: History;
  readonly board: LiveBoard;
  /** The wall clock, and that of calls. */
  readonly clock: { now: number };
  /** Sets the clock and lets the lanes look at it. */
  readonly advance: (ms: number) => void;
  readonly make: (url: string, settings?: Partial<WebhookSettings>) => Webhook;
  /** Records calls, and tells the webhooks, as the ingest does; the clock then shows when. */
  readonly end: (...calls: readonly MadeUp[]) => Promise<void>;
  /** Resolves once so many attempts have ended. */
  readonly attempted: (count: number) => Promise<void>;
  readonly parked: readonly Delivery[];
  readonly disabled: readonly Webhook[];
  readonly errors: readonly unknown[];
};

export type TestLimits = {
  readonly lane?: Partial<LaneLimits>;
  readonly feed?: Partial<FeedLimits>;
  readonly poster?: Partial<PosterParts>;
  readonly all?: Partial<WebhookLimits>;
};

const laneLimits: LaneLimits = {
  pauses: { firstMs: 5000, mostMs: hourMs },
  retryForMs: 24 * hourMs,
  orderedForMs: 300_000,
  inFlightMax: 1,
};
const feedLimits: FeedLimits = {
  ...{ pendingMax: 10_000, gatheredMax: 2000, pageRows: 1000, overlapMs: 60_000 },
  ...{ endedWithinMs: 24 * hourMs, retryMs: 1 },
};

export function openTestWebhooks({
  store = new MemoryWebhookStore(),
  history = new MemoryHistory(),
  limits = {},
  now = afterwards,
}: {
  readonly store?: WebhookStore;
  readonly history?: History;
  readonly limits?: TestLimits;
  readonly now?: number;
} = {}): TestWebhooks {
  const clock = { now };
  const board = new LiveBoard();
  const attempts = openSteps();
  const parked: Delivery[] = [];
  const disabled: Webhook[] = [];
  const errors: unknown[] = [];
  const readClock = () => clock.now;
  const webhooks = new Webhooks({
    ...{ store, history, live: board, now: readClock, callNow: readClock },
    describe: openDescribe({ registry: new MemoryRegistry(), live: board }),
    poster: openPoster({
      guard: openAddressGuard(["127.0.0.0/8"]),
      ...{ version: "0.0.0", timeoutMs: 10_000, responseBytesMax: 1000, now: readClock },
      ...limits.poster,
    }),
    limits: {
      lane: { ...laneLimits, ...limits.lane },
      feed: { ...feedLimits, ...limits.feed },
      ...{ inFlightMax: 8, formerSecretMs: hourMs, keepDeliveredMs: hourMs },
      ...{ keepParkedMs: hourMs, queueCheckMs: hourMs, queueSettleMs: 30_000, pruneMs: hourMs },
      ...limits.all,
    },
    observer: {
      attempted: () => attempts.step(),
      parked: (_webhook, delivery) => parked.push(delivery),
      disabled: (webhook) => disabled.push(webhook),
      failed: (error) => errors.push(error),
    },
    random: () => 1,
    randomBytes,
  });
  return {
    ...{ webhooks, store, history, board, clock, parked, disabled, errors },
    advance: (ms) => {
      clock.now += ms;
      webhooks.look();
    },
    make: (url, settings = {}) =>
      webhooks.create(tenant, {
        ...{ url, description: "", kinds: ["call.ended"], queueLimits: {} },
        ...{ masksNumbers: false, isEnabled: true },
        ...settings,
      }),
    end: async (...calls) => {
      await record(history, calls);
      const ended = calls.map((made) => endedCall(made));
      clock.now = Math.max(clock.now, ...ended.map(({ row }) => row.loggedAt));
      webhooks.committed({ ended });
    },
    attempted: attempts.reached,
    [Symbol.asyncDispose]: () => webhooks[Symbol.asyncDispose](),
  };
}
