import assert from "node:assert/strict";
import { test } from "node:test";
import { getCall } from "@trunkline/contract";
import { ribbonOf, ticksOf, type Leg, type TimelineEntry } from "./ribbon.ts";

const { call } = getCall.example.reply;
const start = call.arrivedAt;
const seconds = (count: number) => start + count * 1000;
const reason = { code: 0, words: "" };

function leg(own: Partial<Leg> & Pick<Leg, "device">): Leg {
  const times = { enteredAt: start, rangAt: null, answeredAt: null, leftAt: null };
  const spans = { waitMs: 0, ringMs: 0, talkMs: 0, holdMs: 0 };
  return { ...times, ...spans, enterReason: reason, leaveReason: null, unanswered: null, ...own };
}

function event(kind: string, at: number, fields: Record<string, unknown> = {}): TimelineEntry {
  return { at, kind, words: "", source: "", sequence: null, precisionMs: 1, marks: [], fields };
}

const ivr = { kind: "ivr", id: 1, name: "", number: null } as const;
const queue = { kind: "queue", id: 21, name: "", number: null } as const;
const agent = { kind: "agent", id: 1001, name: "", number: null } as const;

function shapes(legs: readonly Leg[], timeline: readonly TimelineEntry[], endedAt: number | null) {
  const answers = legs.flatMap(({ answeredAt }) => answeredAt ?? []);
  const answeredAt = answers.length === 0 ? null : Math.min(...answers);
  const ribbon = ribbonOf(
    { call: { ...call, answeredAt, endedAt }, legs: [...legs], timeline: [...timeline] },
    seconds(100),
  );
  return ribbon.lanes.map(({ stretches }) =>
    stretches.map(({ kind, from, to }) => [kind, (from - start) / 1000, (to - start) / 1000]),
  );
}

test("a call through IVR, queue and agent is three lanes that follow each other", () => {
  const legs = [
    leg({ device: ivr, leftAt: seconds(6) }),
    leg({ device: queue, enteredAt: seconds(6), leftAt: seconds(19) }),
    leg({
      device: agent,
      enteredAt: seconds(15),
      rangAt: seconds(15),
      answeredAt: seconds(19),
      leftAt: seconds(64),
    }),
  ];
  const events = [event("held", seconds(30)), event("resumed", seconds(40), { agentId: 1001 })];
  assert.deepEqual(shapes(legs, events, seconds(64)), [
    [["ivr", 0, 6]],
    [["wait", 6, 19]],
    [
      ["ring", 15, 19],
      ["talk", 19, 30],
      ["hold", 30, 40],
      ["talk", 40, 64],
    ],
  ]);
});

test("what goes on ends now; another agent's hold is not this one's", () => {
  const talking = leg({ device: agent, answeredAt: seconds(10), rangAt: seconds(5) });
  const events = [event("held", seconds(20), { agentId: 1002 })];
  assert.deepEqual(shapes([talking], events, null), [
    [
      ["wait", 0, 5],
      ["ring", 5, 10],
      ["talk", 10, 100],
    ],
  ]);
});

test("an event later than the end is still within the ribbon", () => {
  const late = {
    call: { ...call, endedAt: seconds(64) },
    legs: [],
    timeline: [event("x", seconds(90))],
  };
  assert.equal(ribbonOf(late, 0).to, seconds(90));
});

test("ticks stand at round distances and are never too many", () => {
  const ticks = (count: number) => ticksOf({ from: 0, to: count * 1000 }, 8).map((ms) => ms / 1000);
  assert.deepEqual(ticks(64), [0, 10, 20, 30, 40, 50, 60]);
  assert.deepEqual(ticks(3), [0, 1, 2, 3]);
  assert.ok(ticks(100_000).length <= 9);
});

test("an agent who picks up before the other side hears it ring until the conversation", () => {
  const legs = [leg({ device: agent, answeredAt: start, leftAt: seconds(30) })];
  const kinds = (answeredAt: number | null) =>
    ribbonOf({ call: { ...call, answeredAt, endedAt: seconds(30) }, legs, timeline: [] }, start)
      .lanes.flatMap(({ stretches }) => stretches)
      .map(({ kind, from, to }) => [kind, (from - start) / 1000, (to - start) / 1000]);
  assert.deepEqual(kinds(seconds(20)), [
    ["ring", 0, 20],
    ["talk", 20, 30],
  ]);
  assert.deepEqual(kinds(null), [["ring", 0, 30]]);
});
