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
  const kept = { dropped: { days: 0, tasks: 0 }, days: [day, day + dayMs], tasks: 3 };
  assert.deepEqual(await leftAfter([0], day + 3 * dayMs - 1), kept);
  const dropped = { dropped: { days: 1, tasks: 2 }, days: [day + dayMs], tasks: 1 };
  assert.deepEqual(await leftAfter([0], day + 3 * dayMs), dropped);
});

test("the tenant that keeps longest keeps the days of all", async () => {
  const { dropped } = await leftAfter([0, 5, 1], day + 6 * dayMs - 1);
  assert.deepEqual(dropped, { days: 0, tasks: 0 });
  assert.equal((await leftAfter([0, 5, 1], day + 6 * dayMs)).dropped.days, 1);
});
