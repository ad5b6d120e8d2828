import assert from "node:assert/strict";
import { test } from "node:test";
import type { CallEvent, TaskEvent } from "@trunkline/contract";
import fc from "fast-check";
import { countingEvents, isMixed, isNeedless } from "./backfill.ts";
import { callEventsArbitrary } from "./event-arbitrary.ts";
import { compareEvents, foldCall } from "./fold.ts";
import { foldTask } from "./task.ts";

const call = { ccId: 1, vdn: 170, callId: "1795235373-1" };
const arrived: CallEvent = {
  ...call,
  kind: "arrived",
  at: 1000,
  direction: "in",
  callerNo: "13800000001",
  calleeNo: "88880001",
};
const queued: CallEvent = { ...call, kind: "queued", at: 2000, skillId: 1 };
const answered: CallEvent = { ...call, kind: "answered", at: 5000, agentId: 1001 };
const ended: CallEvent = { ...call, kind: "ended", at: 9000, by: "customer" };
const whole = [arrived, queued, answered, ended];

/** As a record tells it, by another clock. */
const recorded = (events: readonly CallEvent[], shiftMs: number) =>
  events.map((event) => ({ ...event, at: event.at + shiftMs, backfill: true }));

test("a record changes nothing of a call that is known to its end", () => {
  for (const shiftMs of [-20, 0, 20]) {
    assert.deepEqual(foldCall([...whole, ...recorded(whole, shiftMs)]), foldCall(whole));
  }
});

test("a call whose end was missed gets it from the record, with what was missed before it", () => {
  for (const known of [1, 2, 3]) {
    const told = [...whole.slice(0, known), ...recorded(whole, 15)];
    const { endedAt, callBegin, legs, arrivedAt } = foldCall(told);
    assert.deepEqual([arrivedAt, endedAt], [1000, 9015]);
    assert.equal(callBegin, known === 3 ? 5000 : 5015);
    assert.deepEqual(
      legs.map((leg) => leg.device.kind),
      ["queue", "agent"],
    );
  }
});

test("the last fact told as it happened is not told again by a record with a slower clock", () => {
  const ivr: CallEvent = { ...call, kind: "ivrEntered", at: 1500, flowId: 3 };
  const { legs } = foldCall([arrived, ivr, ...recorded([arrived, ivr, queued, ended], 20)]);
  assert.deepEqual(
    legs.map((leg) => leg.device.kind),
    ["ivr", "queue"],
  );
});

test("what was missed counts also if the record's clock puts it before the last fact that was told", () => {
  const ivr: CallEvent = { ...call, kind: "ivrEntered", at: 1010, flowId: 3 };
  for (const shiftMs of [-20, -80]) {
    const record = recorded([arrived, ivr, queued, ended], shiftMs);
    const { legs, arrivedAt } = foldCall([arrived, ...record]);
    assert.equal(arrivedAt, 1000);
    assert.deepEqual(
      legs.map(({ device, waitBegin }) => [device.kind, waitBegin]),
      [
        ["ivr", 1000],
        ["queue", 2000 + shiftMs],
      ],
    );
  }
});

test("a firm end counts, whatever another connection of the same source has presumed", () => {
  const presumed: CallEvent = { ...call, kind: "ended", at: 5000, by: "system", presumed: true };
  assert.deepEqual(foldCall([...whole, presumed]), foldCall(whole));
});

test("an end that a connector only presumes gives way to that of the record", () => {
  const presumed: CallEvent = { ...call, kind: "ended", at: 5000, by: "system", presumed: true };
  const told = [arrived, queued, answered, presumed];
  assert.equal(foldCall([...told, ...recorded(whole, 0)]).endedAt, 9000);
  assert.equal(foldCall([...told, ...recorded([arrived, queued], 0)]).endedAt, 5000);
});

test("any order of events told at once and afterwards gives the same call", () => {
  const pairs = fc.tuple(callEventsArbitrary(), callEventsArbitrary());
  fc.assert(
    fc.property(pairs, fc.infiniteStream(fc.nat()), ([own, later], random) => {
      const events = [...own, ...recorded(later, 0)];
      const shuffled = events.toSorted(() => ((random.next().value ?? 0) % 2 === 0 ? 1 : -1));
      assert.deepEqual(foldCall(shuffled), foldCall(events));
    }),
  );
});

test("what need not be kept changes nothing, whatever comes later", () => {
  const triples = fc.tuple(callEventsArbitrary(), callEventsArbitrary(), callEventsArbitrary());
  fc.assert(
    fc.property(triples, ([own, later, more]) => {
      const told = recorded(later, 0);
      const kept = told.filter((event) => !isNeedless(event, own));
      const all = (records: readonly CallEvent[]) => foldCall([...own, ...records, ...more]);
      // Of several records' ends any may stand; which, does not depend on those that were not kept.
      if (told.filter(({ kind }) => kind === "ended").length > 1) return;
      assert.deepEqual(all(kept), all(told));
    }),
  );
});

test("a record alone tells the whole call", () => {
  const told = recorded(whole, 0);
  assert.equal(isMixed(told), false);
  assert.deepEqual(countingEvents(told.toSorted(compareEvents)), told);
  assert.equal(isNeedless(told[0] ?? arrived, []), false);
});

test("a task known to its end is not changed by a record, one whose end was missed gets it", () => {
  const task = { ccId: 1, vdn: 170, serialNo: "18" };
  const own: TaskEvent[] = [
    { ...task, kind: "taskCreated", at: 1000, taskType: "1", caller: "1001", called: "136" },
    { ...task, kind: "taskAlerting", at: 2000, party: "agent" },
    { ...task, kind: "taskEnded", at: 9000, reasonCode: 5 },
  ];
  const told = own.map((event) => ({ ...event, at: event.at - 10, backfill: true }));
  assert.deepEqual(foldTask([...own, ...told]), foldTask(own));
  assert.equal(foldTask([...own.slice(0, 2), ...told]).endedAt, 8990);
  const presumed: TaskEvent = {
    ...{ ...task, kind: "taskEnded", at: 2000, reasonCode: 3 },
    presumed: true,
  };
  const { endedAt, reasonCode } = foldTask([...own.slice(0, 2), presumed, ...told]);
  assert.deepEqual([endedAt, reasonCode], [8990, 5]);
});
