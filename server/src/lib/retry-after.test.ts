import assert from "node:assert/strict";
import { test } from "node:test";
import { retryAfterMs } from "./retry-after.ts";

const now = Date.UTC(1994, 10, 6, 8, 49, 30);

test("a pause is told in seconds, or by a date in any of the three forms of HTTP", () => {
  assert.equal(retryAfterMs("120", now), 120_000);
  assert.equal(retryAfterMs("0", now), 0);
  assert.equal(retryAfterMs("1234567890", now), 1_234_567_890_000);
  assert.equal(retryAfterMs("9".repeat(400), now), Infinity);
  assert.equal(retryAfterMs("Sun, 06 Nov 1994 08:49:37 GMT", now), 7000);
  assert.equal(retryAfterMs("Sunday, 06-Nov-94 08:49:37 GMT", now), 7000);
  assert.equal(retryAfterMs("Sun Nov  6 08:49:37 1994", now), 7000);
  assert.equal(retryAfterMs("Sun, 06 Nov 1994 08:49:00 GMT", now), 0);
});

test("a pause that cannot be read is none", () => {
  for (const header of [undefined, "", "soon"]) {
    assert.equal(retryAfterMs(header, now), undefined, header);
  }
});
