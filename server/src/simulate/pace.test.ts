import assert from "node:assert/strict";
import { test } from "node:test";
import type { TrunklineEvent } from "@trunkline/contract";
import { asFastAsPossible, atSpeed, paceEvents, type PaceOptions } from "./pace.ts";
import { VirtualClock } from "./virtual-clock.ts";

const startedAt = 1_795_000_000_000;
const firstAt = 1_700_000_000_000;

function eventAt(afterMs: number): TrunklineEvent {
  return { kind: "agentState", at: firstAt + afterMs, ccId: 1, vdn: 1, agentId: 1001, state: 1 };
}

/** Batches as [real ms since the start, the events' simulated ms]. */
async function paced(
  afterMs: readonly number[],
  options: Partial<PaceOptions> & { readonly consumeMs?: number } = {},
): Promise<readonly (readonly [number, readonly number[]])[]> {
  const clock = new VirtualClock(startedAt);
  const batches: (readonly [number, readonly number[]])[] = [];
  for await (const batch of paceEvents({
    events: afterMs.map(eventAt),
    clock,
    signal: new AbortController().signal,
    dueAt: atSpeed({ speed: 10, firstAt, startedAt }),
    batchEventsMax: 3,
    batchMs: 0,
    ...options,
  })) {
    batches.push([clock.now() - startedAt, batch.map(({ at }) => at - firstAt)]);
    clock.pass(options.consumeMs ?? 0);
  }
  return batches;
}

test("each event comes when it is due at the speed asked for", async () => {
  assert.deepEqual(await paced([0, 1000, 1000, 50_000]), [
    [0, [0]],
    [100, [1000, 1000]],
    [5000, [50_000]],
  ]);
});

test("events that are due nearly together come in one batch, when the last is due", async () => {
  assert.deepEqual(await paced([0, 400, 900, 2000], { batchMs: 100 }), [
    [90, [0, 400, 900]],
    [200, [2000]],
  ]);
});

test("as fast as possible, in full batches", async () => {
  assert.deepEqual(await paced([0, 1000, 2000, 3000], { dueAt: asFastAsPossible }), [
    [0, [0, 1000, 2000]],
    [0, [3000]],
  ]);
});

test("a slow consumer gets what became due meanwhile together, and never too much", async () => {
  const late = await paced([0, 1000, 2000, 3000, 4000, 5000, 90_000], { consumeMs: 1000 });
  assert.deepEqual(late, [
    [0, [0]],
    [1000, [1000, 2000, 3000]],
    [2000, [4000, 5000]],
    [9000, [90_000]],
  ]);
});

test("an abort ends the batches, while waiting too", async () => {
  const stopping = new AbortController();
  const clock = new VirtualClock(startedAt);
  const sleep = async (): Promise<void> => {
    stopping.abort();
    stopping.signal.throwIfAborted();
    await Promise.resolve();
  };
  assert.deepEqual(
    await paced([50_000], { signal: stopping.signal, clock: { now: clock.now, sleep } }),
    [],
  );
  assert.deepEqual(await paced([0], { signal: AbortSignal.abort() }), []);
});

test("a clock that fails is an error, not an end", async () => {
  const sleep = () => Promise.reject(new Error("no time"));
  await assert.rejects(paced([50_000], { clock: { now: () => startedAt, sleep } }), /no time/);
});
