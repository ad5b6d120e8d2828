import assert from "node:assert/strict";
import { test } from "node:test";
import { TrendBook, trendMs } from "./trends.ts";

test("of each span the peak is kept, and no more than an hour of them", () => {
  const book = new TrendBook();
  for (const [at, waiting] of [
    [0, 1],
    [5_000, 4],
    [14_000, 2],
    [15_000, 3],
  ] as const) {
    book.note("queues:1", waiting, at);
  }
  assert.deepEqual(book.of("queues:1"), [
    { at: 0, peak: 4 },
    { at: 15_000, peak: 3 },
  ]);
  book.note("queues:1", 0, trendMs + 15_000);
  assert.deepEqual(
    book.of("queues:1").map(({ at }) => at),
    [15_000, trendMs + 15_000],
  );
  assert.deepEqual(book.of("queues:2"), []);
});

test("trends outlive a reload of the page", () => {
  const book = new TrendBook();
  book.note("queues:1", 4, 0);
  const next = new TrendBook();
  next.restore(book.text());
  assert.deepEqual(next.of("queues:1"), book.of("queues:1"));
});
