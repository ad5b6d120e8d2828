// 25 scripted scenarios on a real FreeSWITCH 1.10.12: what we make of its byte stream, in both forms of
// its events, beside what the scripts did. Times within 0.3 s; where the recording itself differs from the
// configured times, expected.json has the recorded ones and says why.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { agentStatuses, isCallEvent } from "@trunkline/contract";
import { applyCallEvent } from "../../call/call-state.ts";
import { foldCall, newCall } from "../../call/fold.ts";
import { isWithin } from "../scenario.ts";
import { callOf, compareInbound, compareOutbound, expectedScenarios } from "./recording.ts";
import { importRecording, recordingBytes, recordingForms } from "./recording.ts";
import { recordingSettings } from "./recording.ts";

const settings = await recordingSettings();
const scenarios = await expectedScenarios();
const plain = await importRecording(settings, recordingBytes("plain"));
const recordings = { plain, json: await importRecording(settings, recordingBytes("json")) };

for (const form of recordingForms) {
  const recording = recordings[form];
  for (const scenario of scenarios) {
    test(`scenario ${scenario.name}, ${form} events: what happened is what the script did`, () => {
      const call = callOf(scenario, recording);
      // FreeSWITCH makes a channel for a number that is nobody's; without a tenant it is no call.
      if (scenario.name === "32") return assert.equal(call, undefined);
      assert.ok(call !== undefined, "no call");
      const rows =
        scenario.outbound === true
          ? compareOutbound(scenario, call, recording)
          : compareInbound(scenario, call, settings);
      for (const row of rows) {
        const { what, expected, got } = row;
        const message = `${what}: expected ${String(expected)}, got ${String(got)}`;
        assert.ok(isWithin(row), message);
      }
    });
  }
}

test("the scenarios are those of the timeline, three of them in the one of three callers", async () => {
  const url = new URL("fixtures/timeline.json", import.meta.url);
  // The fixture is ours: an array of scenarios with their times.
  const timeline = JSON.parse(await readFile(url, "utf8")) as { name: string }[];
  const numbers = new Set(scenarios.map(({ name }) => name.slice(0, 2)));
  assert.deepEqual(
    timeline.map(({ name }) => name.slice(0, 2)),
    [...numbers],
  );
  assert.equal(timeline.length, 25);
});

test("plain and JSON events give the same events of ours, to the last field", () => {
  assert.deepEqual(recordings.json.events, recordings.plain.events);
});

for (const form of recordingForms) {
  test(`of the ${form} recording no call is left open, and only the unknown number is passed over`, () => {
    const { calls, report } = recordings[form];
    assert.equal(calls.size, 26);
    assert.equal(report.openCalls, 0);
    assert.deepEqual(
      [...calls.values()].filter((call) => call.phase !== "ended"),
      [],
    );
    assert.deepEqual(report.notes, {});
    assert.deepEqual(report.skipped, {
      "call to '88889999' in context 'public' of no tenant": 1,
    });
    assert.equal(report.rows, 1328);
    assert.equal(report.ignored["messages that are no events"], 3);
  });
}

test("a task of the ITA type ends with the Q.850 cause", async () => {
  const tasks = { ...settings.tasks, agentFirstType: "4", customerOnlyType: "4" } as const;
  const asIta = await importRecording({ ...settings, tasks }, recordingBytes("plain"));
  for (const { task, q850 } of scenarios) {
    if (task === undefined || q850 === undefined) continue;
    assert.equal(asIta.tasks.get(task)?.reasonCode, q850, task);
  }
});

test("agents' states are told when they change: on break, idle, logged out", () => {
  const states = plain.events.flatMap((event) => (event.kind === "agentState" ? [event] : []));
  const wanted = scenarios.flatMap(({ agent_states = [] }) => agent_states);
  const at = states.findIndex((event) => event.reason === "On Break");
  assert.ok(at > 0);
  const told = states
    .slice(at)
    .filter(({ agentId }) => agentId === 1001 || agentId === 1004)
    .slice(0, wanted.length)
    .map(({ agentId, state }) => [String(agentId), agentStatuses[String(state)]]);
  assert.deepEqual(told, wanted);
  const last = new Map<number, number>();
  for (const { agentId, state } of states) {
    assert.notEqual(state, last.get(agentId), "told without a change");
    last.set(agentId, state);
  }
});

test("every event has its own ID: that of FreeSWITCH's event, and what was made of it", () => {
  const ids = new Set(plain.events.map((event) => event.id));
  assert.equal(ids.size, plain.events.length);
  for (const { id, sequence } of plain.events) {
    assert.match(id ?? "", new RegExp(`^15e19dc9-1ac6-4e14-a945-de24c464cd96/${sequence}/`));
  }
});

test("the events of a call come in their order: none has to be folded in before another", () => {
  const last = new Map<string, { at: number; sequence: number }>();
  for (const event of plain.events) {
    if (!("callId" in event) || event.callId === undefined) continue;
    const before = last.get(event.callId) ?? { at: 0, sequence: 0 };
    const now = { at: event.at, sequence: event.sequence ?? 0 };
    assert.ok(now.at >= before.at && now.sequence >= before.sequence, event.id);
    last.set(event.callId, now);
  }
});

test("applying events as they come gives what folding them all gives", () => {
  for (const call of plain.calls.values()) {
    const own = plain.events.filter(isCallEvent).filter(({ callId }) => callId === call.callId);
    const [first] = own;
    assert.ok(first !== undefined);
    const live = newCall(first);
    for (const event of own) applyCallEvent(live, event);
    assert.deepEqual(live, foldCall(own));
  }
});
