import assert from "node:assert/strict";
import { test } from "node:test";
import type { TaskEvent } from "@trunkline/contract";
import fc from "fast-check";
import { foldTask } from "./task.ts";

const base = { ccId: 1, vdn: 170, serialNo: "20261121000001" };
const events: TaskEvent[] = [
  { ...base, kind: "taskCreated", at: 1000, taskType: "1", caller: "1001", called: "13612345678" },
  { ...base, kind: "taskAlerting", at: 1100, party: "agent" },
  { ...base, kind: "taskTalking", at: 2000, party: "agent" },
  { ...base, kind: "taskAlerting", at: 2100, party: "customer" },
  { ...base, kind: "taskTalking", at: 4000, party: "customer" },
  { ...base, kind: "taskReleased", at: 9000, party: "customer" },
  { ...base, kind: "taskEnded", at: 9050, reasonCode: 0 },
];

test("a task is waiting, calling, talking, then ended", () => {
  const states = events.map((_, index) => foldTask(events.slice(0, index + 1)).state);
  assert.deepEqual(states, [0, 1, 1, 1, 2, 2, 3]);
});

test("the end of a task releases the legs that still talk", () => {
  const task = foldTask(events);
  assert.deepEqual(task.customer, { alertingAt: 2100, talkingAt: 4000, releasedAt: 9000 });
  assert.deepEqual(task.agent, { alertingAt: 1100, talkingAt: 2000, releasedAt: 9050 });
  assert.equal(task.reasonCode, 0);
});

test("any order of a task's events gives the same task", () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(events, { minLength: events.length }), (shuffled) => {
      assert.deepEqual(foldTask(shuffled), foldTask(events));
    }),
  );
});
