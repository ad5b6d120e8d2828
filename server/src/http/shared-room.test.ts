import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { SharedRoom } from "./shared-room.ts";

async function openRoom(most: number) {
  const room = new SharedRoom(most);
  const entered: string[] = [];
  return {
    room,
    entered,
    enter: async (name: string, size: number, label = name) => {
      room.enter(name, size).then(
        () => entered.push(label),
        () => assert.fail(),
      );
      await nextTurn();
    },
  };
}

test("who would exceed the room waits for its turn, and keeps nobody of another name waiting", async () => {
  const { room, entered, enter } = await openRoom(10);
  await enter("a", 6, "a1");
  await enter("a", 5, "a2");
  // It would fit, but comes behind the one that waits.
  await enter("a", 1, "a3");
  await enter("b", 10, "b");
  assert.deepEqual(entered, ["a1", "b"]);
  room.leave("a", 6);
  await nextTurn();
  assert.deepEqual(entered, ["a1", "b", "a2", "a3"]);
});

test("what is larger than the room enters when it is empty", async () => {
  const { room, entered, enter } = await openRoom(10);
  await enter("a", 11, "a1");
  await enter("a", 1, "a2");
  await enter("a", 30, "a3");
  assert.deepEqual(entered, ["a1"]);
  room.leave("a", 11);
  await nextTurn();
  assert.deepEqual(entered, ["a1", "a2"]);
  room.leave("a", 1);
  await nextTurn();
  assert.deepEqual(entered, ["a1", "a2", "a3"]);
});
