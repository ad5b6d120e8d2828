import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { eventsOfTrace, traceStart } from "../call/event-trace.ts";
import { GroupCommit } from "./group-commit.ts";

const events = eventsOfTrace("0 arrived");

test("what is known already waits for the commit under way, not for the end of the load", async () => {
  const store = new StoreInHand();
  const commit = groupCommit(store);
  add(commit);
  const first = commit.durable();
  const underWay = await store.nextCommit();
  // Nothing is open now: this is how a repeated event waits.
  const repeated = commit.durable();
  add(commit);
  const second = commit.durable();
  underWay.resolve();
  await repeated;
  await first;
  (await store.nextCommit()).resolve();
  await second;
  await commit.durable();
});

test("a store that begins to fail while the server stops is tried no more", async () => {
  const store = new StoreInHand();
  const commit = groupCommit(store);
  add(commit);
  const asked = commit.durable();
  const underWay = await store.nextCommit();
  const stopped = commit[Symbol.asyncDispose]();
  const failure = new Error("the disk is full");
  underWay.reject(failure);
  await assert.rejects(stopped, failure);
  await assert.rejects(asked, failure);
  assert.equal(store.asked, 1);
});

test("a stop ends the pause between two tries with the reason of the first", async () => {
  const store = new StoreInHand();
  const commit = groupCommit(store, 3_600_000);
  add(commit);
  const asked = commit.durable();
  const failure = new Error("the disk is full");
  (await store.nextCommit()).reject(failure);
  await nextTurn();
  assert.equal(commit.isFailing, true);
  await assert.rejects(commit[Symbol.asyncDispose](), failure);
  await assert.rejects(asked, failure);
});

test("whatever waits for a commit counts, not events of calls alone", () => {
  const commit = groupCommit(new StoreInHand());
  add(commit);
  const line = { line: 1, field: "at", reason: "is missing", raw: "{}" };
  commit.batch.refused.push({ receivedAt: traceStart, source: "http", tenant: 1, ...line });
  commit.batch.agentStates.push({ ccId: 1, vdn: 170, agentId: 1001, state: 1, at: traceStart });
  assert.equal(commit.pending, 3);
});

function groupCommit(store: StoreInHand, retryAfterMs = 1): GroupCommit {
  const observer = { committed: () => {}, failed: () => {} };
  return new GroupCommit({ history: store, retryAfterMs, observer });
}

function add(commit: GroupCommit): void {
  for (const event of events) commit.add({ event, cmsCallId: event.callId, told: events });
}

/** Each commit ends when the test says so. */
class StoreInHand {
  asked = 0;
  #next = Promise.withResolvers<PromiseWithResolvers<void>>();

  commit(): Promise<void> {
    this.asked += 1;
    const result = Promise.withResolvers<void>();
    this.#next.resolve(result);
    return result.promise;
  }

  async nextCommit(): Promise<PromiseWithResolvers<void>> {
    const result = await this.#next.promise;
    this.#next = Promise.withResolvers();
    return result;
  }
}
