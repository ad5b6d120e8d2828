import assert from "node:assert/strict";
import { test } from "node:test";
import { callOfTrace, eventsOfTrace, traceStart } from "../call/event-trace.ts";
import { tenantKey } from "../lib/tenant-key.ts";
import { LiveBoard } from "../live/live-board.ts";
import { runningCall } from "./running-call.ts";

const tenant = tenantKey({ ccId: 1, vdn: 170 });
const callId = "1795235373-1";

function runningOf(trace: string) {
  const live = new LiveBoard();
  live.put({
    call: callOfTrace(trace),
    cmsCallId: callId,
    events: eventsOfTrace(trace),
    receivedAt: traceStart,
  });
  return runningCall({ live }, { tenant, callId, now: traceStart + 100_000 });
}

const places: readonly (readonly [string, string, unknown, number])[] = [
  ["a call that just arrived is nowhere", "0 arrived", undefined, 0],
  ["in the IVR", "0 arrived\n1 ivrEntered flowId=7", { kind: "ivr", flowId: 7 }, 1],
  [
    "in a queue",
    "0 arrived\n1 ivrEntered flowId=7\n2 queued skillId=3 skillName=sales",
    { kind: "queue", skillId: 3, skillName: "sales" },
    2,
  ],
  [
    "ringing from a queue, at the agent",
    "0 arrived\n2 queued skillId=3\n3 offered agentId=1001",
    { kind: "agent", agentId: 1001, skillId: 3 },
    2,
  ],
  [
    "in consultation, with the agent who has the caller",
    "0 arrived\n3 offered agentId=1001\n4 answered agentId=1001\n5 held\n6 offered agentId=1002",
    { kind: "agent", agentId: 1001, skillId: 0 },
    2,
  ],
  [
    "back in a queue it was in: a device is counted once",
    "0 arrived\n2 queued skillId=3\n3 queued skillId=4\n5 queued skillId=3",
    { kind: "queue", skillId: 3, skillName: "" },
    2,
  ],
  [
    "outside",
    "0 arrived\n2 ivrEntered\n3 transferred to=external:4711",
    { kind: "external", number: "4711" },
    2,
  ],
];

for (const [name, trace, device, devicesVisited] of places) {
  test(`where a call is: ${name}`, () => {
    const running = runningOf(trace);
    assert.deepEqual(running?.device, device);
    assert.equal(running?.devicesVisited, devicesVisited);
  });
}

test("the skill is told by name, by number where it has none, else not at all", () => {
  assert.equal(runningOf("0 arrived\n2 queued skillId=3 skillName=sales")?.skillText, "sales");
  assert.equal(runningOf("0 arrived\n2 queued skillId=3")?.skillText, "3");
  assert.equal(runningOf("0 arrived")?.skillText, "");
  const answered = "0 arrived\n2 queued skillId=3\n3 answered agentId=1001";
  assert.equal(runningOf(answered)?.skillText, "3");
  assert.equal(runningOf(`${answered}\n5 transferred to=queue:4`)?.skillText, "4");
  assert.equal(runningOf(`${answered}\n5 transferred to=agent:1002`)?.skillText, "3");
});

test("a call that has ended is not in progress", () => {
  assert.equal(runningOf("0 arrived\n2 ended"), undefined);
});
