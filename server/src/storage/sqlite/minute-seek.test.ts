import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isNewestFirst, type DayQuery } from "./day-query.ts";
import { minuteMs, minuteOf, missedKind } from "./minute.ts";
import { seekMinute, type MinuteSource } from "./minute-seek.ts";

const day = Date.UTC(2026, 10, 21);
const timesMax = 60;
/** Of a few minutes; most lie where one minute meets the next. */
const instant = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom(-1, 0, 1, minuteMs / 2))
  .map(([minute, ms]) => day + minute * minuteMs + ms);

/** A day file with nothing but the times of its calls. */
function sourceOf(times: readonly number[]): MinuteSource {
  return {
    count: (query) => within(times, query).length,
    minutes: (_, first, end) =>
      [...Map.groupBy(times, minuteOf)]
        .map(([minute, { length }]): [number, number] => [minute, length])
        .filter(([minute]) => minute >= first && minute < end)
        .sort(([a], [b]) => a - b),
  };
}

/** In the order of the list. */
function within(times: readonly number[], query: DayQuery): readonly number[] {
  const found = times.filter((time) => time >= query.from && time <= query.to);
  return found.sort((a, b) => (isNewestFirst(query) ? b - a : a - b));
}

test("an offset is sought to its minute, and the list goes on where it went on before", () => {
  const property = fc.property(
    fc.array(fc.array(instant, { maxLength: timesMax }), { minLength: 1, maxLength: 2 }),
    fc.constantFrom(0, missedKind),
    fc.tuple(instant, instant),
    fc.nat({ max: 2 * timesMax + 1 }),
    (days, kind, [a, b], offset) => {
      const query: DayQuery = {
        ...{ tenant: 1, kind, callerNo: "", calleeNo: "" },
        ...{ from: Math.min(a, b), to: Math.max(a, b) },
      };
      const times = days.flat();
      const sought = seekMinute(days.map(sourceOf), query, offset);
      const rest = within(times, sought.query);
      assert.deepEqual(rest.slice(sought.offset), within(times, query).slice(offset));
      const passed = new Set(rest.slice(0, sought.offset).map(minuteOf));
      // A range without a whole minute has two edges at most.
      const isShort = query.to - query.from < 2 * minuteMs;
      assert.ok(passed.size <= (isShort ? 2 : 1), `${passed.size} minutes are passed over`);
    },
  );
  fc.assert(property, { numRuns: 1_000 });
});

test("nothing is sought for the first row, or by a number, which no minute counts", () => {
  const refusing: MinuteSource = {
    count: () => assert.fail("counts were asked"),
    minutes: () => assert.fail("minutes were asked"),
  };
  const query: DayQuery = {
    ...{ tenant: 1, kind: 0, callerNo: "", calleeNo: "" },
    ...{ from: day, to: day + 5 * minuteMs },
  };
  assert.deepEqual(seekMinute([refusing], query, 0), { query, offset: 0 });
  const byNumber = { ...query, callerNo: "13800000000" };
  assert.deepEqual(seekMinute([refusing], byNumber, 7), { query: byNumber, offset: 7 });
});
