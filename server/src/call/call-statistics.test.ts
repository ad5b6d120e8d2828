import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { waitMsOf } from "./call-duration.ts";
import { factsOf } from "./call-facts.ts";
import { countFacts, emptyTotals, waitClassOf, type Totals } from "./call-statistics.ts";
import { quarterMs, waitBounds, type StatisticSubject } from "./call-totals.ts";
import { callEventsArbitrary } from "./event-arbitrary.ts";
import { callOfTrace, traceStart } from "./event-trace.ts";
import { expireCall, foldCall } from "./fold.ts";
import { callRow } from "./record.ts";

/** Totals of one kind of device, by `id`; `id+1`: of the quarter after the one that the trace begins in. */
function totalsOfTrace(trace: string, by: StatisticSubject): Record<string, Partial<Totals>> {
  const found: Record<string, Totals> = {};
  countFacts(factsOf(callOfTrace(trace)), by, (id, quarter) => {
    const later = (quarter - Math.floor(traceStart / quarterMs) * quarterMs) / quarterMs;
    const name = later === 0 ? String(id) : `${id}+${later}`;
    return (found[name] ??= emptyTotals());
  });
  return Object.fromEntries(Object.entries(found).map(([name, totals]) => [name, some(totals)]));
}

/** Without what is 0. */
function some(totals: Totals): Partial<Totals> {
  const entries = Object.entries(totals).map(([name, value]) => {
    if (typeof value === "number") return [name, value];
    const places = value.flatMap((calls, place) => (calls === 0 ? [] : [`${calls} in ${place}`]));
    return [name, places.join()];
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== 0 && value !== ""));
}

const answered = `
  0    arrived
  0.2  ivrEntered flowId=3
  4    queued skillId=1
  10   offered agentId=1001
  16   answered agentId=1001
  20   held
  50   resumed
  76   ended by=customer`;
const talk = { talkMs: 60_000, holdMs: 30_000 };

test("an answered call counts for tenant, access code, queue and agent, each with its own wait", () => {
  const taken = { offered: 1, answered: 1, ...talk };
  const arrival = { ...taken, answeredWaitMs: 12_000, longestWaitMs: 12_000 };
  const waited = { ...arrival, answeredByWait: "1 in 2" };
  assert.deepEqual(totalsOfTrace(answered, "vdn"), { 170: { inbound: 1, ...waited } });
  assert.deepEqual(totalsOfTrace(answered, "accessCode"), { 11: { inbound: 1, ...waited } });
  assert.deepEqual(totalsOfTrace(answered, "skill"), { 1: waited });
  const rang = { answeredWaitMs: 6000, longestWaitMs: 6000, answeredByWait: "1 in 1" };
  assert.deepEqual(totalsOfTrace(answered, "agent"), { 1001: { ...taken, ...rang } });
});

test("a caller who hangs up in the queue is abandoned there, whoever was ringing", () => {
  const trace = `
    0  arrived
    1  queued skillId=1
    21 queued skillId=2 leaveReason=1
    30 offered agentId=1001
    40 unanswered agentId=1001 reason=noAnswer
    41 offered agentId=1002
    51 ended by=customer`;
  const lost = { offered: 1, abandoned: 1, missed: 1 };
  assert.deepEqual(totalsOfTrace(trace, "skill"), {
    1: { offered: 1, overflowed: 1, longestWaitMs: 20_000 },
    2: { ...lost, abandonedWaitMs: 30_000, longestWaitMs: 30_000, abandonedByWait: "1 in 5" },
  });
  assert.deepEqual(totalsOfTrace(trace, "agent"), {
    "1001+1": { offered: 1, missed: 1, unanswered: 1, longestWaitMs: 10_000 },
    "1002+1": {
      ...lost,
      abandonedWaitMs: 10_000,
      longestWaitMs: 10_000,
      abandonedByWait: "1 in 2",
    },
  });
  const own = { abandonedWaitMs: 50_000, longestWaitMs: 50_000, abandonedByWait: "1 in 7" };
  assert.deepEqual(totalsOfTrace(trace, "vdn"), { 170: { inbound: 1, ...lost, ...own } });
});

test("a call that is answered and then passed on to a queue has waited from its arrival to the answer", () => {
  const trace = `
    0  arrived
    1  offered agentId=1001
    41 answered agentId=1001
    60 transferred agentId=1001 to=queue:2
    90 ended by=customer`;
  const vdn = totalsOfTrace(trace, "vdn")["170"];
  assert.deepEqual([vdn?.answeredWaitMs, vdn?.longestWaitMs], [41_000, 41_000]);
  assert.equal(waitMsOf(callRow(callOfTrace(trace), "", 0)), 41_000);
});

test("the hold of an outbound call is part of its conversation: none before the party talks", () => {
  const trace = `
    0  arrived direction=out agentFirst=true
    1  queued skillId=1
    10 answered agentId=1001
    12 held
    40 ended by=agent`;
  const taken = { offered: 1, answered: 1, answeredWaitMs: 9000, longestWaitMs: 9000 };
  assert.deepEqual(totalsOfTrace(trace, "skill"), { 1: { ...taken, answeredByWait: "1 in 1" } });
});

test("a call that the system ends in the queue is missed and not abandoned", () => {
  const trace = "0 arrived\n0 queued skillId=1\n5 ended by=system";
  const lost = { offered: 1, missed: 1, longestWaitMs: 5000 };
  assert.deepEqual(totalsOfTrace(trace, "skill"), { 1: lost });
});

test("a transfer counts for the one who gave the call away; the next queue has an offer of its own", () => {
  const trace = `
    0    arrived
    0    queued skillId=1
    5    answered agentId=1001
    890  transferred agentId=1001 to=queue:2
    1000 answered agentId=1002
    1010 ended by=agent`;
  const agents = totalsOfTrace(trace, "agent");
  assert.deepEqual([agents["1001"]?.transfers, agents["1001"]?.talkMs], [1, 885_000]);
  // The trace begins 27 s before a quarter ends.
  assert.deepEqual(Object.keys(agents), ["1001", "1002+2"]);
  const skills = totalsOfTrace(trace, "skill");
  assert.deepEqual([skills["1"]?.transfers, skills["2+1"]?.answeredWaitMs], [1, 110_000]);
  assert.deepEqual(totalsOfTrace(trace, "vdn")["170"]?.talkMs, 895_000);
});

test("a call that asks for nobody is inbound and not offered", () => {
  const trace = "0 arrived\n1 ivrEntered flowId=3\n60 ended by=customer";
  assert.deepEqual(totalsOfTrace(trace, "vdn"), { 170: { inbound: 1 } });
});

test("of an outbound call the talk begins when its party is there", () => {
  const trace = `
    0  arrived direction=out agentFirst=true
    1  offered agentId=1001
    3  answered agentId=1001
    13 answered
    73 ended by=customer`;
  const own = { outbound: 1, outboundAnswered: 1, outboundTalkMs: 60_000 };
  assert.deepEqual(totalsOfTrace(trace, "vdn"), { 170: own });
  assert.deepEqual(totalsOfTrace(trace, "agent"), { 1001: own });
  const unanswered = trace.replace("13 answered\n", "");
  assert.deepEqual(totalsOfTrace(unanswered, "vdn"), { 170: { outbound: 1 } });
});

test("a wait of exactly a bound is above it", () => {
  assert.deepEqual([waitClassOf(0), waitClassOf(4999), waitClassOf(5000)], [0, 0, 1]);
  assert.equal(waitClassOf(900_000), waitBounds.length);
});

test("whatever the events: offered = answered + missed + overflowed, and classes add up", () => {
  fc.assert(
    fc.property(callEventsArbitrary(), (events) => {
      const call = foldCall(events);
      if (call.phase !== "ended") expireCall(call);
      for (const by of ["vdn", "accessCode", "skill", "agent"] as const) {
        const totals = emptyTotals();
        countFacts(factsOf(call), by, () => totals);
        const { answeredByWait, abandonedByWait } = totals;
        const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
        assert.equal(totals.offered, totals.answered + totals.missed + totals.overflowed);
        assert.deepEqual(
          [sum(answeredByWait), sum(abandonedByWait)],
          [totals.answered, totals.abandoned],
        );
        assert.ok(totals.abandoned + totals.unanswered <= totals.missed);
        assert.ok(totals.holdMs <= totals.talkMs);
        for (const value of Object.values(totals).flat()) assert.ok(value >= 0);
      }
    }),
  );
});
