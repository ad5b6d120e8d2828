import assert from "node:assert/strict";
import { test } from "node:test";
import { foldTask } from "../call/task.ts";
import { dropOldRecords } from "./drop-old-records.ts";
import { emptyBatch, record, tenant } from "./made-up-call.ts";
import { MemoryHistory } from "./memory/memory-history.ts";

const day = Date.UTC(2026, 10, 21);
const dayMs = 86_400_000;
const base = { ccId: 1, vdn: 170, timeZone: "UTC", accessCodes: [] };

async function leftAfter(keptBy: readonly number[], now: number) {
  await using history = new MemoryHistory();
  const at = [day, day + dayMs - 1, day + dayMs];
  await record(
    history,
    at.map((at) => ({ callId: String(at), at })),
  );
  const tasks = at.map((at) => {
    const event = { ccId: 1, vdn: 170, kind: "taskCreated", at, serialNo: String(at) } as const;
    const created = { ...event, taskType: "1", caller: "1", called: "2" } as const;
    return { task: foldTask([created]), events: [created] };
  });
  await history.commit({ ...emptyBatch, tasks });
  const tenants = keptBy.map((keepDays, index) => ({ ...base, vdn: 170 + index, keepDays }));
  const registry = { tenants: () => tenants };
  const { signal } = new AbortController();
  const dropped = await dropOldRecords({ history, registry, now, keepDays: 2, signal });
  const query = { tenants: [tenant], from: 0, to: 9e14, taskTypes: [], states: [] };
  const left = await history.tasks({ ...query, caller: "", called: "", offset: 0, limit: 9 });
  return { dropped, days: await history.days(), tasks: left.total };
}

test("a day leaves with its tasks once all of it is too old", async () => {
  const kept = { dropped: { days: 0, tasks: 0, heldBack: 0 }, days: [day, day + dayMs], tasks: 3 };
  assert.deepEqual(await leftAfter([0], day + 3 * dayMs - 1), kept);
  const dropped = { dropped: { days: 1, tasks: 2, heldBack: 0 }, days: [day + dayMs], tasks: 1 };
  assert.deepEqual(await leftAfter([0], day + 3 * dayMs), dropped);
});

test("the tenant that keeps longest keeps the days of all", async () => {
  const { dropped } = await leftAfter([0, 5, 1], day + 6 * dayMs - 1);
  assert.deepEqual(dropped, { days: 0, tasks: 0, heldBack: 0 });
  assert.equal((await leftAfter([0, 5, 1], day + 6 * dayMs)).dropped.days, 1);
});

test("a clock that is years ahead drops no more than a month without calls would", async () => {
  const years = 2 * 365 * dayMs;
  const { days, dropped } = await leftAfter([40], day + years);
  assert.deepEqual([days, dropped], [[day, day + dayMs], { days: 0, tasks: 0, heldBack: 2 }]);
});

test("an installation that has been quiet for a month still drops what is too old", async () => {
  const { days } = await leftAfter([2], day + 34 * dayMs);
  assert.deepEqual(days, []);
});

test("tasks alone tell that time goes on, and a record of the future does not", async () => {
  for (const newest of [day + 60 * dayMs, day + 9000 * dayMs]) {
    await using history = new MemoryHistory();
    await record(history, [
      { callId: "old", at: day },
      { callId: "future", at: day + 9999 * dayMs },
    ]);
    const event = { ccId: 1, vdn: 170, kind: "taskCreated", at: newest, serialNo: "1" } as const;
    const created = { ...event, taskType: "1", caller: "1", called: "2" } as const;
    const tasks = [{ task: foldTask([created]), events: [created] }];
    await history.commit({ ...emptyBatch, tasks });
    const registry = { tenants: () => [{ ...base, keepDays: 50 }] };
    const { signal } = new AbortController();
    const now = day + 100 * dayMs;
    const { days } = await dropOldRecords({ history, registry, now, keepDays: 2, signal });
    assert.equal(days, newest < now ? 1 : 0);
  }
});
