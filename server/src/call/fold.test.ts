import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { applyCallEvent, placeOf } from "./call-state.ts";
import { callEventsArbitrary } from "./event-arbitrary.ts";
import { compareEvents, expireCall, foldCall, isAfter, newCall } from "./fold.ts";
import { isMissed } from "./record.ts";

test("any order of a call's events gives the same call", () => {
  fc.assert(
    fc.property(callEventsArbitrary(), fc.infiniteStream(fc.nat()), (events, random) => {
      const shuffled = events.toSorted(() => ((random.next().value ?? 0) % 2 === 0 ? 1 : -1));
      assert.deepEqual(foldCall(shuffled), foldCall(events));
    }),
  );
});

test("applying events one by one in order gives the same call as folding them", () => {
  fc.assert(
    fc.property(callEventsArbitrary(), (events) => {
      const distinctTimes = events
        .toSorted(compareEvents)
        .filter((event, index, all) => index === 0 || isAfter(event, all[index - 1] ?? event));
      const [first] = distinctTimes;
      assert.ok(first);
      const call = newCall(first);
      for (const event of distinctTimes) applyCallEvent(call, event);
      assert.deepEqual(call, foldCall(distinctTimes));
    }),
  );
});

test("times never run backwards inside a leg, and a leg ends after it began", () => {
  fc.assert(
    fc.property(callEventsArbitrary(), (events) => {
      for (const leg of foldCall(events).legs) {
        const times = [leg.waitBegin, leg.ackBegin, leg.callBegin, leg.callEnd].filter(Boolean);
        assert.deepEqual(
          times,
          times.toSorted((a, b) => a - b),
        );
        assert.ok(leg.holdMs >= 0);
      }
    }),
  );
});

test("a call that ended stays ended, with no leg open and nothing changed by later events", () => {
  fc.assert(
    fc.property(callEventsArbitrary(), (events) => {
      const call = foldCall(events);
      if (call.phase !== "ended") return;
      assert.ok(call.endedAt > 0);
      assert.ok(call.legs.every((leg) => leg.callEnd > 0));
      const before = structuredClone(call);
      const late = { ...events[0], kind: "held", at: call.endedAt + 5 } as (typeof events)[0];
      applyCallEvent(call, late);
      assert.deepEqual(call, before);
    }),
  );
});

test("at most one device has the call unless agents confer or ring together", () => {
  fc.assert(
    fc.property(callEventsArbitrary(), (events) => {
      const call = foldCall(events);
      const open = call.legs.filter((leg) => leg.callEnd === 0);
      const queues = open.filter((leg) => leg.device.kind === "queue");
      const talking = open.filter((leg) => leg.device.kind === "agent" && leg.callBegin > 0);
      assert.ok(queues.length <= 1);
      if (talking.length > 0) assert.equal(queues.length, 0);
      if (placeOf(call) === "agent") assert.ok(talking.length > 0);
    }),
  );
});

test("a missed call is inbound and no agent has answered it", () => {
  fc.assert(
    fc.property(callEventsArbitrary(), (events) => {
      const call = foldCall(events);
      if (!isMissed(call)) return;
      assert.equal(call.direction, "in");
      assert.ok(call.legs.every((leg) => leg.device.kind !== "agent" || leg.callBegin === 0));
    }),
  );
});

test("an expired call ends at its last event with leave reason 19, and a later event revives it", () => {
  fc.assert(
    fc.property(callEventsArbitrary(), (events) => {
      const alive = events.filter((event) => event.kind !== "ended");
      if (alive.length === 0) return;
      const call = foldCall(alive);
      expireCall(call);
      assert.equal(call.phase, "ended");
      assert.equal(call.leaveReason, 19);
      assert.equal(call.expired, true);
      assert.equal(call.endedAt, Math.max(...alive.map((event) => event.at)));
      assert.notEqual(foldCall(alive).phase, "ended");
    }),
  );
});
