import assert from "node:assert/strict";
import { test } from "node:test";
import { openRateLimit } from "./rate-limit.ts";

test("a bucket refills steadily, and an empty one says how long to wait", () => {
  const limit = openRateLimit({ perSecond: 2, namesMax: 10 });
  assert.deepEqual(
    [0, 0, 0, 500, 500].map((now) => limit.take("a", now)),
    [0, 0, 1, 0, 1],
  );
  assert.equal(limit.take("b", 500), 0);
});

test("whoever asks all the time is not forgotten for those who ask once", () => {
  const limit = openRateLimit({ perSecond: 1, namesMax: 2 });
  assert.equal(limit.take("busy", 0), 0);
  for (const name of ["b", "c", "d"]) {
    assert.equal(limit.take(name, 0), 0);
    assert.equal(limit.take("busy", 0), 1);
  }
});
