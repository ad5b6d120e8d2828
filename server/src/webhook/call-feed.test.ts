import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { MemoryHistory } from "../storage/memory/memory-history.ts";
import { emptyBatch, endedCall, record } from "../storage/made-up-call.ts";
import { openSqliteWebhookStore } from "../storage/sqlite/sqlite-webhook-store.ts";
import { begin, hourMs, openTestWebhooks } from "../test-webhooks.ts";
import { accept, openReceiver, refuse, type Received } from "./test-receiver.ts";

const dataDir = mkdtempSync(join(tmpdir(), "trunkline-feed-"));
after(() => rmSync(dataDir, { recursive: true, force: true }));

function calls(count: number, first = 1) {
  return Array.from({ length: count }, (_, index) => {
    return { callId: `c${first + index}`, at: begin + (first + index) * 1000 };
  });
}

function idsOf(received: readonly Received[]): readonly string[] {
  return received.map(({ message }) => {
    return "call" in message.data ? message.data.call.callId : message.type;
  });
}

function names(count: number, first = 1): readonly string[] {
  return calls(count, first).map(({ callId }) => callId);
}

test("a restart loses nothing: neither what was queued nor what was committed and not queued", async () => {
  let isUp = false;
  await using receiver = await openReceiver((response) =>
    isUp ? accept(response) : refuse(response),
  );
  const history = new MemoryHistory();
  const open = (now?: number) =>
    openTestWebhooks({
      store: openSqliteWebhookStore({ dataDir, masterKey: Buffer.alloc(32, 1) }),
      history,
      ...(now === undefined ? {} : { now }),
    });
  let now = 0;
  {
    await using hooks = open();
    using _store = hooks.store;
    hooks.make(receiver.url);
    await hooks.end(...calls(3));
    await hooks.attempted(1);
    now = hooks.clock.now;
  }
  // The process died behind the commit: nobody told the webhooks.
  await record(history, calls(2, 4));
  isUp = true;
  await using hooks = open(now + 5000);
  using _store = hooks.store;
  const received = await receiver.reached(6);
  assert.deepEqual(idsOf(received).slice(1), names(5));
  assert.equal(received[0]?.id, received[1]?.id);
});

test("what is read twice after a start is sent once", async () => {
  await using receiver = await openReceiver();
  const history = new MemoryHistory();
  await using first = openTestWebhooks({ history });
  first.make(receiver.url);
  await first.end(...calls(3));
  await first.attempted(3);
  await using second = openTestWebhooks({ history, store: first.store });
  await second.end(...calls(1, 4));
  await second.attempted(1);
  assert.deepEqual(idsOf(receiver.received), names(4));
});

test("a queue never holds more than it may, and what does not fit comes later, in order", async () => {
  let isUp = false;
  await using receiver = await openReceiver((response) =>
    isUp ? accept(response) : refuse(response),
  );
  const feed = { pendingMax: 3, gatheredMax: 2, pageRows: 2 };
  await using hooks = openTestWebhooks({ limits: { feed } });
  const { id } = hooks.make(receiver.url);
  for (let first = 1; first <= 20; first += 4) await hooks.end(...calls(4, first));
  await hooks.attempted(1);
  assert.ok(hooks.webhooks.counts(id).pending <= 3);
  isUp = true;
  hooks.advance(5000);
  await hooks.attempted(21);
  assert.deepEqual(idsOf(receiver.received).slice(1), names(20));
});

test("a replay of much goes through a small queue, with the calls of now behind it", async () => {
  await using receiver = await openReceiver();
  await using hooks = openTestWebhooks({ limits: { feed: { pendingMax: 3, pageRows: 2 } } });
  const { id } = hooks.make(receiver.url);
  await hooks.end(...calls(10));
  await hooks.attempted(10);
  hooks.webhooks.replay(id, begin + 1_004_000);
  await hooks.attempted(17);
  await hooks.end(...calls(1, 11));
  await hooks.attempted(18);
  assert.deepEqual(idsOf(receiver.received).slice(10), names(8, 4));
});

class Counting extends MemoryHistory {
  searches = 0;

  override searchCalls(
    ...asked: Parameters<MemoryHistory["searchCalls"]>
  ): ReturnType<MemoryHistory["searchCalls"]> {
    this.searches += 1;
    return super.searchCalls(...asked);
  }
}

test("a full queue is filled part by part, not by a search for each message that is taken", async () => {
  await using receiver = await openReceiver();
  const history = new Counting();
  await using hooks = openTestWebhooks({
    history,
    limits: { feed: { pendingMax: 100, pageRows: 100 } },
  });
  const { id } = hooks.make(receiver.url);
  await hooks.end(...calls(50));
  await hooks.attempted(50);
  await record(history, calls(250, 51));
  hooks.webhooks.replay(id, begin);
  await hooks.attempted(350);
  assert.deepEqual(idsOf(receiver.received).slice(50), names(300));
  assert.ok(history.searches < 30, `${history.searches} searches`);
});

test("a replay passes over nothing that was still to come, also of another replay", async () => {
  await using receiver = await openReceiver();
  await using hooks = openTestWebhooks();
  const webhook = hooks.make(receiver.url);
  const off = hooks.webhooks.change(webhook, { isEnabled: false });
  await hooks.end(...calls(3));
  hooks.webhooks.replay(webhook.id, hooks.clock.now);
  hooks.webhooks.change(off, { isEnabled: true });
  await hooks.attempted(3);
  hooks.webhooks.change(webhook, { isEnabled: false });
  for (const { row } of [1, 3].flatMap((first) => calls(1, first)).map((made) => endedCall(made))) {
    hooks.webhooks.replay(webhook.id, row.loggedAt);
  }
  hooks.webhooks.change(off, { isEnabled: true });
  await hooks.attempted(6);
  assert.deepEqual(idsOf(receiver.received), [...names(3), ...names(3)]);
});

test("a call that is recorded anew by a late event is sent anew, as another message", async () => {
  await using receiver = await openReceiver();
  await using hooks = openTestWebhooks();
  hooks.make(receiver.url);
  const [made] = calls(1);
  assert.ok(made);
  await hooks.end(made);
  const [first] = await receiver.reached(1);
  const before = endedCall(made);
  const late = { ...before, row: { ...before.row, loggedAt: before.row.loggedAt + 5000 } };
  await hooks.history.commit({ ...emptyBatch, ended: [late] });
  hooks.webhooks.committed({ ended: [late] });
  const [, second] = await receiver.reached(2);
  assert.deepEqual(idsOf(receiver.received), ["c1", "c1"]);
  assert.notEqual(first?.id, second?.id);
});

test("old calls that are imported are sent by a replay only", async () => {
  await using receiver = await openReceiver();
  await using hooks = openTestWebhooks({ limits: { feed: { endedWithinMs: 1_000_000 - 12_000 } } });
  const { id } = hooks.make(receiver.url);
  // Made-up calls are recorded 1000 s after their beginning; a missed one ends later than an answered one.
  await hooks.end(...calls(2), { callId: "fresh", at: begin + 3000, missedAfterMs: 20_000 });
  await hooks.attempted(1);
  assert.deepEqual(idsOf(receiver.received), ["fresh"]);
  hooks.webhooks.replay(id, begin);
  await hooks.attempted(4);
  assert.deepEqual(idsOf(receiver.received).slice(1), ["c1", "c2", "fresh"]);
});

test("a webhook is sent nothing that was recorded before it was made", async () => {
  await using receiver = await openReceiver();
  await using hooks = openTestWebhooks();
  await hooks.end(...calls(2));
  hooks.advance(1);
  hooks.make(receiver.url);
  await hooks.end(...calls(1, 3));
  await hooks.attempted(1);
  assert.deepEqual(idsOf(receiver.received), ["c3"]);
});

const diskGone = new Error("the disk is gone");

class OnceFailing extends MemoryHistory {
  #hasFailed = false;

  override searchCalls(...asked: Parameters<MemoryHistory["searchCalls"]>) {
    if (this.#hasFailed) return super.searchCalls(...asked);
    this.#hasFailed = true;
    return Promise.reject(diskGone);
  }
}

test("a history that fails is read again", async () => {
  await using receiver = await openReceiver();
  const history = new OnceFailing();
  await using hooks = openTestWebhooks({ history, limits: { feed: { gatheredMax: 1 } } });
  const { id } = hooks.make(receiver.url, { isEnabled: false });
  await hooks.end(...calls(3));
  const webhook = hooks.webhooks.webhook(id);
  assert.ok(webhook);
  hooks.webhooks.change(webhook, { isEnabled: true });
  await hooks.attempted(3);
  assert.deepEqual(idsOf(receiver.received), names(3));
  assert.deepEqual(hooks.errors, [diskGone]);
});

class Failing extends MemoryHistory {
  override searchCalls() {
    return Promise.reject(diskGone);
  }
}

test("a history that fails is read after a pause, not anew with each call that ends", async () => {
  await using receiver = await openReceiver();
  const limits = { feed: { retryMs: hourMs } };
  await using hooks = openTestWebhooks({ history: new Failing(), limits });
  hooks.make(receiver.url);
  for (let first = 1; first <= 5; first += 1) {
    await hooks.end(...calls(1, first));
    await nextTurn();
  }
  assert.deepEqual(hooks.errors, [diskGone]);
});

test("a webhook that is removed is sent nothing more, and others go on", async () => {
  await using receiver = await openReceiver();
  await using hooks = openTestWebhooks();
  const gone = hooks.make(`${receiver.url}/gone`);
  hooks.make(receiver.url);
  await hooks.webhooks.remove(gone.id);
  await hooks.end(...calls(1));
  hooks.advance(hourMs);
  await hooks.attempted(1);
  assert.equal(hooks.webhooks.webhooks().length, 1);
  assert.deepEqual(hooks.errors, []);
});
