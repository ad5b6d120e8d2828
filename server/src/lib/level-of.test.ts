import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { levelOf } from "./level-of.ts";

test("who has more than its share is cut, and only so far as is needed", () => {
  assert.equal(levelOf([], 3), Infinity);
  assert.equal(levelOf([1, 2], 3), Infinity);
  assert.equal(levelOf([100, 1, 2], 10), 7);
  assert.equal(levelOf([100, 1, 50], 11), 5);
  assert.equal(levelOf([4, 4], 0), 0);
});

test("of any amounts, what is left fits, and one more of each would not", () => {
  const amounts = fc.array(fc.nat({ max: 50 }), { maxLength: 20 });
  const cut = (all: readonly number[], level: number) =>
    all.reduce((sum, amount) => sum + Math.min(amount, level), 0);
  fc.assert(
    fc.property(amounts, fc.nat({ max: 300 }), (all, sum) => {
      const level = levelOf(all, sum);
      assert.ok(cut(all, level) <= sum);
      if (level < Infinity) assert.ok(cut(all, level + 1) > sum);
    }),
  );
});
