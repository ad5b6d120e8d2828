import assert from "node:assert/strict";
import { setImmediate as nextTurn } from "node:timers/promises";
import { test } from "node:test";
import { LeaveTogether } from "./leave-together.ts";

test("an answer that is alone leaves at once, however often", async () => {
  const together = new LeaveTogether();
  for (let turn = 0; turn < 3; turn += 1) {
    let isSent = false;
    together.leave(() => (isSent = true), 1);
    assert.equal(isSent, true);
    await nextTurn();
  }
});

test("answers of one turn leave at its end, in order; after a turn with one they are alone again", async () => {
  const together = new LeaveTogether();
  const sent: string[] = [];
  const leave = (name: string) => together.leave(() => sent.push(name), 1);
  leave("a");
  leave("b");
  assert.deepEqual(sent, ["a"]);
  await nextTurn();
  assert.deepEqual(sent, ["a", "b"]);
  leave("c");
  leave("d");
  assert.deepEqual(sent, ["a", "b"]);
  await nextTurn();
  assert.deepEqual(sent, ["a", "b", "c", "d"]);
  leave("e");
  await nextTurn();
  leave("f");
  assert.deepEqual(sent, ["a", "b", "c", "d", "e", "f"]);
});

test("what becomes ready while others leave has a turn of its own", async () => {
  const together = new LeaveTogether();
  const sent: string[] = [];
  const leave = (name: string) => together.leave(() => sent.push(name), 1);
  leave("a");
  together.leave(() => leave("b"), 1);
  assert.deepEqual(sent, ["a"]);
  await nextTurn();
  await nextTurn();
  assert.deepEqual(sent, ["a", "b"]);
});

test("in a rush of answers none waits for all others", () => {
  const together = new LeaveTogether();
  const sent: number[] = [];
  for (let answer = 0; answer < 100; answer += 1) together.leave(() => sent.push(answer), 1);
  assert.equal(sent.length, 97);
  assert.deepEqual(
    sent,
    Array.from(sent, (_, index) => index),
  );
});

test("long answers wait for none", () => {
  const together = new LeaveTogether();
  let sent = 0;
  for (let answer = 0; answer < 10; answer += 1) together.leave(() => (sent += 1), 300_000);
  assert.equal(sent, 10);
});
