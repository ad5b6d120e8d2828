// 32 scripted scenarios on a real Asterisk 22.10.1: what we make of its byte stream, beside what the
// scripts did. Times within 0.3 s, or the scenario's own tolerance.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { isAgentId } from "@trunkline/contract";
import { isWithin } from "../scenario.ts";
import { callOf, compareInbound, compareOutbound, expectedScenarios } from "./recording.ts";
import { importRecording, recordingSettings } from "./recording.ts";

const settings = await recordingSettings();
const recording = await importRecording(settings);
const scenarios = await expectedScenarios();

const emptyQueueFirst =
  "the dialplan tries the empty queue first, which the script tells only in 07";

/** Where we differ from the script, what we have instead, and why. */
const deviations: Readonly<Record<string, { readonly got: number; readonly why: string }>> = {
  "17 ivr": {
    got: 3.5,
    why: "the script counts its prompt; Asterisk's Answer() waits 0.5 s for media before it",
  },
  "15 leg 2 talk": {
    got: 11.69,
    why: "the script counts from the transfer; the agent's leg begins when the consultation is answered",
  },
  "06 leg 1 wait": {
    got: 20.48,
    why: "app_queue looks at its timeout of 20 s only between rings: the PBX itself let go 0.48 s later",
  },
  "08a number of queue waits": { got: 2, why: emptyQueueFirst },
  "08b number of queue waits": { got: 2, why: emptyQueueFirst },
};

for (const scenario of scenarios) {
  test(`scenario ${scenario.name}: what happened is what the script did`, async () => {
    const call = callOf(scenario, recording);
    if (scenario.name === "32") return assert.equal(call, undefined);
    assert.ok(call !== undefined, "no call");
    const rows =
      scenario.outbound === true
        ? compareOutbound(scenario, call, recording)
        : compareInbound(scenario, call, settings);
    for (const row of rows) {
      const deviation = deviations[`${scenario.name} ${row.what}`];
      const meant = deviation === undefined ? row : { ...row, expected: deviation.got };
      const message = `${row.what}: expected ${String(meant.expected)}, got ${String(row.got)}`;
      assert.ok(isWithin(meant, scenario.tolerance), message);
    }
  });
}

test("the recording's 35 calls are 34: Asterisk refuses an unknown number before any event", async () => {
  assert.equal(recording.calls.size, 34);
  const url = new URL("fixtures/timeline.json", import.meta.url);
  // The fixture is ours: an array of scenarios with their times.
  const timeline = JSON.parse(await readFile(url, "utf8")) as { name: string; start: number }[];
  const unknownNumber = timeline.find(({ name }) => name.startsWith("32"));
  assert.ok(unknownNumber !== undefined);
  const during = recording.events.filter((event) => event.at >= unknownNumber.start * 1000);
  assert.deepEqual(during, []);
});

test("no call of the recording is left open, and nothing in it is unknown or skipped", () => {
  const { report } = recording;
  assert.equal(report.openCalls, 0);
  assert.deepEqual(
    [...recording.calls.values()].filter((call) => call.phase !== "ended"),
    [],
  );
  assert.deepEqual([report.notes, report.skipped], [{}, {}]);
  assert.equal(report.rows, 3954);
});

test("a task of the ITA type ends with the Q.850 cause", async () => {
  const tasks = { ...settings.tasks, agentFirstType: "4", customerOnlyType: "4" } as const;
  const asIta = await importRecording({ ...settings, tasks });
  for (const { task, q850 } of scenarios) {
    if (task === undefined || q850 === undefined) continue;
    assert.equal(asIta.tasks.get(task)?.reasonCode, q850, task);
  }
});

test("an agent who is paused for lunch rests, and is idle again", () => {
  const states = recording.events.flatMap((event) =>
    event.kind === "agentState" && event.agentId === 1001 ? [event] : [],
  );
  const lunch = states.findIndex((event) => event.state === 8);
  assert.equal(states[lunch]?.reason, "lunch");
  assert.equal(states[lunch + 1]?.state, 1);
  for (const [index, event] of states.entries()) {
    assert.notEqual(event.state, states[index - 1]?.state, "told without a change");
  }
});

test("every event of the recording has its own ID and a sequence that rises", () => {
  const ids = new Set(recording.events.map((event) => event.id));
  assert.equal(ids.size, recording.events.length);
  let last = 0;
  for (const event of recording.events) {
    assert.ok((event.sequence ?? 0) > last);
    last = event.sequence ?? 0;
    if (event.kind === "unanswered") assert.ok(isAgentId(event.agentId));
  }
});
