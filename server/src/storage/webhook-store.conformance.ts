// What every adapter of the webhook port does; run by each adapter's own test.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Attempted, Message, Webhook, WebhookStore } from "./webhook-store.ts";

export type WebhookStoreUnderTest = {
  readonly name: string;
  readonly open: () => WebhookStore;
  /** Closes what is open and opens the same data again; absent for adapters that keep nothing. */
  readonly reopen?: (store: WebhookStore) => WebhookStore;
};

const webhook: Webhook = {
  ...{ id: "w1", tenant: 8362, url: "https://example.com/in", description: "the CRM" },
  kinds: ["call.ended", "queue.over"],
  queueLimits: { skillIds: [21], waitingCalls: 5 },
  masksNumbers: true,
  disabledBecause: "",
  createdAt: 1000,
  secret: "whsec_bmV3",
  formerSecret: { secret: "whsec_b2xk", endsAt: 5000 },
};
const { formerSecret: _former, ...plain } = webhook;
const other: Webhook = { ...plain, id: "w2", tenant: 8363, createdAt: 2000, queueLimits: {} };
const progress = { since: 1000, recordedAt: 1500, replayTo: 0, overQueues: [] };
const tried: Attempted = {
  ...{ state: "pending", attempts: 1, firstAttemptAt: 10, lastAttemptAt: 10, dueAt: 50 },
  ...{ isAside: false, lastError: "answered 500" },
};

function message(messageId: string, more: Partial<Message> = {}): Message {
  const body = `{"of":"${messageId}"}`;
  return { messageId, type: "call.ended", recordedAt: 1200, body, isAgain: false, ...more };
}

export function webhookStoreConformance({ name, open, reopen }: WebhookStoreUnderTest): void {
  function opened(): WebhookStore {
    const store = open();
    store.putWebhook(webhook);
    return store;
  }

  /** A look at what is there now, and at what is there after a restart. */
  function look(store: WebhookStore, check: (store: WebhookStore) => void): void {
    check(store);
    if (reopen === undefined) return;
    using again = reopen(store);
    check(again);
  }

  const idsOf = (store: WebhookStore, isAside = false, limit = 10) =>
    store.pending("w1", isAside, limit).map(({ messageId }) => messageId);
  const seqOf = (store: WebhookStore, messageId: string) => {
    const { rows } = store.deliveries({ ...everything, webhookId: "w1" });
    return rows.find((delivery) => delivery.messageId === messageId)?.seq ?? 0;
  };
  const everything = { states: ["pending", "parked", "delivered"], offset: 0, limit: 10 } as const;

  test(`${name}: a webhook is kept with its secrets; the next one of its id takes its place`, () => {
    using store = opened();
    store.putWebhook(other);
    store.putWebhook({ ...other, disabledBecause: "by hand" });
    store.enqueue("w1", [message("a")], progress, 1);
    store.putWebhook({ ...webhook, url: "https://example.com/new" });
    look(store, (store) => {
      assert.deepEqual(store.webhooks(), [
        { ...webhook, url: "https://example.com/new" },
        { ...other, disabledBecause: "by hand" },
      ]);
      assert.deepEqual(idsOf(store), ["a"]);
    });
  });

  test(`${name}: the progress of a new webhook begins when it was made`, () => {
    using store = opened();
    assert.deepEqual(store.progress("w1"), { ...progress, recordedAt: 1000 });
    const later = { since: 3, recordedAt: 9, replayTo: 7, overQueues: [{ skillId: 21, since: 4 }] };
    store.enqueue("w1", [], later, 1);
    look(store, (store) => assert.deepEqual(store.progress("w1"), later));
  });

  test(`${name}: messages come in the order in which they were queued, each once`, () => {
    using store = opened();
    store.enqueue("w1", [message("b"), message("a")], progress, 7);
    store.enqueue("w1", [message("a", { body: "other" }), message("c")], progress, 8);
    look(store, (store) => {
      assert.deepEqual(idsOf(store), ["b", "a", "c"]);
      assert.deepEqual(idsOf(store, false, 2), ["b", "a"]);
      const [, second] = store.pending("w1", false, 2);
      const { isAgain: _isAgain, ...queued } = message("a");
      assert.deepEqual(second, {
        ...queued,
        ...{ seq: second?.seq, webhookId: "w1", state: "pending", queuedAt: 7, dueAt: 7 },
        ...{ attempts: 0, firstAttemptAt: 0, lastAttemptAt: 0, isAside: false, lastError: "" },
      });
      assert.equal(store.counts("w1").pending, 3);
    });
  });

  test(`${name}: the messages of one webhook are not another's`, () => {
    using store = opened();
    store.putWebhook(other);
    store.enqueue("w1", [message("a")], progress, 1);
    store.enqueue("w2", [message("a")], progress, 1);
    assert.equal(store.pending("w2", false, 10).length, 1);
    assert.equal(store.removeWebhook("w1"), true);
    assert.equal(store.removeWebhook("w1"), false);
    look(store, (store) => {
      assert.equal(store.pending("w2", false, 10).length, 1);
      assert.equal(store.deliveries({ ...everything, webhookId: "w2" }).total, 1);
      assert.deepEqual(store.webhooks(), [other]);
      assert.throws(() => store.counts("w1"), /Cannot use webhook 'w1'/);
    });
  });

  test(`${name}: a delivered message is known and has lost its body`, () => {
    using store = opened();
    store.enqueue("w1", [message("a"), message("b")], progress, 1);
    store.attempted(seqOf(store, "a"), { ...tried, state: "delivered", lastError: "" });
    store.enqueue("w1", [message("a")], progress, 2);
    look(store, (store) => {
      assert.deepEqual(idsOf(store), ["b"]);
      assert.deepEqual(store.counts("w1"), { pending: 1, parked: 0, lastDeliveredAt: 10 });
      const { rows } = store.deliveries({ ...everything, states: ["delivered"], webhookId: "w1" });
      assert.deepEqual(
        rows.map(({ messageId, body }) => [messageId, body]),
        [["a", ""]],
      );
    });
  });

  test(`${name}: what is queued again is pending at the end, unless it was pending`, () => {
    using store = opened();
    store.enqueue("w1", [message("a"), message("b"), message("c")], progress, 1);
    store.attempted(seqOf(store, "a"), { ...tried, state: "delivered" });
    store.attempted(seqOf(store, "b"), { ...tried, state: "parked" });
    const again = ["b", "c", "a"].map((id) => message(id, { isAgain: true }));
    store.enqueue("w1", again, progress, 2);
    look(store, (store) => {
      assert.deepEqual(idsOf(store), ["c", "b", "a"]);
      const [, b] = store.pending("w1", false, 10);
      assert.deepEqual([b?.attempts, b?.body, b?.queuedAt], [0, '{"of":"b"}', 2]);
    });
  });

  test(`${name}: what stands aside comes by when it is due`, () => {
    using store = opened();
    store.enqueue(
      "w1",
      ["a", "b", "c", "d"].map((id) => message(id)),
      progress,
      1,
    );
    for (const [id, dueAt] of [
      ["a", 90],
      ["b", 80],
      ["c", 90],
    ] as const) {
      store.attempted(seqOf(store, id), { ...tried, dueAt, isAside: true });
    }
    look(store, (store) => {
      assert.deepEqual(idsOf(store), ["d"]);
      assert.deepEqual(idsOf(store, true), ["b", "a", "c"]);
    });
  });

  test(`${name}: only what stands aside and was not tried just now is hastened`, () => {
    using store = opened();
    store.enqueue(
      "w1",
      ["a", "b", "c", "d"].map((id) => message(id)),
      progress,
      1,
    );
    store.attempted(seqOf(store, "a"), { ...tried, dueAt: 90, isAside: true });
    store.attempted(seqOf(store, "b"), { ...tried, dueAt: 90, isAside: true, lastAttemptAt: 20 });
    store.attempted(seqOf(store, "c"), { ...tried, dueAt: 30, isAside: true });
    store.attempted(seqOf(store, "d"), { ...tried, dueAt: 90 });
    store.hasten("w1", 20, 40);
    const dues = (isAside: boolean) =>
      store.pending("w1", isAside, 10).map(({ messageId, dueAt }) => [messageId, dueAt]);
    assert.deepEqual(dues(true), [
      ["c", 30],
      ["a", 40],
      ["b", 90],
    ]);
    assert.deepEqual(dues(false), [["d", 90]]);
  });

  test(`${name}: a restart tries all that is pending as if for the first time, and nothing else`, () => {
    using store = opened();
    store.enqueue(
      "w1",
      ["a", "b"].map((id) => message(id)),
      progress,
      1,
    );
    store.attempted(seqOf(store, "a"), { ...tried, isAside: true });
    store.attempted(seqOf(store, "b"), { ...tried, state: "parked" });
    store.restart("w1", 77);
    look(store, (store) => {
      const [a] = store.pending("w1", false, 10);
      const { attempts, firstAttemptAt, dueAt } = a ?? {};
      assert.deepEqual(
        { attempts, firstAttemptAt, dueAt },
        { attempts: 0, firstAttemptAt: 0, dueAt: 77 },
      );
      assert.equal(store.counts("w1").parked, 1);
    });
  });

  test(`${name}: deliveries are listed by state, newest first, page by page`, () => {
    using store = opened();
    store.enqueue(
      "w1",
      ["a", "b", "c"].map((id) => message(id)),
      progress,
      1,
    );
    store.attempted(seqOf(store, "b"), { ...tried, state: "parked" });
    const page = store.deliveries({ ...everything, webhookId: "w1", offset: 1, limit: 1 });
    assert.deepEqual([page.total, page.rows[0]?.messageId], [3, "b"]);
    const open = store.deliveries({ ...everything, states: ["pending"], webhookId: "w1" });
    assert.deepEqual([open.total, open.rows[0]?.messageId], [2, "c"]);
  });

  test(`${name}: what ended long ago is forgotten, unless its record may be read again`, () => {
    using store = opened();
    const later = { ...progress, recordedAt: 2000 };
    const messages = [
      ...[message("old"), message("near", { recordedAt: 1950 }), message("parked")],
      ...[message("open"), message("fresh")],
    ];
    store.enqueue("w1", messages, later, 1);
    for (const id of ["old", "near"]) {
      store.attempted(seqOf(store, id), { ...tried, state: "delivered", lastAttemptAt: 10 });
    }
    store.attempted(seqOf(store, "fresh"), { ...tried, state: "delivered", lastAttemptAt: 30 });
    store.attempted(seqOf(store, "parked"), { ...tried, state: "parked", lastAttemptAt: 10 });
    store.prune({ deliveredBefore: 20, parkedBefore: 10, overlapMs: 100 });
    assert.equal(store.counts("w1").parked, 1);
    store.prune({ deliveredBefore: 20, parkedBefore: 11, overlapMs: 100 });
    look(store, (store) => {
      const { rows } = store.deliveries({ ...everything, webhookId: "w1" });
      assert.deepEqual(
        rows.map(({ messageId }) => messageId),
        ["fresh", "open", "near"],
      );
    });
  });
}
