import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { zoneSpans, type SpanKind } from "./zone-span.ts";

const kinds: readonly SpanKind[] = ["quarterHour", "hour", "day", "week", "month"];
const zones = [
  "UTC",
  "Asia/Shanghai",
  "Europe/Berlin",
  "Asia/Kolkata",
  "America/St_Johns",
  "Australia/Lord_Howe",
];

function spanText(zone: string, kind: SpanKind, instant: string): readonly string[] {
  const { from, to } = zoneSpans(zone, kind)(Date.parse(instant));
  return [from, to].map((at) => new Date(at).toISOString().slice(0, 16));
}

test("spans begin where the zone's own clocks say", () => {
  const instant = "2026-04-15T20:10:00Z";
  const shanghai = (kind: SpanKind) => spanText("Asia/Shanghai", kind, instant);
  assert.deepEqual(shanghai("quarterHour"), ["2026-04-15T20:00", "2026-04-15T20:15"]);
  assert.deepEqual(shanghai("hour"), ["2026-04-15T20:00", "2026-04-15T21:00"]);
  assert.deepEqual(shanghai("day"), ["2026-04-15T16:00", "2026-04-16T16:00"]);
  assert.deepEqual(shanghai("week"), ["2026-04-12T16:00", "2026-04-19T16:00"]);
  assert.deepEqual(shanghai("month"), ["2026-03-31T16:00", "2026-04-30T16:00"]);
});

test("hours of a zone beside the hours of UTC begin at its own full hours", () => {
  const kolkata = spanText("Asia/Kolkata", "hour", "2026-04-15T20:10:00Z");
  assert.deepEqual(kolkata, ["2026-04-15T19:30", "2026-04-15T20:30"]);
});

test("where clocks change by half an hour, an hour ends and the next begins with the change", () => {
  const hour = (zone: string, instant: string) => spanText(zone, "hour", instant);
  const autumn = ["2026-04-04T15:00", "2026-04-04T15:30"];
  assert.deepEqual(hour("Australia/Lord_Howe", "2026-04-04T15:10:00Z"), autumn);
  const hourBefore = ["2026-04-04T14:00", "2026-04-04T15:00"];
  assert.deepEqual(hour("Australia/Lord_Howe", "2026-04-04T14:59:59Z"), hourBefore);
  const spring = ["2026-10-03T15:30", "2026-10-03T16:00"];
  assert.deepEqual(hour("Australia/Lord_Howe", "2026-10-03T15:30:00Z"), spring);
  // Pyongyang went from 23:30 to midnight.
  const beforeMidnight = ["2018-05-04T14:30", "2018-05-04T15:00"];
  assert.deepEqual(hour("Asia/Pyongyang", "2018-05-04T14:45:00Z"), beforeMidnight);
});

test("a week in which the clocks change is an hour shorter", () => {
  const { from, to } = zoneSpans("Europe/Berlin", "week")(Date.parse("2026-03-27T12:00:00Z"));
  assert.equal(to - from, (7 * 24 - 1) * 3_600_000);
});

test("an instant lies in its span, and the spans follow each other without a gap", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.constantFrom(...kinds),
      fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2030, 0, 1) }),
      (zone, kind, instant) => {
        const spanOf = zoneSpans(zone, kind);
        const span = spanOf(instant);
        assert.ok(span.from <= instant && instant < span.to);
        assert.equal(spanOf(span.to).from, span.to);
        assert.deepEqual(spanOf(span.from), span);
      },
    ),
    { numRuns: 200 },
  );
});
