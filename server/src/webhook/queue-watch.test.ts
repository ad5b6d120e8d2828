import assert from "node:assert/strict";
import { test } from "node:test";
import { QueueReport, WebhookMessage } from "@trunkline/contract";
import { Value } from "typebox/value";
import { foldCall } from "../call/fold.ts";
import type { LiveEntry } from "../live/live-board.ts";
import { eventsOf } from "../storage/made-up-call.ts";
import { afterwards, hourMs, openTestWebhooks, type TestWebhooks } from "../test-webhooks.ts";
import { openReceiver, type Received } from "./test-receiver.ts";

const kinds = ["queue.over", "queue.back"] as const;

/** A call that waits in queue 1 since a second before. */
function waiting({ board }: Pick<TestWebhooks, "board">, callId: string, since: number): LiveEntry {
  const events = eventsOf({ callId, at: since - 1000 }).slice(0, 2);
  const entry = { call: foldCall(events), cmsCallId: callId, events, receivedAt: since };
  board.put(entry);
  return entry;
}

function reportOf(received: Received | undefined): readonly [string, QueueReport] {
  assert.ok(received && Value.Check(WebhookMessage, received.message), received?.body);
  const { type, data } = received.message;
  assert.ok(Value.Check(QueueReport, data));
  return [type, data];
}

test("a queue that reaches a number of waiting calls is told once, and once when it is back", async () => {
  await using receiver = await openReceiver();
  await using hooks = openTestWebhooks();
  const { id } = hooks.make(receiver.url, { kinds, queueLimits: { waitingCalls: 2 } });
  const first = waiting(hooks, "c1", afterwards);
  hooks.webhooks.watchQueues();
  assert.equal(hooks.webhooks.counts(id).pending, 0);
  waiting(hooks, "c2", afterwards);
  hooks.webhooks.watchQueues();
  hooks.webhooks.watchQueues();
  await hooks.attempted(1);
  hooks.board.remove(first);
  hooks.webhooks.watchQueues();
  hooks.advance(30_000);
  hooks.webhooks.watchQueues();
  hooks.webhooks.watchQueues();
  await hooks.attempted(2);
  const [over, back] = receiver.received.map(reportOf);
  const same = { tenant: "1/170", queue: { id: 1, name: "" }, overSince: afterwards };
  const limits = { waitingCalls: 2 };
  assert.deepEqual(over, ["queue.over", { ...same, limits, waitingCalls: 2, longestWaitMs: 0 }]);
  assert.deepEqual(back, [
    "queue.back",
    { ...same, limits, waitingCalls: 1, longestWaitMs: 30_000 },
  ]);
});

test("a caller who waits too long puts the queue over", async () => {
  await using receiver = await openReceiver();
  await using hooks = openTestWebhooks();
  hooks.make(receiver.url, { kinds, queueLimits: { longestWaitMs: 60_000 } });
  waiting(hooks, "c1", afterwards);
  hooks.webhooks.watchQueues();
  hooks.advance(60_000);
  hooks.webhooks.watchQueues();
  const [only] = (await receiver.reached(1)).map(reportOf);
  assert.deepEqual([only?.[0], only?.[1].longestWaitMs], ["queue.over", 60_000]);
});

test("a queue that goes up and down about its limit is told once", async () => {
  await using receiver = await openReceiver();
  await using hooks = openTestWebhooks();
  const { id } = hooks.make(receiver.url, { kinds, queueLimits: { waitingCalls: 1 } });
  for (let turn = 0; turn < 5; turn += 1) {
    const entry = waiting(hooks, `c${turn}`, hooks.clock.now);
    hooks.webhooks.watchQueues();
    hooks.advance(20_000);
    hooks.board.remove(entry);
    hooks.webhooks.watchQueues();
    hooks.advance(20_000);
  }
  await hooks.attempted(1);
  assert.equal(hooks.webhooks.counts(id).pending, 0);
  assert.equal(receiver.received.length, 1);
});

test("a clock that is set back does not put off that a queue is back", async () => {
  await using receiver = await openReceiver();
  await using hooks = openTestWebhooks();
  hooks.make(receiver.url, { kinds, queueLimits: { waitingCalls: 1 } });
  const entry = waiting(hooks, "c1", afterwards);
  hooks.webhooks.watchQueues();
  await hooks.attempted(1);
  hooks.board.remove(entry);
  hooks.webhooks.watchQueues();
  hooks.advance(-hourMs);
  hooks.webhooks.watchQueues();
  hooks.advance(30_000);
  hooks.webhooks.watchQueues();
  await hooks.attempted(2);
  assert.deepEqual(
    receiver.received.map(({ message }) => message.type),
    ["queue.over", "queue.back"],
  );
});

test("only the queues that are named are watched, and only the kinds that are wanted are sent", async () => {
  await using receiver = await openReceiver();
  await using hooks = openTestWebhooks();
  hooks.make(`${receiver.url}/other`, { kinds, queueLimits: { skillIds: [2], waitingCalls: 1 } });
  const limits = { skillIds: [1], waitingCalls: 1 };
  hooks.make(`${receiver.url}/back`, { kinds: ["queue.back"], queueLimits: limits });
  const entry = waiting(hooks, "c1", afterwards);
  hooks.webhooks.watchQueues();
  hooks.board.remove(entry);
  hooks.webhooks.watchQueues();
  hooks.advance(30_000);
  hooks.webhooks.watchQueues();
  await hooks.attempted(1);
  assert.deepEqual(
    receiver.received.map(({ message }) => message.type),
    ["queue.back"],
  );
});

test("a restart does not tell a queue anew that was over and still is", async () => {
  await using receiver = await openReceiver();
  await using first = openTestWebhooks();
  first.make(receiver.url, { kinds, queueLimits: { waitingCalls: 1 } });
  waiting(first, "c1", afterwards);
  first.webhooks.watchQueues();
  await first.attempted(1);
  await using second = openTestWebhooks({ store: first.store });
  const entry = waiting(second, "c1", afterwards);
  second.webhooks.watchQueues();
  second.board.remove(entry);
  second.webhooks.watchQueues();
  second.advance(30_000);
  second.webhooks.watchQueues();
  await second.attempted(1);
  assert.deepEqual(
    receiver.received.map(({ message }) => message.type),
    ["queue.over", "queue.back"],
  );
});
