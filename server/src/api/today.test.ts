import assert from "node:assert/strict";
import { test } from "node:test";
import { tenantKey } from "../lib/tenant-key.ts";
import { nothingToday, openToday } from "./today.ts";

const tenant = tenantKey({ ccId: 1, vdn: 170 });
const settings = { ccId: 1, vdn: 170, timeZone: "Asia/Shanghai", keepDays: 0, accessCodes: [] };
/** 00:00 of 16 April in Shanghai. */
const midnight = Date.UTC(2026, 3, 15, 16);
const dayMs = 86_400_000;

function openTestToday({ pauseMs = 1000 } = {}) {
  const clock = { now: midnight - 3000, fails: false };
  const asked: number[] = [];
  const today = openToday({
    registry: { tenant: () => settings },
    now: () => clock.now,
    pauseMs,
    ask: ({ from, to }) => {
      asked.push(from);
      assert.equal(to - from, dayMs);
      if (clock.fails) return Promise.reject(new Error("no storage"));
      const counts = { ...nothingToday, offered: asked.length };
      return Promise.resolve({ of: (kind) => (kind === "vdn" ? counts : undefined) });
    },
  });
  return { today, clock, asked, offered: () => today.of(tenant, "vdn", 170).offered };
}

test("the storage is asked once, and again after records were written", async () => {
  const { today, clock, asked, offered } = openTestToday();
  assert.equal(offered(), 0);
  assert.equal(await today.refresh(tenant), true);
  assert.equal(await today.refresh(tenant), true);
  assert.deepEqual([asked.length, offered()], [1, 1]);
  today.recorded(tenant);
  assert.equal(await today.refresh(tenant), false);
  clock.now += 1000;
  assert.equal(await today.refresh(tenant), true);
  assert.deepEqual([asked.length, offered()], [2, 2]);
});

test("those who ask at once share one question", async () => {
  const { today, asked } = openTestToday();
  await Promise.all([today.refresh(tenant), today.refresh(tenant), today.refresh(tenant)]);
  assert.equal(asked.length, 1);
});

test("a new day of the tenant's zone begins by itself", async () => {
  const { today, clock, asked } = openTestToday();
  await today.refresh(tenant);
  clock.now = midnight;
  await today.refresh(tenant);
  assert.deepEqual(asked, [midnight - dayMs, midnight]);
});

test("after a failure the counts stay what they were, and are asked for again", async () => {
  const { today, clock, asked, offered } = openTestToday({ pauseMs: 0 });
  await today.refresh(tenant);
  clock.fails = true;
  today.recorded(tenant);
  await assert.rejects(today.refresh(tenant), /no storage/);
  assert.equal(offered(), 1);
  clock.fails = false;
  await today.refresh(tenant);
  assert.deepEqual([asked.length, offered()], [3, 3]);
});

test("a storage that fails on a new day does not make yesterday's counts today's", async () => {
  const { today, clock, offered } = openTestToday();
  await today.refresh(tenant);
  assert.equal(offered(), 1);
  clock.now = midnight;
  clock.fails = true;
  await assert.rejects(today.refresh(tenant), /no storage/);
  assert.equal(offered(), 0);
});

test("whoever asks on a new day waits for its counts, though yesterday's are still being asked for", async () => {
  const { today, clock, asked, offered } = openTestToday();
  const before = today.refresh(tenant);
  clock.now = midnight;
  assert.equal(await today.refresh(tenant), true);
  await before;
  assert.deepEqual(asked, [midnight - dayMs, midnight]);
  assert.equal(offered(), 2);
});
