import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { callEventsArbitrary } from "../call/event-arbitrary.ts";
import { eventsOfTrace, traceStart } from "../call/event-trace.ts";
import { compareEvents, foldCall } from "../call/fold.ts";
import { tenantKey } from "../lib/tenant-key.ts";
import { LiveBoard, type LiveEntry } from "./live-board.ts";

const tenant = tenantKey({ ccId: 1, vdn: 170 });

function entryOf(trace: string, callId: string): LiveEntry {
  const events = eventsOfTrace(trace).map((event) => ({ ...event, callId }));
  return { call: foldCall(events), cmsCallId: callId, events, receivedAt: 0 };
}

test("counters never drift and never go negative, and all = ivr + queue + agent at every step", () => {
  const calls = fc.array(
    fc.integer({ min: 1, max: 6 }).chain((n) => callEventsArbitrary(`c-${n}`)),
    {
      maxLength: 8,
    },
  );
  fc.assert(
    fc.property(calls, (histories) => {
      const board = new LiveBoard();
      for (const events of histories) {
        const seen: typeof events = [];
        for (const event of events.toSorted(compareEvents)) {
          seen.push(event);
          const call = foldCall(seen);
          const entry = board.entry(tenant, event.callId) ?? {
            call,
            cmsCallId: event.callId,
            events: [],
            receivedAt: 0,
          };
          entry.call = call;
          if (call.phase === "ended") board.remove(entry);
          else board.put(entry);
          assert.deepEqual(board.verify(), []);
          const counts = board.countsOfTenant(tenant);
          assert.ok(Math.min(counts.ivr, counts.queue, counts.agent) >= 0);
          assert.equal(counts.all, counts.ivr + counts.queue + counts.agent);
          assert.equal(counts.all, [...board.calls(tenant)].length);
        }
      }
    }),
    { numRuns: 60 },
  );
});

test("the longest wait is that of the oldest call still waiting", () => {
  const board = new LiveBoard();
  const entries = [0, 1, 2].map((n) =>
    entryOf(`0 arrived\n${n + 1} queued skillId=1`, `1795235373-${n}`),
  );
  for (const entry of entries) board.put(entry);
  assert.equal(board.countsOfAccessCode(tenant, 11).longestWaitSince, traceStart + 1000);
  const [first, second] = entries;
  assert.ok(first && second);
  board.remove(first);
  assert.equal(board.countsOfSkill(tenant, 1).longestWaitSince, traceStart + 2000);
  second.call = foldCall([
    ...second.events,
    ...eventsOfTrace("9 answered agentId=1001").map((event) => ({
      ...event,
      callId: "1795235373-1",
    })),
  ]);
  board.put(second);
  assert.equal(board.countsOfTenant(tenant).longestWaitSince, traceStart + 3000);
  assert.deepEqual(
    board.callsOfAgent(tenant, 1001).map(({ call }) => call.callId),
    ["1795235373-1"],
  );
});

test("many thousand waiting calls leave in any order without losing the oldest", () => {
  const board = new LiveBoard();
  const entries = Array.from({ length: 5000 }, (_, n) =>
    entryOf(`0 arrived\n${1 + ((n * 7919) % 5000)} queued skillId=1`, `1795235373-${n}`),
  );
  for (const entry of entries) board.put(entry);
  for (const [index, entry] of entries.entries()) {
    board.remove(entry);
    if (index % 500 === 0) assert.deepEqual(board.verify(), []);
  }
  assert.equal(board.countsOfTenant(tenant).all, 0);
  assert.equal(board.countsOfTenant(tenant).longestWaitSince, 0);
});

test("a call is found by the platform's ID and by its short one", () => {
  const board = new LiveBoard();
  const entry = { ...entryOf("0 arrived", "pbx1-1795235373.0"), cmsCallId: "1795235373-77" };
  board.put(entry);
  assert.equal(board.call(tenant, "pbx1-1795235373.0")?.cmsCallId, "1795235373-77");
  assert.equal(board.call(tenant, "1795235373-77")?.call.callId, "pbx1-1795235373.0");
  assert.equal(board.call(tenant + 1, "1795235373-77"), undefined);
  board.remove(entry);
  assert.equal(board.call(tenant, "1795235373-77"), undefined);
});

test("a call that ends leaves the short ID to a call of that very ID, and the other way round", () => {
  const board = new LiveBoard();
  const given = { ...entryOf("0 arrived", "pbx1-1795235373.0"), cmsCallId: "1795235373-77" };
  const later = { ...entryOf("0 arrived", "pbx1-1795235373.1"), cmsCallId: "1795235373-77" };
  board.put(given);
  board.put(later);
  board.remove(given);
  assert.equal(board.call(tenant, "1795235373-77")?.call.callId, later.call.callId);
  const own = entryOf("0 arrived", "1795235373-77");
  board.put(own);
  board.remove(own);
  assert.equal(board.call(tenant, "1795235373-77")?.call.callId, later.call.callId);
});

test("verify tells of a counter that is not what the calls say", () => {
  const board = new LiveBoard();
  const entry = entryOf("0 arrived", "1795235373-1");
  board.put(entry);
  entry.call = entryOf("0 arrived\n1 queued skillId=1", "1795235373-1").call;
  const drift = board.verify();
  assert.deepEqual(
    drift.map(({ counter }) => counter),
    ["tenant", "accessCode 11", "skill 1"],
  );
});

test("an observer hears where a call stood and stands, and that it left, until it is disposed", () => {
  const board = new LiveBoard();
  const heard: unknown[] = [];
  const observing = board.observe({
    callMoved: (key, { call }, stand) => heard.push([key, call.callId, stand.place]),
    callLeft: (key, { call }) => heard.push([key, call.callId, "left"]),
    agentChanged: (key, agentId) => heard.push([key, agentId]),
  });
  const callId = "1795235373-1";
  const entry = entryOf("0 arrived", callId);
  board.put(entry);
  entry.call = entryOf("0 arrived\n1 queued skillId=1", callId).call;
  board.put(entry);
  board.remove(entry);
  const told = ["ivr", "ivr", "queue", "queue", "left"];
  assert.deepEqual(
    heard,
    told.map((place) => [tenant, callId, place]),
  );
  observing[Symbol.dispose]();
  board.put(entry);
  assert.equal(heard.length, told.length);
});

test("a queue is known by the name that an event told, and the newest event by its time", () => {
  const board = new LiveBoard();
  board.put(entryOf("0 arrived\n1 queued skillId=1 skillName=sales", "1795235373-1"));
  board.put(entryOf("0 arrived\n1 queued skillId=1", "1795235373-2"));
  board.put(entryOf("0 arrived\n1 queued skillId=2", "1795235373-3"));
  assert.deepEqual(board.queues(tenant), [1, 2]);
  assert.deepEqual([board.queueName(tenant, 1), board.queueName(tenant, 2)], ["sales", ""]);
  board.noteEvent(tenant, 20);
  board.noteEvent(tenant, 10);
  assert.deepEqual([board.newestEventAt(tenant), board.newestEventAt(tenant + 1)], [20, 0]);
});
