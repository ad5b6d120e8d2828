// The recordings of a real FreeSWITCH in fixtures/, imported, and set beside what its scripts did; for tests.
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { isTaskEvent } from "@trunkline/contract";
import type { TrunklineEvent } from "@trunkline/contract";
import { parse } from "yaml";
import type { Call, Leg } from "../../call/call.ts";
import { isMissed } from "../../call/record.ts";
import { foldTask } from "../../call/task.ts";
import type { Task } from "../../call/task.ts";
import { parseEslSettings } from "./esl-settings.ts";
import type { EslSettings } from "./esl-settings.ts";
import { callsOf } from "./esl-trace.ts";
import { importFreeswitchEsl } from "./import-freeswitch-esl.ts";
import type { FileImport, ImportReport } from "../import-format.ts";

const fixtures = new URL("fixtures/", import.meta.url);

export const recordingForms = ["plain", "json"] as const;
export type RecordingForm = (typeof recordingForms)[number];

type ExpectedLeg = {
  readonly queue?: string;
  readonly ivr?: number;
  readonly agent?: string | null;
  readonly rang?: readonly string[];
  readonly rang_no_answer?: readonly string[];
  readonly no_answer_ring?: number;
  readonly rang_busy?: readonly string[];
  readonly tries?: number;
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

/** One thing compared. Numbers are seconds where `isTime`. */
export type Comparison = {
  readonly what: string;
  readonly expected: unknown;
  readonly got: unknown;
  readonly isTime: boolean;
};

type Add = (what: string, expected: unknown, got: unknown, isTime?: boolean) => void;

export type Recording = {
  readonly events: readonly TrunklineEvent[];
  readonly calls: ReadonlyMap<string, Call>;
  readonly tasks: ReadonlyMap<string, Task>;
  readonly report: ImportReport;
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

export async function importRecording(
  settings: EslSettings,
  bytes: AsyncIterable<Uint8Array>,
): Promise<Recording> {
  const { signal } = new AbortController();
  return readRecording(importFreeswitchEsl({ bytes, settings, signal }));
}

/** What any import of these recordings makes of them. */
export async function readRecording(imported: FileImport): Promise<Recording> {
  const events = await Array.fromAsync(imported);
  const tasks = Map.groupBy(events.filter(isTaskEvent), (event) => event.serialNo);
  return {
    events,
    calls: callsOf(events),
    tasks: new Map([...tasks].map(([serialNo, list]) => [serialNo, foldTask(list)])),
    report: imported.report(),
  };
}

/** The call of a scenario: by caller, or by task. */
export function callOf(scenario: Expected, recording: Recording): Call | undefined {
  const { calls, tasks } = recording;
  if (scenario.task !== undefined) return calls.get(tasks.get(scenario.task)?.callId ?? "");
  return [...calls.values()].find((call) => call.callerNo === scenario.caller);
}

const endedBy: Readonly<Record<string, string>> = {
  caller: "customer",
  called: "customer",
  agent: "agent",
  pbx: "system",
};

const span = (from: number, to: number) =>
  from === 0 || to === 0 ? undefined : (to - from) / 1000;

function rowsBy(compare: (add: Add) => void): Comparison[] {
  const rows: Comparison[] = [];
  compare((what, expected, got, isTime = false) => {
    if (expected !== undefined) rows.push({ what, expected, got, isTime });
  });
  return rows;
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
    for (const [index, leg] of legs.entries()) {
      const label = legs.length > 1 ? `leg ${index + 1} ` : "";
      const skillId = skillIdOf(settings, leg.queue);
      compareLeg({ ...leg, skillId }, call, taken, (what, ...rest) => add(label + what, ...rest));
    }
    const stays = (kind: string) => call.legs.filter((leg) => leg.device.kind === kind).length;
    const wanted = (name: "queue" | "ivr") => legs.filter((leg) => leg[name] !== undefined).length;
    add("number of queue waits", wanted("queue"), stays("queue"));
    add("number of IVR stays", wanted("ivr") + (typeof ivr === "number" ? 1 : 0), stays("ivr"));
    add("number of talks", legs.filter((leg) => leg.talk !== undefined).length, talks(call));
    const by = scenario.ended_by ?? legs.at(-1)?.ended_by;
    if (by !== undefined) add("ended by", endedBy[by], call.endedBy);
    // Gave up in the IVR: the script leaves it open, and ours asked for no agent.
    add("missed", missed ?? false, isMissed(call));
    add("open", false, call.endedAt === 0);
  });
}

const talks = (call: Call) =>
  call.legs.filter((leg) => leg.device.kind === "agent" && leg.callBegin > 0).length;

/** Queue results by leave reason. */
const queueResults: Readonly<Record<string, number>> = {
  timeout: 2,
  "no agent": 3,
  abandoned: 15,
};

function skillIdOf(settings: EslSettings, queue: string | undefined): number | undefined {
  const queues = settings.tenants.flatMap((tenant) => tenant.queues);
  return queues.find(({ name }) => name === queue)?.skillId;
}

function compareLeg(
  expected: ExpectedLeg & { readonly skillId: number | undefined },
  call: Call,
  taken: Set<Leg>,
  add: Add,
): void {
  const take = (isWanted: (leg: Leg) => boolean) => {
    const found = call.legs.find((leg) => !taken.has(leg) && isWanted(leg));
    if (found !== undefined) taken.add(found);
    return found;
  };
  const { result, skillId } = expected;
  if (expected.queue !== undefined) {
    const queue = take(({ device }) => device.kind === "queue" && device.skillId === skillId);
    add("wait", expected.wait, span(queue?.waitBegin ?? 0, queue?.callEnd ?? 0), true);
    add("queue left for reason", queueResults[result] ?? 0, queue?.leaveReason);
  }
  if (expected.ivr !== undefined) {
    const ivr = take(({ device }) => device.kind === "ivr");
    add("ivr", expected.ivr, span(ivr?.waitBegin ?? 0, ivr?.callEnd ?? 0), true);
  }
  compareRings(expected, take, add);
  const { agent } = expected;
  if (agent === undefined || agent === null) return;
  const leg = take((leg) => isAt(leg, agent));
  add("agent", true, leg !== undefined);
  const rungUntil = leg?.callBegin === 0 ? leg.callEnd : (leg?.callBegin ?? 0);
  add("ring", expected.ring, span(leg?.ackBegin ?? 0, rungUntil), true);
  add("talk", expected.talk, span(leg?.callBegin ?? 0, leg?.callEnd ?? 0), true);
  add("hold", expected.hold, (leg?.holdMs ?? 0) / 1000, true);
  if (result === "busy" || result === "cancelled") add("ring ended", result, leg?.unanswered);
  if (result === "transferred") add("left for reason", 17, leg?.leaveReason);
}

/** The rings that led to no talk. */
function compareRings(
  expected: ExpectedLeg,
  take: (isWanted: (leg: Leg) => boolean) => Leg | undefined,
  add: Add,
): void {
  const { rang = [], rang_no_answer = [], rang_busy = [], tries = 1 } = expected;
  const rings = [
    ...rang.map((id) => [id, "cancelled"] as const),
    ...rang_no_answer.map((id) => [id, "noAnswer"] as const),
    ...rang_busy.flatMap((id) => Array.from({ length: tries }, () => [id, "busy"] as const)),
  ];
  for (const [id, how] of rings) {
    const leg = take((leg) => isAt(leg, id) && leg.callBegin === 0);
    add(`ring at ${id}`, how, leg?.unanswered);
    const seconds = span(leg?.ackBegin ?? 0, leg?.callEnd ?? 0);
    if (how === "noAnswer") add(`time it rang at ${id}`, expected.no_answer_ring, seconds, true);
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

export const toleranceSeconds = 0.3;

export function isWithin({ expected, got, isTime }: Comparison): boolean {
  if (!isTime) return expected === got;
  return typeof got === "number" && Math.abs(got - Number(expected)) <= toleranceSeconds;
}
