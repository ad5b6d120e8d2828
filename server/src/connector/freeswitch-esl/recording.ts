// The recordings of a real FreeSWITCH in fixtures/, imported, and set beside what its scripts did; for tests.
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { parse } from "yaml";
import type { Call, Leg } from "../../call/call.ts";
import { isMissed } from "../../call/record.ts";
import { compareLegs, endedBy, rowsBy, span, staysAt, talksOf } from "../scenario.ts";
import type { Comparison, ExpectedLeg } from "../scenario.ts";
import { readRecording, type Recording } from "../read-recording.ts";
import { parseEslSettings } from "./esl-settings.ts";
import type { EslSettings } from "./esl-settings.ts";
import { importFreeswitchEsl } from "./import-freeswitch-esl.ts";

const fixtures = new URL("fixtures/", import.meta.url);

export const recordingForms = ["plain", "json"] as const;
export type RecordingForm = (typeof recordingForms)[number];

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
  readonly task?: string;
  readonly outbound?: boolean;
  readonly agent?: string;
  readonly called?: string;
  readonly agent_answer?: number;
  readonly agent_ring?: number;
  readonly called_ring?: number;
  readonly talk?: number;
  readonly result?: string;
  readonly reason?: number;
  readonly q850?: number;
  readonly agent_states?: readonly (readonly [agent: string, state: string])[];
};

export async function recordingSettings(): Promise<EslSettings> {
  return parseEslSettings(parse(await readFile(new URL("settings.yaml", fixtures), "utf8")));
}

export function recordingBytes(form: RecordingForm): AsyncIterable<Uint8Array> {
  return createReadStream(new URL(`esl_${form}.raw.gz`, fixtures)).pipe(createGunzip());
}

export async function expectedScenarios(): Promise<readonly Expected[]> {
  const text = await readFile(new URL("expected.json", fixtures), "utf8");
  // The fixture is ours; its form is that of the type.
  return (JSON.parse(text) as { scenarios: Expected[] }).scenarios;
}

export function importRecording(
  settings: EslSettings,
  bytes: AsyncIterable<Uint8Array>,
): Promise<Recording> {
  const { signal } = new AbortController();
  return readRecording(importFreeswitchEsl({ bytes, settings, signal }));
}

/** The call of a scenario: by caller, or by task. */
export function callOf(scenario: Expected, recording: Recording): Call | undefined {
  const { calls, tasks } = recording;
  if (scenario.task !== undefined) return calls.get(tasks.get(scenario.task)?.callId ?? "");
  return [...calls.values()].find((call) => call.callerNo === scenario.caller);
}

export function compareInbound(
  scenario: Expected,
  call: Call,
  settings: EslSettings,
): Comparison[] {
  const { ivr, legs = [], missed } = scenario;
  return rowsBy((add) => {
    add("tenant", scenario.tenant, call.vdn);
    add("access code", scenario.did, call.calleeNo);
    const first = call.legs.find((leg) => leg.device.kind === "ivr");
    if (typeof ivr === "number") {
      add("ivr", ivr, span(first?.waitBegin ?? 0, first?.callEnd ?? 0), true);
    }
    const taken = new Set<Leg>(typeof ivr === "number" && first !== undefined ? [first] : []);
    compareLegs({ legs, call, tenants: settings.tenants, taken }, add);
    const wanted = (name: "queue" | "ivr") => legs.filter((leg) => leg[name] !== undefined).length;
    add("number of queue waits", wanted("queue"), staysAt(call, "queue"));
    add(
      "number of IVR stays",
      wanted("ivr") + (typeof ivr === "number" ? 1 : 0),
      staysAt(call, "ivr"),
    );
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
  const { result, talk, called } = scenario;
  const agentLeg = call.legs.find((leg) => leg.device.kind === "agent");
  const task = recording.tasks.get(scenario.task ?? "");
  const { agent, customer } = task ?? {};
  const ringEnd = customer?.talkingAt || customer?.releasedAt;
  return rowsBy((add) => {
    add("tenant", scenario.tenant, call.vdn);
    add("direction", "out", call.direction);
    add("called", called, call.calleeNo);
    add("answered", result === "answered", call.callBegin > 0);
    add("talk", talk, span(call.callBegin, call.endedAt), true);
    if (scenario.ended_by !== undefined) add("ended by", endedBy[scenario.ended_by], call.endedBy);
    add("agent", scenario.agent === undefined ? undefined : Number(scenario.agent), call.agentId);
    const answer = span(agentLeg?.ackBegin ?? 0, agentLeg?.callBegin ?? 0);
    add("agent answered", scenario.agent_answer, answer, true);
    const ring = span(agentLeg?.ackBegin ?? 0, agentLeg?.callEnd ?? 0);
    add("agent rang", scenario.agent_ring, ring, true);
    const asTask = span(agent?.alertingAt ?? 0, agent?.talkingAt ?? 0);
    add("task's agent answered", scenario.agent_answer, asTask, true);
    const calledRing = span(customer?.alertingAt ?? 0, ringEnd ?? 0);
    add("called rang", scenario.called_ring, calledRing, true);
    add("task's talk", talk, span(customer?.talkingAt ?? 0, customer?.releasedAt ?? 0), true);
    add("task's number", called, task?.called);
    add("task's reason", scenario.reason, task?.reasonCode);
    add("task ended", 3, task?.state);
    add("missed", false, isMissed(call));
    add("open", false, call.endedAt === 0);
  });
}
