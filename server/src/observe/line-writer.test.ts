import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { test } from "node:test";
import { LineWriter } from "./line-writer.ts";

test("lines go out in their order, also to a reader that takes a few bytes at a time", async () => {
  let text = "";
  const lines = new LineWriter({
    write: async (bytes) => {
      await turn();
      text += Buffer.from(bytes.subarray(0, 3)).toString();
      return Math.min(3, bytes.length);
    },
    waitingMax: 1000,
    onLost: () => assert.fail(),
  });
  for (let at = 0; at < 10; at += 1) lines.write(`line ${at}\n`);
  await lines[Symbol.asyncDispose]();
  assert.equal(text, Array.from({ length: 10 }, (_, at) => `line ${at}\n`).join(""));
});

test("a reader that is busy is asked again", async () => {
  const { promise: taken, resolve } = Promise.withResolvers<string>();
  let tries = 0;
  const lines = new LineWriter({
    write: (bytes) => {
      tries += 1;
      if (tries === 1) return Promise.reject(failure("EAGAIN"));
      resolve(Buffer.from(bytes).toString());
      return Promise.resolve(bytes.length);
    },
    waitingMax: 1000,
    onLost: () => assert.fail(),
  });
  lines.write("one\n");
  assert.deepEqual([await taken, tries], ["one\n", 2]);
});

test("a full disk loses the lines of its time, says how many, and holds up no end", async () => {
  let text = "";
  let isFull = true;
  const lost: number[] = [];
  const lines = new LineWriter({
    write: (bytes) => {
      if (isFull) return Promise.reject(failure("ENOSPC"));
      text += Buffer.from(bytes).toString();
      return Promise.resolve(bytes.length);
    },
    waitingMax: 20,
    onLost: (count) => lost.push(count),
  });
  lines.write("one\n");
  lines.write("two\n");
  lines.write("longer than all that may wait\n");
  await turn();
  isFull = false;
  lines.write("three\n");
  await lines[Symbol.asyncDispose]();
  assert.deepEqual([text, lost], ["three\n", [3]]);
});

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}
