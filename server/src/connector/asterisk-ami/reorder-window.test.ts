import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ReorderWindow } from "./reorder-window.ts";

const limits = { reorderWindowMs: 10, reorderBlocksMax: 1000 };

function run(times: readonly number[], window = new ReorderWindow<number>(limits)) {
  const passed = times.flatMap((micros, value) => window.push({ micros, value }));
  return [...passed, ...window.flush()];
}

test("what is out of order by less than the window comes out in order, ties as they came", () => {
  const jitter = fc.array(fc.record({ step: fc.nat(20_000), late: fc.nat(4_999) }));
  fc.assert(
    fc.property(jitter, (steps) => {
      let now = 0;
      const times = steps.map(({ step, late }) => Math.max(0, (now += step) - late));
      const out = run(times);
      assert.equal(out.length, times.length);
      for (const [index, item] of out.entries()) {
        const before = out[index - 1];
        if (before === undefined) continue;
        assert.ok(before.micros <= item.micros);
        if (before.micros === item.micros) assert.ok(before.value < item.value);
      }
    }),
  );
});

test("nothing waits longer than the window, by the stream's own time", () => {
  const window = new ReorderWindow<string>(limits);
  assert.deepEqual(window.push({ micros: 0, value: "first" }), []);
  assert.deepEqual(window.push({ micros: 9_999, value: "second" }), []);
  assert.deepEqual(
    window.push({ micros: 10_000, value: "third" }).map(({ value }) => value),
    ["first"],
  );
});

test("what comes after its window is passed on and counted", () => {
  const window = new ReorderWindow<number>(limits);
  const out = run([100_000, 200_000, 50_000], window);
  assert.deepEqual(
    out.map(({ value }) => value),
    [0, 2, 1],
  );
  assert.equal(window.late, 1);
});

test("no more wait than the limit, even when their time stands still", () => {
  const window = new ReorderWindow<number>({ reorderWindowMs: 10, reorderBlocksMax: 2 });
  const sizes = [0, 1, 2, 3].map((value) => window.push({ micros: 5, value }).length);
  assert.deepEqual(sizes, [0, 0, 1, 1]);
});

test("a clock that is set back holds up nothing: what waits goes on, and what comes is in order again", () => {
  const hour = 3_600_000_000;
  const window = new ReorderWindow<string>(limits);
  assert.deepEqual(window.push({ micros: hour, value: "before" }), []);
  const passed = [
    { micros: 1_000, value: "second" },
    { micros: 0, value: "first" },
    { micros: 20_000, value: "later" },
  ].flatMap((item) => window.push(item));
  assert.deepEqual(
    passed.map(({ value }) => value),
    ["before", "first", "second"],
  );
  assert.equal(window.late, 0);
});
