// Random tasks, changed again and again, and random questions: every adapter answers like the memory history.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Task } from "../call/task.ts";
import { tenantKey } from "../lib/tenant-key.ts";
import type { History, TasksQuery } from "./history.ts";
import { emptyBatch } from "./made-up-call.ts";
import { modelRuns, type HistoryUnderTest } from "./model-runs.conformance.ts";

const day = Date.UTC(2026, 10, 21);
const [dayMs, hourMs, minuteMs] = [86_400_000, 3_600_000, 60_000];

type MadeUpTask = Pick<
  Task,
  "vdn" | "serialNo" | "startedAt" | "taskType" | "state" | "caller" | "called"
>;

type Question = Omit<TasksQuery, "tenants"> & { readonly vdns: readonly number[] };

export function taskModelConformance({ name, ...opening }: HistoryUnderTest): void {
  droppingConformance({ name, ...opening });
  test(`${name}: any tasks and any question give what a plain array gives`, async () => {
    await modelRuns(opening, fc.tuple(batches, questions), {
      run: async ([batches, questions], ccId, targets) => {
        for (const made of batches) {
          const tasks = made.map((task) => ({ task: taskOf({ ...task, ccId }), events: [] }));
          for (const target of targets) await target.commit({ ...emptyBatch, tasks });
        }
        for (const question of questions) await compare(...targets, ccId, question);
      },
      compareAgain: (ccId, targets) => compare(...targets, ccId, everything),
    });
  });
}

function droppingConformance({ name, open }: Pick<HistoryUnderTest, "name" | "open">): void {
  test(`${name}: tasks are dropped by their start, and counted no more`, async () => {
    await using history = await open();
    // More than are dropped at a time.
    const tasks = Array.from({ length: 501 }, (_, n) => {
      const made = { ccId: 1, vdn: 1 + (n % 2), serialNo: String(n), startedAt: day + n };
      const other = { taskType: "1", state: 3, caller: "1", called: "2" } as const;
      return { task: taskOf({ ...made, ...other }), events: [] };
    });
    await history.commit({ ...emptyBatch, tasks });
    const [first, second] = [1, 2].map((vdn) => tenantKey({ ccId: 1, vdn }));
    assert.ok(first !== undefined && second !== undefined);
    const { vdns: _, ...all } = everything;
    const left = async (tenant: number) =>
      (await history.tasks({ ...all, tenants: [tenant], limit: 1 })).total;
    const dropAll = async (before: number) => {
      let all = 0;
      for (let some = -1; some !== 0; all += some) some = await history.dropTasks(before);
      return all;
    };
    assert.equal(await dropAll(day + 499), 499);
    assert.deepEqual([await left(first), await left(second)], [1, 1]);
    assert.equal(await history.task([second], "1"), undefined);
    assert.equal(await dropAll(day + 500), 1);
    assert.deepEqual([await left(first), await left(second)], [1, 0]);
    assert.equal(await dropAll(day + 500), 0);
  });
}

async function compare(
  history: History,
  plain: History,
  ccId: number,
  { vdns, ...question }: Question,
): Promise<void> {
  const query = { ...question, tenants: vdns.map((vdn) => tenantKey({ ccId, vdn })) };
  assert.deepEqual(await history.tasks(query), await plain.tasks(query), JSON.stringify(query));
}

function taskOf(made: MadeUpTask & Pick<Task, "ccId">): Task {
  const never = { alertingAt: 0, talkingAt: 0, releasedAt: 0 };
  return {
    ...{ callId: "", callerPresent: "", agentPresent: "", callData: "", endedAt: 0 },
    ...{ reasonCode: 0, customer: never, agent: never },
    ...made,
  };
}

/** Around the edges of days, hours and minutes; few enough that many tasks begin at once, or in one minute. */
const time = fc
  .tuple(
    fc.constantFrom(0, 2 * dayMs),
    fc.constantFrom(0, 5 * hourMs),
    fc.constantFrom(0, minuteMs),
    fc.constantFrom(-1, 0, 1, 500),
  )
  .map((parts) => parts.reduce((sum, part) => sum + part, day));

const taskType = fc.constantFrom("", "1", "2", "4");
const state = fc.constantFrom<Task["state"]>(0, 1, 2, 3);
const number = fc.constantFrom("1001", "1002");

const batches = fc.array(
  fc.array(
    fc.record<MadeUpTask>({
      vdn: fc.constantFrom(1, 2),
      serialNo: fc.nat(30).map(String),
      ...{ startedAt: time, taskType, state, caller: number, called: number },
    }),
    { maxLength: 40 },
  ),
  { minLength: 1, maxLength: 3 },
);

const questions = fc.array(
  fc.record<Question>({
    vdns: fc.subarray([1, 2]),
    from: fc.oneof(fc.constant(0), time),
    to: fc.oneof(fc.constant(9e14), time),
    taskTypes: fc.oneof(fc.constant([]), fc.subarray(["", "1", "2"])),
    states: fc.oneof(fc.constant([]), fc.subarray<Task["state"]>([0, 1, 3])),
    caller: fc.oneof({ weight: 3, arbitrary: fc.constant("") }, number),
    called: fc.oneof({ weight: 3, arbitrary: fc.constant("") }, number),
    offset: fc.oneof(fc.constant(0), fc.nat(40)),
    limit: fc.nat(10),
  }),
  { minLength: 10, maxLength: 30 },
);

const everything: Question = {
  ...{ vdns: [1, 2], from: 0, to: 9e14, taskTypes: [], states: [], caller: "", called: "" },
  ...{ offset: 0, limit: 100 },
};
