import assert from "node:assert/strict";
import { test } from "node:test";
import { openOutbox } from "./stream-outbox.ts";

async function all(frames: AsyncIterable<string>): Promise<readonly string[]> {
  return Array.fromAsync(frames);
}

const tooSlow = () => "too slow";

test("what is first goes first, then what was pushed, in order", async () => {
  const outbox = openOutbox({ bytesMax: 100, tooSlow, first: ["a", "b"] });
  assert.ok(outbox.push("c"));
  outbox.end("end", "keepQueued");
  assert.ok(!outbox.push("d"));
  assert.deepEqual(await all(outbox), ["a", "b", "c", "end"]);
  await outbox.ended;
});

test("a reader waits for what is pushed later", async () => {
  const outbox = openOutbox({ bytesMax: 100, tooSlow, first: [] });
  const frames = outbox[Symbol.asyncIterator]();
  const waiting = frames.next();
  outbox.push("a");
  assert.deepEqual(await waiting, { value: "a", done: false });
  const end = frames.next();
  outbox.abandon();
  assert.equal((await end).done, true);
});

test("who lets too much pile up is told so, and nothing else", async () => {
  const outbox = openOutbox({ bytesMax: 10, tooSlow, first: ["a", "b"] });
  const frames = outbox[Symbol.asyncIterator]();
  assert.equal((await frames.next()).value, "a");
  for (const frame of ["12345", "67890"]) assert.ok(outbox.push(frame));
  assert.ok(!outbox.push("x"));
  assert.ok(outbox.isOver());
  assert.equal((await frames.next()).value, "too slow");
  assert.equal((await frames.next()).done, true);
});

test("a message that is longer than all that may wait drops nobody who has read everything", async () => {
  const outbox = openOutbox({ bytesMax: 10, tooSlow, first: [] });
  const frames = outbox[Symbol.asyncIterator]();
  for (const long of ["1".repeat(100), "2".repeat(100)]) {
    assert.ok(outbox.push(long));
    assert.equal((await frames.next()).value, long);
  }
  assert.ok(outbox.push("3".repeat(100)));
  assert.ok(!outbox.push("x"));
});

test("what has been read makes room again", async () => {
  const outbox = openOutbox({ bytesMax: 10, tooSlow, first: [] });
  const frames = outbox[Symbol.asyncIterator]();
  for (let n = 0; n < 100; n += 1) {
    assert.ok(outbox.push("1234567"));
    assert.equal((await frames.next()).value, "1234567");
  }
});
