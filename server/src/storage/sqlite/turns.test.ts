import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { TurnOrder } from "./turns.ts";

const { signal } = new AbortController();

/** As a long read: pieces of work of more than a turn's time, each told. */
async function read(order: TurnOrder, tenant: number, pieces: number, told: () => void) {
  using turns = await order.begin([tenant], signal);
  for (let piece = 0; piece < pieces; piece += 1) {
    const until = performance.now() + 9;
    while (performance.now() < until);
    told();
    await turns.rest();
  }
}

test("of many long reads one works in a turn of the event loop", async () => {
  const order = new TurnOrder();
  const told: number[] = [];
  const reads = Array.from({ length: 10 }, () => read(order, 1, 3, () => told.push(1)));
  while (told.length < 30) {
    const before = told.length;
    await nextTurn();
    // One before the end of the turn that the test begins in, one at it.
    assert.ok(told.length - before <= 2, `${told.length - before} pieces in a turn`);
  }
  await Promise.all(reads);
  assert.equal(told.length, 30);
});

test("a tenant's read waits for one of another's, however many that has", async () => {
  const order = new TurnOrder();
  const told: number[] = [];
  const many = Array.from({ length: 10 }, () => read(order, 1, 3, () => told.push(1)));
  const one = read(order, 2, 3, () => told.push(2));
  await one;
  assert.ok(told.length <= 8, `its three pieces were done after ${told.length} in all`);
  await Promise.all(many);
  assert.equal(told.length, 33);
});

test("reads that are short follow each other in one turn of the event loop", async () => {
  const order = new TurnOrder();
  let over = 0;
  const readOne = async () => {
    using _turns = await order.begin([1], signal);
    over += 1;
  };
  const turn = nextTurn();
  void readOne();
  void readOne();
  await Promise.all([readOne(), turn]);
  assert.equal(over, 3);
});

test("of a tenant's reads sixteen are under way at a time, and another begins when one is over", async () => {
  const order = new TurnOrder();
  let most = 0;
  let underWay = 0;
  const hold = async (tenant: number) => {
    using _turns = await order.begin([tenant], signal);
    underWay += 1;
    most = Math.max(most, underWay);
    for (let turn = 0; turn < 40; turn += 1) await nextTurn();
    underWay -= 1;
  };
  const reads = Array.from({ length: 40 }, () => hold(1));
  await Promise.all(reads);
  assert.equal(most, 16);
  await Promise.all([...Array.from({ length: 16 }, () => hold(1)), hold(2)]);
  assert.equal(most, 17);
});

test("a read that is not wanted any more does nothing when its turn comes", async () => {
  const order = new TurnOrder();
  const leaving = new AbortController();
  const first = read(order, 1, 2, () => {});
  const second = order.begin([1], leaving.signal);
  leaving.abort(new Error("gone"));
  await assert.rejects(second, { message: "gone" });
  await first;
});
