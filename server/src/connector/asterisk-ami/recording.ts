// The recording of a real Asterisk in fixtures/, imported, and set beside what its scripts did; for tests.
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { isCallEvent, isTaskEvent } from "@trunkline/contract";
import type { TrunklineEvent } from "@trunkline/contract";
import { parse } from "yaml";
import type { Call, Leg } from "../../call/call.ts";
import { isMissed } from "../../call/record.ts";
import { foldTask } from "../../call/task.ts";
import type { Task } from "../../call/task.ts";
import { parseAmiSettings } from "./ami-settings.ts";
import type { AmiSettings } from "./ami-settings.ts";
import { callsOf } from "./ami-trace.ts";
import { importAsteriskAmi } from "./import-asterisk-ami.ts";
import type { FileImport, ImportReport } from "../import-format.ts";

const fixtures = new URL("fixtures/", import.meta.url);

type ExpectedLeg = {
  readonly queue?: string;
  readonly agent?: string | null;
  readonly rang?: readonly string[];
  readonly rang_no_answer?: readonly string[];
  readonly wait?: number;
  readonly ring?: number;
  readonly talk?: number;
  readonly hold?: number;
  readonly holds?: number;
  readonly result: string;
  readonly ended_by?: string;
};

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

/** One thing compared. Numbers are seconds where `tolerance` is given. */
export type Comparison = {
  readonly scenario: string;
  readonly what: string;
  readonly expected: unknown;
  readonly got: unknown;
  readonly tolerance: number;
};

export type Recording = {
  readonly events: readonly TrunklineEvent[];
  readonly calls: ReadonlyMap<string, Call>;
  readonly tasks: ReadonlyMap<string, Task>;
  readonly report: ImportReport;
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

export async function readRecording(imported: FileImport): Promise<Recording> {
  const events = await Array.fromAsync(imported);
  const tasks = Map.groupBy(events.filter(isTaskEvent), (event) => event.serialNo);
  return {
    events,
    calls: callsOf(events.filter(isCallEvent)),
    tasks: new Map([...tasks].map(([serialNo, list]) => [serialNo, foldTask(list)])),
    report: imported.report(),
  };
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

const endedBy: Readonly<Record<string, string>> = {
  caller: "customer",
  called: "customer",
  agent: "agent",
  pbx: "system",
};

const span = (from: number, to: number) =>
  from === 0 || to === 0 ? undefined : (to - from) / 1000;

export function compareInbound(
  scenario: Expected,
  call: Call,
  settings: AmiSettings,
): Comparison[] {
  const { name, ivr, legs = [], missed } = scenario;
  const tolerance = scenario.tolerance ?? 0.3;
  const rows: Comparison[] = [];
  const add = (what: string, expected: unknown, got: unknown, within = 0) => {
    if (expected !== undefined) {
      rows.push({ scenario: name, what, expected, got, tolerance: within });
    }
  };
  add("tenant", scenario.tenant, call.vdn);
  add("access code", scenario.did, call.calleeNo);
  const asked = call.legs.find((leg) => leg.device.kind === "queue" || leg.device.kind === "agent");
  if (typeof ivr === "number") {
    add("ivr", ivr, span(call.arrivedAt, asked?.waitBegin ?? call.endedAt), tolerance);
  }
  const taken = new Set<Leg>();
  for (const [index, leg] of legs.entries()) {
    const label = legs.length > 1 ? `leg ${index + 1} ` : "";
    const skillId = skillIdOf(settings, leg.queue);
    compareLeg({ ...leg, skillId }, call, taken, (what, expected, got, isTime) =>
      add(label + what, expected, got, isTime ? tolerance : 0),
    );
  }
  add("number of queue waits", legs.filter((leg) => leg.queue !== undefined).length, waits(call));
  add("number of talks", legs.filter((leg) => leg.talk !== undefined).length, talks(call));
  const by = scenario.ended_by ?? legs.at(-1)?.ended_by;
  if (by !== undefined) add("ended by", endedBy[by], call.endedBy);
  // Gave up in the IVR: the script leaves it open, and ours asked for no agent.
  add("missed", missed ?? false, isMissed(call));
  add("open", false, call.endedAt === 0);
  return rows;
}

const waits = (call: Call) => call.legs.filter((leg) => leg.device.kind === "queue").length;
const talks = (call: Call) => call.legs.filter((leg) => isAgentTalk(leg)).length;

function isAgentTalk(leg: Leg): boolean {
  return leg.device.kind === "agent" && leg.callBegin > 0;
}

/** Queue results by leave reason, agent results by how the ring or the talk ended. */
const queueResults: Readonly<Record<string, number>> = {
  timeout: 2,
  full: 1,
  joinempty: 3,
  "left with key 9": 4,
  abandoned: 15,
};

function skillIdOf(settings: AmiSettings, queue: string | undefined): number | undefined {
  const queues = settings.tenants.flatMap((tenant) => tenant.queues);
  return queues.find(({ name }) => name === queue)?.skillId;
}

function compareLeg(
  expected: ExpectedLeg & { readonly skillId: number | undefined },
  call: Call,
  taken: Set<Leg>,
  add: (what: string, expected: unknown, got: unknown, isTime: boolean) => void,
): void {
  const take = (isWanted: (leg: Leg) => boolean) => {
    const found = call.legs.find((leg) => !taken.has(leg) && isWanted(leg));
    if (found !== undefined) taken.add(found);
    return found;
  };
  const { result, agent } = expected;
  if (expected.queue !== undefined) {
    const { skillId } = expected;
    const queue = take(({ device }) => device.kind === "queue" && device.skillId === skillId);
    add("wait", expected.wait, span(queue?.waitBegin ?? 0, queue?.callEnd ?? 0), true);
    const reason = queueResults[result] ?? 0;
    add("queue left for reason", reason, queue?.leaveReason, false);
  }
  for (const [agents, how] of [
    [expected.rang ?? [], "cancelled"],
    [expected.rang_no_answer ?? [], "noAnswer"],
  ] as const) {
    for (const id of agents) {
      const rang = take((leg) => isAt(leg, id) && leg.callBegin === 0);
      add(`ring at ${id}`, how, rang?.unanswered, false);
    }
  }
  if (agent === undefined || agent === null) return;
  const leg = take((leg) => isAt(leg, agent));
  add("agent", true, leg !== undefined, false);
  const rungUntil = leg?.callBegin === 0 ? leg.callEnd : (leg?.callBegin ?? 0);
  add("ring", expected.ring, span(leg?.ackBegin ?? 0, rungUntil), true);
  add("talk", expected.talk, span(leg?.callBegin ?? 0, leg?.callEnd ?? 0), true);
  add("hold", expected.hold, (leg?.holdMs ?? 0) / 1000, true);
  if (result === "busy" || result === "cancelled")
    add("ring ended", result, leg?.unanswered, false);
  if (result.startsWith("transferred") || result.startsWith("redirected")) {
    add("left for reason", 17, leg?.leaveReason, false);
  }
}

function isAt(leg: Leg, agentId: string): boolean {
  return leg.device.kind === "agent" && leg.device.agentId === Number(agentId);
}

export function compareOutbound(
  scenario: Expected,
  call: Call,
  recording: Recording,
): Comparison[] {
  const { name, result, talk, task: serialNo } = scenario;
  const tolerance = scenario.tolerance ?? 0.3;
  const rows: Comparison[] = [];
  const add = (what: string, expected: unknown, got: unknown, within = 0) => {
    if (expected !== undefined) {
      rows.push({ scenario: name, what, expected, got, tolerance: within });
    }
  };
  add("tenant", scenario.tenant, call.vdn);
  add("direction", "out", call.direction);
  add("called", scenario.called, call.calleeNo);
  add("answered", result === "answered", call.callBegin > 0);
  add("talk", talk, span(call.callBegin, call.endedAt), tolerance);
  if (scenario.ended_by !== undefined) add("ended by", endedBy[scenario.ended_by], call.endedBy);
  const task = serialNo === undefined ? undefined : recording.tasks.get(serialNo);
  if (task !== undefined) {
    const { agent, customer } = task;
    const ringEnd = customer.talkingAt || customer.releasedAt;
    add(
      "agent answered",
      scenario.agent_answer,
      span(agent.alertingAt, agent.talkingAt),
      tolerance,
    );
    add("called rang", scenario.called_ring, span(customer.alertingAt, ringEnd), tolerance);
    add("task's talk", talk, span(customer.talkingAt, customer.releasedAt), tolerance);
    add("task's number", scenario.called, task.called);
    add("task's reason", scenario.reason, task.reasonCode);
    add("task ended", 3, task.state);
  } else add("called rang", scenario.called_ring, span(call.arrivedAt, call.callBegin), tolerance);
  add("missed", false, isMissed(call));
  add("open", false, call.endedAt === 0);
  return rows;
}

export function isWithin({ expected, got, tolerance }: Comparison): boolean {
  if (tolerance === 0) return expected === got;
  return typeof got === "number" && Math.abs(got - Number(expected)) <= tolerance;
}
