// The recording of a real Asterisk in fixtures/, imported, and set beside what its scripts did; for tests.
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { parse } from "yaml";
import type { Call } from "../../call/call.ts";
import { isMissed } from "../../call/record.ts";
import { compareLegs, endedBy, rowsBy, span, staysAt, talksOf } from "../scenario.ts";
import type { Comparison, ExpectedLeg } from "../scenario.ts";
import { readRecording, type Recording } from "../read-recording.ts";
import { parseAmiSettings } from "./ami-settings.ts";
import type { AmiSettings } from "./ami-settings.ts";
import { importAsteriskAmi } from "./import-asterisk-ami.ts";

const fixtures = new URL("fixtures/", import.meta.url);

/** What the scripted callers and phones of one scenario did; seconds. */
export type Expected = {
  readonly name: string;
  readonly did?: string;
  readonly tenant?: number;
  readonly caller?: string;
  readonly ivr?: number | null;
  readonly legs?: readonly ExpectedLeg[];
  readonly missed?: boolean | null;
  readonly ended_by?: string;
  readonly tolerance?: number;
  readonly task?: string;
  readonly outbound?: boolean;
  readonly called?: string;
  readonly agent_answer?: number;
  readonly called_ring?: number;
  readonly talk?: number;
  readonly result?: string;
  readonly reason?: number;
  readonly q850?: number;
};

export async function recordingSettings(): Promise<AmiSettings> {
  return parseAmiSettings(parse(await readFile(new URL("settings.yaml", fixtures), "utf8")));
}

export function recordingBytes(): AsyncIterable<Uint8Array> {
  return createReadStream(new URL("ami.raw.gz", fixtures)).pipe(createGunzip());
}

export async function expectedScenarios(): Promise<readonly Expected[]> {
  const text = await readFile(new URL("expected.json", fixtures), "utf8");
  // The fixture is ours; its form is that of the type.
  return (JSON.parse(text) as { scenarios: Expected[] }).scenarios;
}

export function importRecording(
  settings: AmiSettings,
  bytes = recordingBytes(),
): Promise<Recording> {
  const { signal } = new AbortController();
  return readRecording(importAsteriskAmi({ bytes, settings, signal }));
}

/** The call of a scenario: by caller, or by task, or the one that agent 1001 dialled by hand. */
export function callOf(scenario: Expected, recording: Recording): Call | undefined {
  const { calls } = recording;
  if (scenario.task !== undefined) return calls.get(scenario.task);
  return [...calls.values()].find((call) =>
    scenario.caller === undefined
      ? call.calleeNo === scenario.called && call.callId.startsWith("pbx1-")
      : call.callerNo === scenario.caller,
  );
}

export function compareInbound(
  scenario: Expected,
  call: Call,
  settings: AmiSettings,
): Comparison[] {
  const { ivr, legs = [], missed } = scenario;
  return rowsBy((add) => {
    add("tenant", scenario.tenant, call.vdn);
    add("access code", scenario.did, call.calleeNo);
    const asked = call.legs.find(
      ({ device }) => device.kind === "queue" || device.kind === "agent",
    );
    if (typeof ivr === "number") {
      add("ivr", ivr, span(call.arrivedAt, asked?.waitBegin ?? call.endedAt), true);
    }
    compareLegs({ legs, call, tenants: settings.tenants, taken: new Set() }, add);
    const queued = legs.filter((leg) => leg.queue !== undefined).length;
    add("number of queue waits", queued, staysAt(call, "queue"));
    add("number of talks", legs.filter((leg) => leg.talk !== undefined).length, talksOf(call));
    const by = scenario.ended_by ?? legs.at(-1)?.ended_by;
    if (by !== undefined) add("ended by", endedBy[by], call.endedBy);
    // Gave up in the IVR: the script leaves it open, and ours asked for no agent.
    add("missed", missed ?? false, isMissed(call));
    add("open", false, call.endedAt === 0);
  });
}

export function compareOutbound(
  scenario: Expected,
  call: Call,
  recording: Recording,
): Comparison[] {
  const { result, talk, called, task: serialNo } = scenario;
  const task = serialNo === undefined ? undefined : recording.tasks.get(serialNo);
  return rowsBy((add) => {
    add("tenant", scenario.tenant, call.vdn);
    add("direction", "out", call.direction);
    add("called", called, call.calleeNo);
    add("answered", result === "answered", call.callBegin > 0);
    add("talk", talk, span(call.callBegin, call.endedAt), true);
    if (scenario.ended_by !== undefined) add("ended by", endedBy[scenario.ended_by], call.endedBy);
    if (task !== undefined) {
      const { agent, customer } = task;
      const ringEnd = customer.talkingAt || customer.releasedAt;
      const answer = span(agent.alertingAt, agent.talkingAt);
      add("agent answered", scenario.agent_answer, answer, true);
      add("called rang", scenario.called_ring, span(customer.alertingAt, ringEnd), true);
      add("task's talk", talk, span(customer.talkingAt, customer.releasedAt), true);
      add("task's number", called, task.called);
      add("task's reason", scenario.reason, task.reasonCode);
      add("task ended", 3, task.state);
    } else add("called rang", scenario.called_ring, span(call.arrivedAt, call.callBegin), true);
    add("missed", false, isMissed(call));
    add("open", false, call.endedAt === 0);
  });
}
