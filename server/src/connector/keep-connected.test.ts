import assert from "node:assert/strict";
import { test } from "node:test";
import { pauseAfter } from "../lib/pause-after.ts";
import { keepConnected } from "./keep-connected.ts";

const backOff = { firstMs: 1, mostMs: 4, settledAfterMs: 1000 };

test("a connection that ends is made again, whether it failed or was closed", async () => {
  const stop = new AbortController();
  const said: string[] = [];
  let connections = 0;
  await keepConnected({
    connect: async () => {
      connections += 1;
      if (connections === 4) stop.abort();
      if (connections % 2 === 0) throw new Error(`refused ${connections}`);
    },
    liveSince: () => 0,
    failed: (error) => said.push(error instanceof Error ? error.message : ""),
    backOff,
    random: () => 0,
    now: () => 0,
    signal: stop.signal,
  });
  assert.equal(connections, 4);
  assert.deepEqual(said, [
    "the connection was closed by the other side",
    "refused 2",
    "the connection was closed by the other side",
  ]);
});

test("pauses double up to the most, and half of each is left to chance", () => {
  const pauses = [1, 2, 3, 4, 9].map((failures) =>
    pauseAfter(failures, { firstMs: 500, mostMs: 4000 }, 1),
  );
  assert.deepEqual(pauses, [500, 1000, 2000, 4000, 4000]);
  assert.equal(pauseAfter(1, { firstMs: 500, mostMs: 4000 }, 0), 250);
});

test("pauses grow while nobody is reached, however long that takes, and begin anew after a live line", async () => {
  const stop = new AbortController();
  const pauses: number[] = [];
  let nowMs = 1;
  let liveSince = 0;
  await keepConnected({
    connect: async () => {
      liveSince = pauses.length === 3 ? nowMs : 0;
      nowMs += 10_000;
    },
    liveSince: () => liveSince,
    failed: (_error, pauseMs) => {
      pauses.push(pauseMs);
      if (pauses.length === 5) stop.abort();
    },
    backOff,
    random: () => 1,
    now: () => nowMs,
    signal: stop.signal,
  });
  assert.deepEqual(pauses, [1, 2, 4, 1, 2]);
});

test("a signal during the pause ends it at once", async () => {
  const stop = new AbortController();
  const done = keepConnected({
    connect: () => Promise.reject(new Error("refused")),
    liveSince: () => 0,
    failed: () => queueMicrotask(() => stop.abort()),
    backOff: { firstMs: 3_600_000, mostMs: 3_600_000, settledAfterMs: 0 },
    random: () => 1,
    now: () => 0,
    signal: stop.signal,
  });
  await done;
  assert.ok(stop.signal.aborted);
});
