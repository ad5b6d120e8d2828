import assert from "node:assert/strict";
import { setImmediate as nextTurn } from "node:timers/promises";
import { test } from "node:test";
import { LeaveTogether } from "./leave-together.ts";

test("an answer that is alone leaves at once, however often", async () => {
  const together = new LeaveTogether();
  for (let turn = 0; turn < 3; turn += 1) {
    let isSent = false;
    together.leave(() => (isSent = true));
    assert.equal(isSent, true);
    await nextTurn();
  }
});

test("answers of one turn leave at its end, in order; after a turn with one they are alone again", async () => {
  const together = new LeaveTogether();
  const sent: string[] = [];
  const leave = (name: string) => together.leave(() => sent.push(name));
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
  const leave = (name: string) => together.leave(() => sent.push(name));
  leave("a");
  together.leave(() => leave("b"));
  assert.deepEqual(sent, ["a"]);
  await nextTurn();
  await nextTurn();
  assert.deepEqual(sent, ["a", "b"]);
});

test("in a rush of answers none waits for all others", () => {
  const together = new LeaveTogether();
  const sent: number[] = [];
  for (let answer = 0; answer < 100; answer += 1) together.leave(() => sent.push(answer));
  assert.ok(sent.length >= 68);
  assert.deepEqual(
    sent,
    Array.from(sent, (_, index) => index),
  );
});
