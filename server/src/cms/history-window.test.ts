import assert from "node:assert/strict";
import { test } from "node:test";
import { zoneCalendar } from "../lib/zone-calendar.ts";
import { openHistoryWindow } from "./history-window.ts";

const dayMs = 24 * 60 * 60 * 1000;
const day = (date: string) => Date.parse(`${date}T00:00:00Z`) / dayMs;
const startOf = (timeZone: string, date: string) =>
  new Date(zoneCalendar(timeZone).startOf(day(date))).toISOString();

const starts: readonly (readonly [string, string, string, string])[] = [
  ["UTC", "2026-04-15", "2026-04-15T00:00:00.000Z", "no shift"],
  ["Asia/Shanghai", "2026-04-15", "2026-04-14T16:00:00.000Z", "east"],
  ["Pacific/Kiritimati", "2026-04-15", "2026-04-14T10:00:00.000Z", "farthest east"],
  ["Pacific/Niue", "2026-04-15", "2026-04-15T11:00:00.000Z", "far west"],
  ["Asia/Kathmandu", "2026-04-15", "2026-04-14T18:15:00.000Z", "a quarter of an hour"],
  ["Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00.000Z", "the day clocks go forward"],
  ["Europe/Berlin", "2026-03-30", "2026-03-29T22:00:00.000Z", "the day after"],
  ["Europe/Berlin", "2026-10-26", "2026-10-25T23:00:00.000Z", "the day after they go back"],
  ["Africa/Cairo", "2025-04-25", "2025-04-24T22:00:00.000Z", "a midnight that does not exist"],
  ["America/Havana", "2025-03-09", "2025-03-09T05:00:00.000Z", "another such midnight"],
  ["America/Sao_Paulo", "2018-02-18", "2018-02-18T03:00:00.000Z", "a midnight reached twice"],
  ["Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00.000Z", "after a day that was left out"],
];

for (const [timeZone, date, instant, why] of starts) {
  test(`the day ${date} of ${timeZone} begins at ${instant}: ${why}`, () => {
    assert.equal(startOf(timeZone, date), instant);
  });
}

test("an instant is in the day that it is local time of", () => {
  const berlin = zoneCalendar("Europe/Berlin");
  assert.equal(berlin.dayAt(Date.parse("2026-03-28T22:59:59.999Z")), day("2026-03-28"));
  assert.equal(berlin.dayAt(Date.parse("2026-03-28T23:00:00Z")), day("2026-03-29"));
});

const now = Date.parse("2026-03-29T12:00:00Z");
const from = Date.parse("2026-03-27T23:00:00Z");
const to = Date.parse("2026-03-29T21:59:59.999Z");

test("the documented window is yesterday and today of the tenant, 47 hours when clocks go forward", () => {
  const window = openHistoryWindow("documented");
  const refusal = (beginDate: number, endDate: number, at = now) =>
    window.refusalOf({ beginDate, endDate, timeZone: "Europe/Berlin", now: at })?.text;
  assert.equal(refusal(from, to), undefined);
  const range = `must be from ${from} to ${to} (yesterday 00:00:00 to today 23:59:59, Europe/Berlin)`;
  assert.equal(
    refusal(from - 1, to),
    `Invalid param, parameter 'beginDate' ${range}: '${from - 1}'`,
  );
  assert.equal(refusal(from, to + 1), `Invalid param, parameter 'endDate' ${range}: '${to + 1}'`);
  assert.equal(refusal(from, from), undefined);
  assert.match(refusal(to, from) ?? "", /must not be after endDate/);
});

test("the window moves on with the day, and back for one who asks of the past", () => {
  const window = openHistoryWindow("documented");
  const isRefused = (beginDate: number, at: number) =>
    window.refusalOf({ beginDate, endDate: beginDate, timeZone: "Europe/Berlin", now: at }) !==
    undefined;
  for (const at of [now, to, from + 1]) {
    assert.equal(isRefused(from, at), false);
    assert.equal(isRefused(from, to + 1), true);
  }
});

test("each tenant has the window of its own zone", () => {
  const window = openHistoryWindow("documented");
  const refusalIn = (timeZone: string) =>
    window.refusalOf({ beginDate: from, endDate: from, timeZone, now });
  assert.equal(refusalIn("Europe/Berlin"), undefined);
  assert.equal(refusalIn("UTC")?.field, "beginDate");
});

test("without the documented window only an inverted range is refused", () => {
  const window = openHistoryWindow("all");
  const range = { timeZone: "UTC", now };
  assert.equal(window.refusalOf({ ...range, beginDate: 0, endDate: 8.64e15 }), undefined);
  assert.equal(window.refusalOf({ ...range, beginDate: 2, endDate: 1 })?.field, "beginDate");
});
