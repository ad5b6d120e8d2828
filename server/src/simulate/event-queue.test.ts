import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { EventQueue } from "./event-queue.ts";

const times = fc.array(fc.integer({ min: 0, max: 200_000_000 }), {
  minLength: 1,
  maxLength: 5000,
  size: "max",
});

test("what was pushed comes out by time, and by order of pushing within an instant", () => {
  fc.assert(
    fc.property(times, (times) => {
      const queue = new EventQueue<number>();
      for (const [index, at] of times.entries()) queue.push(at, { owner: at, ticket: index });
      const expected = times
        .map((at, index) => ({ owner: at, ticket: index }))
        .sort((a, b) => a.owner - b.owner || a.ticket - b.ticket);
      const popped = expected.map(() => {
        const at = queue.nextAt;
        const sleeper = queue.pop();
        assert.equal(sleeper?.owner, at);
        return sleeper;
      });
      assert.deepEqual(popped, expected);
      assert.equal(queue.pop(), undefined);
      assert.equal(queue.nextAt, Infinity);
    }),
    { numRuns: 20 },
  );
});

test("pushing and popping in turns keeps the order", () => {
  const queue = new EventQueue<string>();
  queue.push(5, { owner: "a", ticket: 0 });
  queue.push(3, { owner: "b", ticket: 0 });
  assert.equal(queue.pop()?.owner, "b");
  queue.push(4, { owner: "c", ticket: 0 });
  queue.push(9, { owner: "d", ticket: 0 });
  assert.deepEqual(
    [queue.pop(), queue.pop(), queue.pop()].map((sleeper) => sleeper?.owner),
    ["c", "a", "d"],
  );
  assert.equal(queue.size, 0);
});
