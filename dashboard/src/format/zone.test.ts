import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { zoneOf } from "./zone.ts";

const zones = ["UTC", "Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"];

test("an instant written by a zone's clock is read back by it", () => {
  const instants = fc.integer({ min: Date.UTC(2020), max: Date.UTC(2035) });
  for (const zone of zones.map(zoneOf)) {
    fc.assert(
      fc.property(instants, (at) => {
        const text = zone.localText(at);
        const back = zone.instantOf(text) ?? 0;
        assert.equal(zone.localText(back), text);
        // The clock says an hour twice when it is put back: then the first is meant.
        assert.ok([0, 1_800_000, 3_600_000].includes(Math.floor(at / 1000) * 1000 - back));
      }),
    );
  }
});

test("the day begins at the zone's midnight, also where the clock is put forward", () => {
  const noon = Date.UTC(2026, 3, 15, 12);
  const shanghai = zoneOf("Asia/Shanghai");
  assert.equal(shanghai.dayStart(noon), Date.UTC(2026, 3, 14, 16));
  assert.equal(shanghai.dayStart(noon, -1), Date.UTC(2026, 3, 13, 16));
  // Berlin, 29 March 2026: 02:00 becomes 03:00.
  const sunday = Date.UTC(2026, 2, 29, 12);
  assert.equal(zoneOf("Europe/Berlin").dayStart(sunday, 1), Date.UTC(2026, 2, 29, 22));
  assert.equal(zoneOf("Europe/Berlin").weekday(sunday), 7);
});

test("a day whose midnight the clock leaves out begins after it, not on the day before", () => {
  // Cairo, 24 April 2026: 00:00 becomes 01:00.
  const cairo = zoneOf("Africa/Cairo");
  const begin = Date.UTC(2026, 3, 23, 22);
  assert.equal(cairo.dayStart(Date.UTC(2026, 3, 24, 12)), begin);
  assert.equal(cairo.dayStart(Date.UTC(2026, 3, 23, 12), 1), begin);
  assert.equal(cairo.localText(begin), "2026-04-24T01:00");
  // Berlin, 29 March 2026: 02:00 becomes 03:00.
  assert.equal(zoneOf("Europe/Berlin").instantOf("2026-03-29T02:30"), Date.UTC(2026, 2, 29, 1, 30));
});

test("a date alone means its first instant, and nonsense is none", () => {
  assert.equal(zoneOf("UTC").instantOf("2026-04-15"), Date.UTC(2026, 3, 15));
  assert.equal(zoneOf("UTC").instantOf("soon"), undefined);
  assert.equal(zoneOf("Asia/Shanghai").localDate(Date.UTC(2026, 3, 14, 16)), "2026-04-15");
  assert.equal(zoneOf("Asia/Shanghai").hour(Date.UTC(2026, 3, 14, 16)), 0);
});
