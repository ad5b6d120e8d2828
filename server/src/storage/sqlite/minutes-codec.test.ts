import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { eachMinute, minutesOfHour, packMinutes } from "./minutes-codec.ts";

test("the calls of each minute are read as they were written", () => {
  const calls = fc.oneof(fc.constant(0), fc.integer({ min: -3, max: 100_000 }));
  const hour = fc.array(calls, { minLength: minutesOfHour, maxLength: minutesOfHour });
  fc.assert(
    fc.property(hour, (hour) => {
      const read = hour.map(() => 0);
      eachMinute(packMinutes(hour), (minute, calls) => (read[minute] = calls));
      assert.deepEqual(read, hour);
    }),
  );
});
