import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Line } from "./line.ts";

test("a line serves in order of coming, whoever leaves in between", () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant("push"), item: fc.integer({ min: 1, max: 2000 }) }),
    fc.record({ kind: fc.constant("shift"), item: fc.constant(0) }),
    fc.record({ kind: fc.constant("remove"), item: fc.integer({ min: 1, max: 2000 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 2500, size: "max" }), (steps) => {
      const line = new Line<number>();
      const expected: number[] = [];
      for (const { kind, item } of steps) {
        if (kind === "push") {
          line.push(item);
          expected.push(item);
        } else if (kind === "shift") assert.equal(line.shift(), expected.shift());
        else {
          const index = expected.indexOf(item);
          assert.equal(line.remove(item), index >= 0);
          if (index >= 0) expected.splice(index, 1);
        }
        assert.equal(line.size, expected.length);
      }
    }),
    { numRuns: 30 },
  );
});

test("a long line that is served to the end stays in order", () => {
  const line = new Line<number>();
  for (let item = 0; item < 5000; item += 1) line.push(item);
  for (let item = 0; item < 5000; item += 1) assert.equal(line.shift(), item);
  assert.equal(line.shift(), undefined);
});
