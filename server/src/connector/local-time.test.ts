import assert from "node:assert/strict";
import { test } from "node:test";
import { followingOn, timeReader } from "./local-time.ts";

test("a date and time without a zone is that of the zone in the settings", () => {
  const at = (zone: string, text: string) => timeReader(zone)(text)?.at;
  assert.equal(at("UTC", "2026-11-21 04:29:33"), Date.parse("2026-11-21T04:29:33Z"));
  assert.equal(at("Asia/Shanghai", "2026-11-21 04:29:33"), Date.parse("2026-11-20T20:29:33Z"));
  assert.equal(at("America/St_Johns", "2026-01-02T00:00:00"), Date.parse("2026-01-02T03:30:00Z"));
  assert.equal(at("Asia/Shanghai", "1795235373"), 1_795_235_373_000);
});

test("both sides of a change of the clocks are read, and an hour that comes twice is one of the two", () => {
  const read = timeReader("Europe/Berlin");
  const iso = (text: string) => new Date(read(text)?.at ?? 0).toISOString();
  assert.equal(iso("2026-03-29 01:59:59"), "2026-03-29T00:59:59.000Z");
  assert.equal(iso("2026-03-29 03:00:00"), "2026-03-29T01:00:00.000Z");
  assert.match(iso("2026-10-25 02:30:00"), /^2026-10-25T0[01]:30:00/);
  assert.equal(iso("2026-10-25 03:00:00"), "2026-10-25T02:00:00.000Z");
});

test("of an hour that comes twice the first is meant, unless what was before says otherwise", () => {
  for (const [zone, hour, first] of [
    ["Europe/Berlin", "2026-10-25 02", "2026-10-25T00"],
    ["America/New_York", "2026-11-01 01", "2026-11-01T05"],
    ["Australia/Sydney", "2026-04-05 02", "2026-04-04T15"],
  ] as const) {
    const time = timeReader(zone)(`${hour}:30:00`);
    assert.ok(time !== undefined);
    const at = Date.parse(`${first}:30:00Z`);
    assert.equal(followingOn(time).at, at);
    assert.equal(followingOn(time, at + 1000).at, at);
    assert.equal(followingOn(time, at + 600_000).at, at + 3_600_000);
    const once = timeReader(zone)("2026-07-01 12:00:00");
    assert.equal(once?.otherMs, undefined);
  }
});

test("where clocks change by half an hour, each half of an hour is read for itself", () => {
  const read = timeReader("Australia/Lord_Howe");
  const iso = (text: string) => new Date(read(text)?.at ?? 0).toISOString();
  // 02:00 becomes 02:30.
  assert.equal(iso("2026-10-04 01:59:59"), "2026-10-03T15:29:59.000Z");
  assert.equal(iso("2026-10-04 02:30:00"), "2026-10-03T15:30:00.000Z");
  // 02:00 becomes 01:30.
  assert.equal(read("2026-04-05 01:29:59")?.otherMs, undefined);
  const twice = read("2026-04-05 01:40:00");
  assert.ok(twice !== undefined);
  const first = Date.parse("2026-04-04T14:40:00Z");
  assert.equal(followingOn(twice).at, first);
  assert.equal(followingOn(twice, first + 900_000).at, first + 1_800_000);
});

test("a fraction makes a time exact, without one it is a whole second", () => {
  const read = timeReader("UTC");
  assert.deepEqual(read("1795235373.577400"), {
    micros: 1_795_235_373_577_400,
    at: 1_795_235_373_577,
    precisionMs: 1,
  });
  assert.equal(read("2026-11-21 04:29:33.5")?.at, Date.parse("2026-11-21T04:29:33.500Z"));
  assert.equal(read("2026-11-21 04:29:33")?.precisionMs, 1000);
});

test("what is no time is none", () => {
  for (const text of [
    "",
    "yesterday",
    "2026-11-21",
    "12",
    "0000-00-00 00:00:00",
    "2026-02-30 10:00:00",
    "2026-11-21 4:29:33",
  ]) {
    assert.equal(timeReader("UTC")(text), undefined);
  }
});
