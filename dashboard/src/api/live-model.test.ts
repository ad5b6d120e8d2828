import assert from "node:assert/strict";
import { test } from "node:test";
import { effect } from "@preact/signals";
import { openLiveModel, type LiveQueue } from "./live-model.ts";

const today = { offered: 1, answered: 1, abandoned: 0, missed: 0, serviceLevel: 1 };
const agents = { signedIn: 0, idle: 0, ringing: 0, talking: 0, held: 0, resting: 0, busy: 0 };

function queue(id: number, waiting: number): LiveQueue {
  const calls = { all: waiting, ivr: 0, queue: waiting, agent: 0, longestWaitSince: null };
  return { tenant: "1/100", id, name: "", calls, agents, today };
}

function snapshot(queues: readonly LiveQueue[]) {
  const data = {
    generatedAt: 1,
    completeUpTo: 1,
    tenants: [],
    accessCodes: [],
    queues: [...queues],
    agents: [],
  };
  return { event: "snapshot", id: "1", data } as const;
}

function change(queues: readonly LiveQueue[]) {
  const data = { generatedAt: 2, completeUpTo: 2, queues: [...queues] };
  return { event: "change", id: "2", data } as const;
}

test("a hundred changes of a row redraw that row once, and no other", () => {
  const model = openLiveModel({ rowsAtOnce: 100 });
  model.apply([snapshot([queue(1, 0), queue(2, 0)])]);
  let drawn = 0;
  let others = 0;
  effect(() => {
    drawn += 1;
    return void model.queues.row("1/100:1")?.value;
  });
  effect(() => {
    others += 1;
    return void model.queues.row("1/100:2")?.value;
  });
  model.apply(Array.from({ length: 100 }, (_, at) => change([queue(1, at)])));
  assert.equal(model.queues.row("1/100:1")?.value.calls.queue, 99);
  assert.deepEqual([drawn, others], [2, 1]);
  assert.equal(model.completeUpTo.value, 2);
});

test("a snapshot takes away what it does not name", () => {
  const model = openLiveModel({ rowsAtOnce: 100 });
  model.apply([snapshot([queue(1, 3), queue(2, 0)])]);
  model.apply([change([queue(3, 1)])]);
  assert.deepEqual(model.queues.keys.value, ["1/100:1", "1/100:2", "1/100:3"]);
  model.apply([snapshot([queue(2, 1)])]);
  assert.deepEqual(model.queues.keys.value, ["1/100:2"]);
  assert.equal(model.queues.row("1/100:1"), undefined);
});

test("many rows are redrawn a few at a time, those that wait with their newest state", () => {
  const model = openLiveModel({ rowsAtOnce: 2 });
  const shown = () => [1, 2, 3, 4].map((id) => model.queues.row(`1/100:${id}`)?.value.calls.queue);
  assert.equal(model.apply([snapshot([1, 2, 3, 4].map((id) => queue(id, 0)))]), true);
  assert.equal(model.apply([change([1, 2, 3, 4].map((id) => queue(id, 5)))]), false);
  assert.deepEqual(shown(), [5, 5, 0, 0]);
  assert.equal(model.apply([change([queue(4, 6)])]), true);
  assert.deepEqual(shown(), [5, 5, 5, 6]);
});
