import assert from "node:assert/strict";
import { test } from "node:test";
import { ExportParts, type ExportPart } from "./export-parts.ts";

const dayMs = 86_400_000;
const days = [100, 101, 3000].map((day) => day * dayMs);

/** All parts of a range, each of which holds so many bytes a millisecond of a day with calls. */
function partsOf(range: { from: number; to: number }, bytesPerMs: number): readonly ExportPart[] {
  const parts = new ExportParts(range, days);
  const all: ExportPart[] = [];
  for (let part = parts.next(); part !== undefined; part = parts.next()) {
    all.push(part);
    parts.held(part, part.ms * bytesPerMs);
  }
  return all;
}

test("parts cover the range without a gap, and no part is longer than a day with calls", () => {
  for (const range of [
    { from: 0, to: 9e14 },
    { from: 100.5 * dayMs, to: 100.5 * dayMs },
    { from: 101 * dayMs + 1, to: 3000 * dayMs + 7 },
    { from: 4000 * dayMs, to: 5000 * dayMs },
  ]) {
    for (const bytesPerMs of [0, 0.01, 5]) {
      const parts = partsOf(range, bytesPerMs);
      assert.deepEqual(
        parts.map(({ from }) => from),
        [range.from, ...parts.slice(0, -1).map(({ to }) => to + 1)],
      );
      assert.equal(parts.at(-1)?.to, range.to);
      for (const { from, to } of parts) {
        const within = days.filter((day) => day + dayMs > from && day <= to);
        assert.ok(within.length <= 2 && parts.length < 2000, `${from} ${to} ${parts.length}`);
      }
    }
  }
});

test("a part is as long as those before it suggest, whatever lies between days with calls", () => {
  const parts = partsOf({ from: 0, to: 3001 * dayMs }, 1);
  const held = parts.map(({ ms }) => ms);
  assert.deepEqual(held.slice(0, 3), [60_000, 240_000, 786_432]);
  assert.ok(held.slice(3).every((ms) => ms === 786_432));
});

test("a range without calls is one part", () => {
  assert.deepEqual(
    partsOf({ from: 4000 * dayMs, to: 9e14 }, 0).map(({ from, to }) => ({ from, to })),
    [{ from: 4000 * dayMs, to: 9e14 }],
  );
  assert.equal(new ExportParts({ from: 1, to: 0 }, days).next(), undefined);
});
