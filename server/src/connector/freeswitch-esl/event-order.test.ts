import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { EventOrder } from "./event-order.ts";

const limits = { reorderWindowMs: 10, reorderEventsMax: 1000, repeatsRemembered: 1000 };

const item = (sequence: number, micros: number) => ({
  moment: { core: "c", sequence, micros },
  value: sequence,
});

function run(items: readonly ReturnType<typeof item>[], order = new EventOrder<number>(limits)) {
  const passed = items.flatMap((one) => order.push(one));
  return [...passed, ...order.flush()].map(({ value }) => value);
}

test("what is delivered out of order within the window comes out by its sequence", () => {
  const swaps = fc.array(fc.nat(98), { maxLength: 30 });
  fc.assert(
    fc.property(swaps, (places) => {
      // Twenty events share one step of the clock.
      const items = Array.from({ length: 100 }, (_, n) => item(n + 1, Math.floor(n / 20) * 20_000));
      for (const place of places) {
        const [a, b] = [items[place], items[place + 1]];
        if (a === undefined || b === undefined || a.moment.micros !== b.moment.micros) continue;
        items[place] = b;
        items[place + 1] = a;
      }
      assert.deepEqual(
        run(items),
        Array.from({ length: 100 }, (_, n) => n + 1),
      );
    }),
  );
});

test("nothing waits longer than the window, by the stream's own time", () => {
  const order = new EventOrder<number>(limits);
  assert.deepEqual(order.push(item(1, 0)), []);
  assert.deepEqual(order.push(item(2, 9_999)), []);
  assert.deepEqual(
    order.push(item(3, 10_000)).map(({ value }) => value),
    [1],
  );
});

test("an event that comes again is dropped, also when it has gone on long ago", () => {
  const order = new EventOrder<number>(limits);
  const items = [item(1, 0), item(2, 1), item(1, 0), item(3, 90_000), item(2, 1), item(3, 90_000)];
  assert.deepEqual(run(items, order), [1, 2, 3]);
  assert.equal(order.repeated, 3);
});

test("what comes after its window is passed on and counted", () => {
  const order = new EventOrder<number>(limits);
  assert.deepEqual(run([item(2, 100_000), item(3, 200_000), item(1, 50_000)], order), [2, 1, 3]);
  assert.equal(order.late, 1);
});

test("no more wait, and no more are remembered, than the limits say", () => {
  const small = { reorderWindowMs: 10, reorderEventsMax: 2, repeatsRemembered: 2 };
  const order = new EventOrder<number>(small);
  const sizes = [1, 2, 3, 4].map((sequence) => order.push(item(sequence, 5)).length);
  assert.deepEqual(sizes, [0, 0, 1, 1]);
  order.push(item(1, 5));
  assert.deepEqual([order.repeated, order.late], [0, 1]);
});

test("a clock that is set back holds up nothing: what waits goes on, and so does what comes", () => {
  const order = new EventOrder<number>(limits);
  const hour = 3_600_000_000;
  assert.deepEqual(order.push(item(1, hour)), []);
  const items = [item(3, 1_000), item(2, 0), item(4, 20_000)];
  const passed = items.flatMap((one) => order.push(one)).map(({ value }) => value);
  assert.deepEqual(passed, [1, 2, 3]);
});
