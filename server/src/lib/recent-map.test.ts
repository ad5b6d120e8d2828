import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { RecentMap } from "./recent-map.ts";

test("an entry is never another's, the latest is there, and what was deleted is gone", () => {
  const name = fc.constantFrom("a", "b", "c", "d", "e", "f", "g");
  const step = fc.record({ name, isDelete: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step), fc.integer({ min: 2, max: 6 }), (steps, entriesMax) => {
      const map = new RecentMap<number>({ entriesMax });
      const model = new Map<string, number>();
      for (const [at, { name, isDelete }] of steps.entries()) {
        model.delete(name);
        if (isDelete) map.delete(name);
        else {
          map.set(name, at);
          model.set(name, at);
        }
        const kept = [...model].filter(([name]) => map.get(name) !== undefined);
        assert.ok(kept.length <= entriesMax);
        for (const [name, value] of kept) assert.equal(map.get(name), value);
        for (const name of "abcdefg") if (!model.has(name)) assert.equal(map.get(name), undefined);
        if (!isDelete) assert.equal(map.get(name), at);
      }
    }),
  );
});

test("at least the latest half is kept", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ max: 60, min: 0 }), (half, count) => {
      const map = new RecentMap<number>({ entriesMax: 2 * half });
      for (let n = 0; n < count; n += 1) map.set(String(n), n);
      for (let n = Math.max(0, count - half); n < count; n += 1)
        assert.equal(map.get(String(n)), n);
    }),
  );
});
