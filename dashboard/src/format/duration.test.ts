import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { durationText, isoDuration, parseDuration } from "./duration.ts";

test("a duration is written in minutes and seconds, with hours where there are any", () => {
  assert.equal(durationText(38_400), "0:38");
  assert.equal(durationText(725_000), "12:05");
  assert.equal(durationText(3_729_000), "1:02:09");
  assert.equal(durationText(-5), "0:00");
});

test("what is written is read back to the second", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 86_400 * 40 }), (seconds) => {
      assert.equal(parseDuration(durationText(seconds * 1000)), seconds * 1000);
    }),
  );
});

test("plain seconds are a duration, words are none", () => {
  assert.equal(parseDuration(" 90 "), 90_000);
  for (const text of ["", "soon", "1:-2", "1:2:3:4", "1.5"]) {
    assert.equal(parseDuration(text), undefined);
  }
});

test("machines are told the duration in ISO 8601", () => {
  assert.equal(isoDuration(3_729_000), "PT1H2M9S");
  assert.equal(isoDuration(0), "PT0S");
});
