import assert from "node:assert/strict";
import { test } from "node:test";
import {
  isCallEvent,
  isInTable,
  isTaskEvent,
  itaReasons,
  outboundReasons,
  type CallEvent,
  type TaskEvent,
  type TrunklineEvent,
} from "@trunkline/contract";
import fc from "fast-check";
import type { Call } from "../call/call.ts";
import { foldCall } from "../call/fold.ts";
import { isMissed } from "../call/record.ts";
import { foldTask } from "../call/task.ts";
import { validateEvent } from "../ingest/validate-event.ts";
import type { DayOptions } from "./simulate-day.ts";
import { simulateDay } from "./simulate-day.ts";

const wednesday = Date.UTC(2026, 10, 18);
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const tenant = { ccId: 1, vdn: 170 };
const small = { tenant, day: wednesday, seed: 1, callsPerDay: 600 } as const;
const large = eventsOf({ ...small, callsPerDay: 12_000 });
const largeCalls = callsOf(large);

function eventsOf(options: DayOptions): readonly TrunklineEvent[] {
  return [...simulateDay(options)];
}

function grouped<E>(events: readonly E[], nameOf: (event: E) => string): readonly (readonly E[])[] {
  return [...Map.groupBy(events, nameOf).values()];
}

function eventsByCall(events: readonly TrunklineEvent[]): readonly (readonly CallEvent[])[] {
  return grouped(events.filter(isCallEvent), ({ callId }) => callId);
}

function eventsByTask(events: readonly TrunklineEvent[]): readonly (readonly TaskEvent[])[] {
  return grouped(events.filter(isTaskEvent), ({ serialNo }) => serialNo);
}

function callsOf(events: readonly TrunklineEvent[]): readonly Call[] {
  return eventsByCall(events).map((own) => foldCall(own));
}

const anyDay = fc.record({
  tenant: fc.constant(tenant),
  seed: fc.integer({ min: 0, max: 1_000_000 }),
  day: fc.integer({ min: 0, max: 6 }).map((days) => wednesday + days * dayMs),
  profile: fc.constantFrom("office" as const, "lively" as const, "flat" as const),
  callsPerDay: fc.constantFrom(30, 600),
});

test("every event is one that the server accepts, and they come in order of time", () => {
  fc.assert(
    fc.property(anyDay, (options) => {
      let last = options.day;
      for (const event of simulateDay(options)) {
        const checked = validateEvent(event);
        if (checked.kind === "refusal") assert.fail(`${checked.field}: ${checked.reason}`);
        assert.ok(event.at >= last);
        last = event.at;
      }
      assert.ok(last < options.day + dayMs + 2 * hourMs);
    }),
    { numRuns: 8 },
  );
});

test("the same call gives the same bytes; another seed, tenant or day gives others", () => {
  const text = (options: DayOptions) => JSON.stringify(eventsOf(options));
  assert.equal(text(small), text(small));
  const noon = { ...small, day: small.day + 12 * hourMs };
  assert.equal(text(noon), text(small));
  for (const other of [
    { seed: 2 },
    { tenant: { ccId: 1, vdn: 171 } },
    { day: wednesday + dayMs },
  ]) {
    assert.notEqual(text({ ...small, ...other }), text(small));
  }
});

test("every call that arrives ends, once, and nothing is told of it before or after", () => {
  fc.assert(
    fc.property(anyDay, (options) => {
      for (const own of eventsByCall(eventsOf(options))) {
        const kinds = own.map(({ kind }) => kind);
        assert.equal(kinds[0], "arrived");
        assert.equal(kinds.at(-1), "ended");
        assert.equal(kinds.filter((kind) => kind === "arrived" || kind === "ended").length, 2);
        const times = own.map(({ at }) => at);
        assert.equal(new Set(times).size, times.length, "events of a call have their own times");
      }
    }),
    { numRuns: 8 },
  );
});

test("a ring ends in an answer, in none, or with the call", () => {
  for (const own of eventsByCall(large)) {
    const ringing = new Set<number>();
    for (const event of own) {
      if (event.kind === "offered") {
        if (event.agentId === undefined) continue;
        assert.ok(!ringing.has(event.agentId));
        ringing.add(event.agentId);
      } else if (event.kind === "unanswered") assert.ok(ringing.delete(event.agentId));
      else if (event.kind === "answered" && event.agentId !== undefined) {
        const isOutbound = own[0]?.kind === "arrived" && own[0].direction === "out";
        assert.ok(ringing.delete(event.agentId) || isOutbound);
      } else if (event.kind === "transferred") assert.equal(ringing.size, 0);
      else if (event.kind === "ended") assert.ok(ringing.size <= 1);
    }
  }
});

test("an agent has one call at a time, over midnight too", () => {
  const days = [0, 1, 2].flatMap((days) =>
    eventsOf({ ...small, callsPerDay: 3000, profile: "lively", day: wednesday + days * dayMs }),
  );
  days.sort((a, b) => a.at - b.at);
  const callOfAgent = new Map<number, string>();
  const free = (agentId: number, callId: string) => {
    assert.equal(callOfAgent.get(agentId), callId);
    callOfAgent.delete(agentId);
  };
  for (const event of days.filter(isCallEvent)) {
    const { callId } = event;
    if (event.kind === "offered" || event.kind === "answered") {
      if (event.agentId === undefined) continue;
      assert.equal(callOfAgent.get(event.agentId) ?? callId, callId);
      callOfAgent.set(event.agentId, callId);
    } else if (event.kind === "unanswered") free(event.agentId, callId);
    else if (event.kind === "transferred" && event.agentId !== undefined) {
      free(event.agentId, callId);
    } else if (event.kind === "ended") {
      for (const [agentId, own] of callOfAgent) if (own === callId) callOfAgent.delete(agentId);
    }
  }
  assert.equal(callOfAgent.size, 0);
});

test("agents sign in before they serve and sign out at the end", () => {
  const states = new Map<number, number>();
  const known = new Set<number>();
  for (const event of large) {
    if (event.kind === "agentSkills") known.add(event.agentId);
    else if (event.kind === "agentState") {
      assert.ok(known.has(event.agentId));
      assert.notEqual(event.state, states.get(event.agentId));
      states.set(event.agentId, event.state);
    } else if (event.kind === "offered" && event.agentId !== undefined) {
      assert.equal(states.get(event.agentId), 4);
    } else if (event.kind === "answered" && event.agentId !== undefined) {
      assert.equal(states.get(event.agentId), 5);
    }
  }
  for (const state of states.values()) assert.equal(state, 0);
  assert.deepEqual(new Set(states.keys()), known);
});

test("a day has about the calls asked for, and everything that happens in a contact centre", () => {
  assert.ok(Math.abs(largeCalls.length / 12_000 - 1) < 0.08);
  const inbound = largeCalls.filter(({ direction }) => direction === "in");
  assert.ok(Math.abs(inbound.length / largeCalls.length - 0.84) < 0.04);
  const kinds = new Map<string, number>();
  for (const event of large) {
    const name =
      event.kind === "transferred"
        ? `to ${event.to.kind}`
        : event.kind === "unanswered"
          ? (event.reason ?? "")
          : event.kind;
    kinds.set(name, (kinds.get(name) ?? 0) + 1);
  }
  for (const name of ["to queue", "to agent", "to ivr", "to external", "held", "resumed"]) {
    assert.ok((kinds.get(name) ?? 0) > 20, name);
  }
  for (const name of ["noAnswer", "rejected", "busy", "unreachable"]) {
    assert.ok((kinds.get(name) ?? 0) > 2, name);
  }
  assert.deepEqual(new Set(largeCalls.map(({ mediaType }) => mediaType)), new Set([1, 5, 8]));
  assert.ok(largeCalls.some(({ callId }) => /^pbx1-\d+\.\d+$/.test(callId)));
  assert.ok(largeCalls.some(({ callId }) => /^\d+-\d+$/.test(callId)));
  assert.ok(inbound.some(({ callerNo }) => callerNo === ""));
  assert.ok(largeCalls.some(({ legs }) => legs.filter(isServing).length > 2));
});

function isServing(leg: Call["legs"][number]): boolean {
  return leg.device.kind === "agent" && leg.callBegin > 0;
}

test("callers give up in the IVR, in the queue and while it rings; some call again", () => {
  const missed = largeCalls.filter(isMissed);
  assert.ok(missed.some(({ ackBegin }) => ackBegin === 0));
  assert.ok(missed.some(({ ackBegin }) => ackBegin > 0));
  assert.ok(
    largeCalls.some(({ askedForAgent, endedBy }) => !askedForAgent && endedBy === "customer"),
  );
  const again = missed.filter(
    (call) =>
      call.callerNo !== "" &&
      largeCalls.some(
        ({ callerNo, arrivedAt }) => callerNo === call.callerNo && arrivedAt > call.endedAt,
      ),
  );
  assert.ok(again.length > missed.length * 0.2);
});

test("most callers are answered within twenty seconds, fewer at the peak", () => {
  const waited = largeCalls.filter(({ hasQueued, direction }) => hasQueued && direction === "in");
  const within = (calls: readonly Call[]) =>
    calls.filter(
      ({ answeredByAgent, ackBegin, waitBegin }) =>
        answeredByAgent && ackBegin - waitBegin <= 20_000,
    ).length / calls.length;
  const between = (from: number, to: number) =>
    waited.filter(
      ({ arrivedAt }) =>
        arrivedAt >= wednesday + from * hourMs && arrivedAt < wednesday + to * hourMs,
    );
  assert.ok(within(waited) > 0.7 && within(waited) < 0.95);
  assert.ok(within(between(9, 12)) < within(between(12, 15)) + 0.02);
  const missed = waited.filter(isMissed).length / waited.length;
  assert.ok(missed > 0.015 && missed < 0.1);
});

test("every task ends, with a reason of its type", () => {
  const types = new Set<string>();
  const reasons = new Set<string>();
  for (const own of eventsByTask(large)) {
    const task = foldTask(own);
    assert.equal(task.state, 3);
    const table = task.taskType === "4" ? itaReasons : outboundReasons;
    assert.ok(isInTable(table, task.reasonCode));
    types.add(task.taskType);
    reasons.add(task.taskType === "4" ? `ita ${task.reasonCode}` : String(task.reasonCode));
    if (task.reasonCode <= 1 && task.taskType !== "4") assert.ok(task.customer.releasedAt > 0);
    if (task.callId !== "") {
      assert.ok(largeCalls.some(({ callId }) => callId === task.callId));
    }
  }
  assert.deepEqual(types, new Set(["1", "2", "3", "4"]));
  for (const reason of ["0", "1", "2", "3", "4", "5", "6", "ita 16", "ita 17", "ita 19"])
    assert.ok(reasons.has(reason));
});

test("only what begins in the window is told, to its end", () => {
  const from = wednesday + 10 * hourMs;
  const to = wednesday + 11 * hourMs;
  const whole = eventsByCall(eventsOf({ ...small, to }));
  const windowed = eventsByCall(eventsOf({ ...small, from, to }));
  const expected = whole.filter(([arrived]) => (arrived?.at ?? 0) >= from);
  assert.ok(expected.length > 10);
  assert.deepEqual(windowed, expected);
});

test("a window in the middle of the day begins with who is there, and ends with its last call", () => {
  const from = wednesday + 10 * hourMs;
  const to = from + hourMs;
  const events = eventsOf({ ...small, from, to });
  const present = new Set<number>();
  for (const event of eventsOf(small)) {
    if (event.at > from || event.kind !== "agentState") continue;
    if (event.state === 0) present.delete(event.agentId);
    else present.add(event.agentId);
  }
  const told = events.filter(({ at, kind }) => at === from && kind === "agentState");
  assert.equal(told.length, present.size);
  assert.ok(present.size > 5);
  const lastEnd = events.findLast(({ kind }) => kind === "ended" || kind === "taskEnded");
  assert.ok(events.every(({ at }) => at <= Math.max(to, lastEnd?.at ?? 0)));
});

test("without agent events the calls are the same", () => {
  const isOfCall = (event: TrunklineEvent) =>
    event.kind !== "agentState" && event.kind !== "agentSkills";
  assert.deepEqual(eventsOf({ ...small, agentEvents: false }), eventsOf(small).filter(isOfCall));
});

test("on a day without calls the agents come and go, and nothing else happens", () => {
  const kinds = new Set(eventsOf({ ...small, callsPerDay: 0 }).map(({ kind }) => kind));
  assert.ok(!kinds.has("arrived") && !kinds.has("taskCreated"));
});
