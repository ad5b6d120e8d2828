import assert from "node:assert/strict";
import { test } from "node:test";
import { localDays } from "./local-day.ts";

const hourMs = 3_600_000;

test("a day of UTC begins at midnight and has a name", () => {
  const noon = Date.UTC(2026, 10, 20, 12);
  const day = localDays("UTC")(noon);
  assert.deepEqual(day, { from: noon - 12 * hourMs, to: noon + 12 * hourMs, weekday: 5 });
});

test("first and last instant belong to the day, the next day begins where it ends", () => {
  const dayOf = localDays("Asia/Shanghai");
  const day = dayOf(Date.UTC(2026, 10, 20, 12));
  assert.equal(day.from, Date.UTC(2026, 10, 19, 16));
  assert.deepEqual(dayOf(day.from), day);
  assert.deepEqual(dayOf(day.to - 1), day);
  assert.equal(dayOf(day.to).from, day.to);
});

test("days on which the clocks change are shorter or longer", () => {
  const dayOf = localDays("Europe/Berlin");
  const spring = dayOf(Date.UTC(2026, 2, 29, 12));
  const autumn = dayOf(Date.UTC(2026, 9, 25, 12));
  assert.equal(spring.to - spring.from, 23 * hourMs);
  assert.equal(autumn.to - autumn.from, 25 * hourMs);
});

test("a time zone that does not exist is an error", () => {
  assert.throws(() => localDays("Nowhere/Land"), RangeError);
});
