// The 25 scenarios as mod_cdr_csv wrote them, beside the live calls: rings and talks to the second. What the
// example template has no column for is not known: docs/reference/source-fidelity.md lists it.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Call, Leg } from "../../call/call.ts";
import { foldCall } from "../../call/fold.ts";
import { isCallEvent } from "@trunkline/contract";
import { importRecording, recordingBytes, recordingSettings } from "../freeswitch-esl/recording.ts";
import { fullColumns, fullMasterCsv, importMasterCsv, recordedMasterCsv } from "./recording.ts";

const settings = await recordingSettings();
const live = await importRecording(settings, recordingBytes("plain"));
const example = await importMasterCsv(await recordedMasterCsv(), settings);
const withColumns = { ...settings, cdrCsv: { columns: fullColumns } };
const full = await importMasterCsv(await fullMasterCsv(), withColumns);

/** Two times rounded down, and the clocks' own difference. */
const secondMs = 1060;

const agentLegs = ({ legs }: Call) => legs.filter(({ device }) => device.kind === "agent");

function assertNear(got: number, expected: number, what: string): void {
  assert.equal(got > 0, expected > 0, what);
  assert.ok(Math.abs(got - expected) <= secondMs, `${what}: ${got - expected} ms off`);
}

for (const call of live.calls.values()) {
  const name = `${call.callerNo} to ${call.calleeNo}`;

  test(`${name}: agents, rings and talks are those of the live call, to the second`, () => {
    const told = example.calls.get(call.callId);
    assert.ok(told !== undefined);
    assert.deepEqual([told.vdn, told.direction], [call.vdn, call.direction]);
    assertNear(told.arrivedAt, call.arrivedAt, "arrived");
    assertNear(told.endedAt, call.endedAt, "ended");
    const facts = ({ device, unanswered }: Leg) => ({
      agentId: device.kind === "agent" ? device.agentId : 0,
      unanswered,
    });
    assert.deepEqual(agentLegs(told).map(facts), agentLegs(call).map(facts));
    for (const [index, leg] of agentLegs(told).entries()) {
      const expected = agentLegs(call)[index];
      assertNear(leg.ackBegin, expected?.ackBegin ?? 0, "ring");
      assertNear(leg.callBegin, expected?.callBegin ?? 0, "talk");
      assertNear(leg.callEnd, expected?.callEnd ?? 0, "end");
    }
  });

  test(`${name}: a template with all it takes tells number, queue, task and who hung up`, () => {
    const told = full.calls.get(call.callId);
    assert.ok(told !== undefined);
    const { calleeNo, endedBy, leaveReason } = told;
    const task = [...live.tasks.values()].find(({ callId }) => callId === call.callId);
    // Of a customer who was never dialled no row has the number.
    if (task?.serialNo === "21") return assert.equal(calleeNo, "");
    assert.equal(calleeNo, call.calleeNo);
    assert.equal(endedBy, call.endedBy);
    if (call.endedBy !== "system") assert.equal(leaveReason, call.leaveReason);
    const queues = ({ legs }: Call) =>
      legs.flatMap(({ device }) => (device.kind === "queue" ? [device.skillId] : []));
    assert.deepEqual(queues(told), queues(call));
    const toldTask = full.tasks.get(task?.serialNo ?? "");
    assert.deepEqual([toldTask?.called, toldTask?.reasonCode], [task?.called, task?.reasonCode]);
  });
}

test("rows in whole seconds say so, those in microseconds need not", () => {
  for (const { precisionMs, at } of example.events) {
    assert.deepEqual([precisionMs, at % 1000], [1000, 0]);
  }
  assert.ok(full.events.every(({ precisionMs }) => precisionMs === undefined));
});

test("no call is left out, and none is made of a leg", () => {
  for (const { calls, report } of [example, full]) {
    assert.deepEqual([...calls.keys()].toSorted(), [...live.calls.keys()].toSorted());
    assert.equal(report.rows, 63);
    assert.deepEqual(report.skipped, { "call to '88889999' in context 'public' of no tenant": 1 });
  }
  assert.deepEqual(example.report.notes, {
    "caller who was sent on, so that the number dialled is not in the row": 8,
  });
  assert.deepEqual(full.report.notes, {});
});

test("live calls are not changed by their rows", () => {
  for (const [callId, call] of live.calls) {
    const events = [...live.events, ...example.events].filter(isCallEvent);
    assert.deepEqual(foldCall(events.filter((event) => event.callId === callId)), call);
  }
});
