import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "./random.ts";

const draws = 20_000;

function sequence(random: Random, count: number): readonly number[] {
  return Array.from({ length: count }, () => random.next());
}

test("the same seed gives the same numbers, another seed others", () => {
  const seed = [1, 100, 1_795_219_200_000] as const;
  assert.deepEqual(sequence(new Random(...seed), 50), sequence(new Random(...seed), 50));
  for (const other of [
    [2, 100, 1_795_219_200_000],
    [1, 101, 1_795_219_200_000],
    [1, 100, 1_795_305_600_000],
    [100, 1, 1_795_219_200_000],
  ]) {
    assert.notDeepEqual(sequence(new Random(...seed), 4), sequence(new Random(...other), 4));
  }
});

test("numbers lie evenly between 0 and 1", () => {
  const random = new Random(7);
  const tenths = Array.from({ length: 10 }, () => 0);
  for (const n of sequence(random, draws)) {
    assert.ok(n >= 0 && n < 1);
    const tenth = Math.floor(n * 10);
    tenths[tenth] = (tenths[tenth] ?? 0) + 1;
  }
  for (const count of tenths) assert.ok(Math.abs(count - draws / 10) < draws / 100);
});

test("durations have the mean and the median asked for", () => {
  const random = new Random(8);
  let sum = 0;
  for (let index = 0; index < draws; index += 1) sum += random.exponential(1000);
  assert.ok(Math.abs(sum / draws - 1000) < 40);
  const logs = Array.from({ length: draws }, () => random.logNormal(3000, 0.8)).sort(
    (a, b) => a - b,
  );
  assert.ok(Math.abs((logs[draws / 2] ?? 0) - 3000) < 120);
});

test("an item is picked as often as its weight says", () => {
  const random = new Random(9);
  const items = [
    { weight: 1, name: "seldom" },
    { weight: 3, name: "often" },
    { weight: 0, name: "never" },
  ];
  const counts = new Map<string, number>();
  for (let index = 0; index < draws; index += 1) {
    const { name } = random.pick(items);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  assert.ok(Math.abs((counts.get("often") ?? 0) / draws - 0.75) < 0.02);
  assert.equal(counts.get("never"), undefined);
  assert.throws(() => random.pick([]), /Cannot pick an item: there are none/);
});
