import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { eachMinute, packMinutes, placeOf } from "./minutes-codec.ts";

test("the calls of each minute are read as they were written, ascending", () => {
  const calls = fc.integer({ min: -3, max: 100_000 });
  const place = fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 59 })).map((at) => placeOf(...at));
  fc.assert(
    fc.property(fc.array(fc.tuple(place, calls)), (entries) => {
      const counts = new Map(entries);
      const read: [number, number][] = [];
      eachMinute(packMinutes(counts), (at, calls) => read.push([at, calls]));
      const written = [...counts].filter(([, calls]) => calls !== 0);
      assert.deepEqual(
        read,
        written.sort(([a], [b]) => a - b),
      );
    }),
  );
});
