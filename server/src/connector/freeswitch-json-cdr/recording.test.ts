// The 25 scenarios as mod_json_cdr wrote them: beside what the scripts did, and beside the live events.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isCallEvent } from "@trunkline/contract";
import type { TrunklineEvent } from "@trunkline/contract";
import { foldCall } from "../../call/fold.ts";
import { callsOf } from "../call-story.ts";
import {
  callOf,
  compareInbound,
  compareOutbound,
  expectedScenarios,
} from "../freeswitch-esl/recording.ts";
import { importRecording, recordingBytes } from "../freeswitch-esl/recording.ts";
import { recordingSettings } from "../freeswitch-esl/recording.ts";
import type { Expected } from "../freeswitch-esl/recording.ts";
import type { Recording } from "../read-recording.ts";
import { isWithin } from "../scenario.ts";
import { importJsonCdrs, isCalledLeg, recordedJsonCdrs } from "./recording.ts";

const settings = await recordingSettings();
const scenarios = await expectedScenarios();
const live = await importRecording(settings, recordingBytes("plain"));
const records = await recordedJsonCdrs();
const all = await importJsonCdrs(records.join("\n"), settings);
const callers = records.filter((record) => !isCalledLeg(record));
const callersOnly = await importJsonCdrs(callers.join("\n"), settings);

/** Clocks of channels, applications and events step apart by up to three ticks of 20 ms. */
const clockMs = 60;

/** The number of a customer who was never dialled is only in the command. */
const unknownToRecords: Readonly<Record<string, readonly string[]>> = {
  "21": ["called", "task's number"],
};

function rowsOf(scenario: Expected, recording: Recording) {
  const call = callOf(scenario, recording);
  assert.ok(call !== undefined, "no call");
  return scenario.outbound === true
    ? compareOutbound(scenario, call, recording)
    : compareInbound(scenario, call, settings);
}

for (const scenario of scenarios) {
  const { name } = scenario;
  test(`scenario ${name}: the records tell what the script did`, () => {
    // The number is nobody's; without a tenant it is no call.
    if (name === "32") return assert.equal(callOf(scenario, all), undefined);
    for (const row of rowsOf(scenario, all)) {
      if (unknownToRecords[name]?.includes(row.what) === true) continue;
      const { what, expected, got } = row;
      assert.ok(isWithin(row), `${what}: expected ${String(expected)}, got ${String(got)}`);
    }
  });

  test(`scenario ${name}: the records give the live events, with the same callId`, () => {
    const call = callOf(scenario, live);
    const told = (events: readonly TrunklineEvent[]) =>
      events.filter((event) => "callId" in event && event.callId === call?.callId);
    const expected = told(live.events);
    const got = told(all.events);
    assert.deepEqual(got.map(factOf), expected.map(factOf));
    for (const [index, { at, kind }] of got.entries()) {
      const offMs = Math.abs(at - (expected[index]?.at ?? 0));
      assert.ok(offMs <= clockMs, `${kind} is ${offMs} ms off`);
    }
  });

  test(`scenario ${name}: the caller's record alone tells all but rings in queues and holds`, () => {
    if (name === "32") return;
    const missing = /ring|rang|hold/;
    for (const row of rowsOf(scenario, callersOnly)) {
      if (unknownToRecords[name]?.includes(row.what) === true || missing.test(row.what)) continue;
      const { what, expected, got } = row;
      assert.ok(isWithin(row), `${what}: expected ${String(expected)}, got ${String(got)}`);
    }
  });
}

/** What an event says, without when and by whom it was told. */
function factOf(event: TrunklineEvent): object {
  const { at: _at, id: _id, source: _source, sequence: _sequence, backfill: _, ...fact } = event;
  if (fact.kind === "arrived" && fact.callerNo === "1001") return { ...fact, calleeNo: "" };
  return fact.kind === "taskCreated" ? { ...fact, called: "" } : fact;
}

test("no call is left out, and only the unknown number is passed over", () => {
  assert.deepEqual([...all.calls.keys()].toSorted(), [...live.calls.keys()].toSorted());
  const { rows, openCalls, skipped, ignored, notes } = all.report;
  assert.deepEqual([rows, openCalls, ignored, notes], [63, 0, {}, {}]);
  assert.deepEqual(skipped, { "call to '88889999' in context 'public' of no tenant": 1 });
});

test("all events say that they were told afterwards, under their own source", () => {
  for (const { backfill, source, precisionMs } of all.events) {
    assert.deepEqual([backfill, source, precisionMs], [true, "fs1/json_cdr", undefined]);
  }
});

test("live calls are not changed by their records, whichever come first", () => {
  for (const [callId, call] of live.calls) {
    const told = all.events.filter(isCallEvent).filter((event) => event.callId === callId);
    const own = live.events.filter(isCallEvent).filter((event) => event.callId === callId);
    assert.deepEqual(foldCall([...told, ...own]), call);
  }
});

test("a live stream that is cut anywhere ends as it would have, with the records", async () => {
  const times = live.events.map(({ at }) => at);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  for (let cut = first; cut <= last; cut += 1700) {
    const told = callsOf([...live.events.filter(({ at }) => at <= cut), ...all.events]);
    for (const [callId, call] of live.calls) {
      const repaired = told.get(callId);
      assert.ok(repaired !== undefined);
      assert.equal(repaired.phase, "ended");
      assert.equal(repaired.endedBy, call.endedBy);
      assert.ok(Math.abs(repaired.endedAt - call.endedAt) <= clockMs);
      const devices = (legs: typeof call.legs) => legs.map(({ device }) => device);
      assert.deepEqual(devices(repaired.legs), devices(call.legs), `${callId} cut at ${cut}`);
    }
  }
});
