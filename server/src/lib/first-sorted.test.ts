import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { firstSorted } from "./first-sorted.ts";

test("the first are those of all sorted, in the same order when they are equal", () => {
  const items = fc.array(fc.record({ value: fc.integer({ min: 0, max: 9 }), name: fc.string() }));
  type Item = { readonly value: number; readonly name: string };
  const compare = (a: Item, b: Item) => a.value - b.value;
  fc.assert(
    fc.property(items, fc.integer({ min: 0, max: 20 }), (items, count) => {
      assert.deepEqual(firstSorted(items, count, compare), items.toSorted(compare).slice(0, count));
    }),
  );
});
