// What the scripted callers and phones of a recorded scenario did, beside the call we make of it; for tests.
import type { Call, Leg } from "../call/call.ts";

/** Seconds. */
export type ExpectedLeg = {
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
  readonly result: string;
  readonly ended_by?: string;
};

/** One thing compared. Numbers are seconds where `isTime`. */
export type Comparison = {
  readonly what: string;
  readonly expected: unknown;
  readonly got: unknown;
  readonly isTime: boolean;
};

type Add = (what: string, expected: unknown, got: unknown, isTime?: boolean) => void;

/** Of what the script says nothing, there is no row. */
export function rowsBy(compare: (add: Add) => void): Comparison[] {
  const rows: Comparison[] = [];
  compare((what, expected, got, isTime = false) => {
    if (expected !== undefined) rows.push({ what, expected, got, isTime });
  });
  return rows;
}

const toleranceSeconds = 0.3;

export function isWithin(
  { expected, got, isTime }: Comparison,
  tolerance = toleranceSeconds,
): boolean {
  if (!isTime) return expected === got;
  return typeof got === "number" && Math.abs(got - Number(expected)) <= tolerance;
}

export const endedBy: Readonly<Record<string, string>> = {
  caller: "customer",
  called: "customer",
  agent: "agent",
  pbx: "system",
};

/** Seconds. */
export function span(from: number, to: number): number | undefined {
  return from === 0 || to === 0 ? undefined : (to - from) / 1000;
}

export function staysAt(call: Call, kind: "queue" | "ivr"): number {
  return call.legs.filter((leg) => leg.device.kind === kind).length;
}

export function talksOf(call: Call): number {
  return call.legs.filter((leg) => leg.device.kind === "agent" && leg.callBegin > 0).length;
}

/** Queue results by leave reason. */
const queueResults: Readonly<Record<string, number>> = {
  timeout: 2,
  full: 1,
  joinempty: 3,
  "no agent": 3,
  "left with key 9": 4,
  abandoned: 15,
};

type Queues = readonly { readonly name: string; readonly skillId: number }[];

/** The legs of the call that are none of the scenario's legs yet are looked through, in their order. */
export function compareLegs(
  options: {
    readonly legs: readonly ExpectedLeg[];
    readonly call: Call;
    readonly tenants: readonly { readonly queues: Queues }[];
    readonly taken: Set<Leg>;
  },
  add: Add,
): void {
  const { legs, call, taken } = options;
  const queues = options.tenants.flatMap((tenant) => tenant.queues);
  const take = (isWanted: (leg: Leg) => boolean) => {
    const found = call.legs.find((leg) => !taken.has(leg) && isWanted(leg));
    if (found !== undefined) taken.add(found);
    return found;
  };
  for (const [index, leg] of legs.entries()) {
    const label = legs.length > 1 ? `leg ${index + 1} ` : "";
    compareLeg(leg, queues, take, (what, ...rest) => add(label + what, ...rest));
  }
}

type Take = (isWanted: (leg: Leg) => boolean) => Leg | undefined;

function compareLeg(expected: ExpectedLeg, queues: Queues, take: Take, add: Add): void {
  const { result, agent } = expected;
  if (expected.queue !== undefined) {
    const skillId = queues.find(({ name }) => name === expected.queue)?.skillId;
    const queue = take(({ device }) => device.kind === "queue" && device.skillId === skillId);
    add("wait", expected.wait, span(queue?.waitBegin ?? 0, queue?.callEnd ?? 0), true);
    add("queue left for reason", queueResults[result] ?? 0, queue?.leaveReason);
  }
  if (expected.ivr !== undefined) {
    const ivr = take(({ device }) => device.kind === "ivr");
    add("ivr", expected.ivr, span(ivr?.waitBegin ?? 0, ivr?.callEnd ?? 0), true);
  }
  compareRings(expected, take, add);
  if (agent === undefined || agent === null) return;
  const leg = take((leg) => isAt(leg, agent));
  add("agent", true, leg !== undefined);
  const rungUntil = leg?.callBegin === 0 ? leg.callEnd : (leg?.callBegin ?? 0);
  add("ring", expected.ring, span(leg?.ackBegin ?? 0, rungUntil), true);
  add("talk", expected.talk, span(leg?.callBegin ?? 0, leg?.callEnd ?? 0), true);
  add("hold", expected.hold, (leg?.holdMs ?? 0) / 1000, true);
  if (result === "busy" || result === "cancelled") add("ring ended", result, leg?.unanswered);
  if (/^(?:transferred|redirected)/.test(result)) add("left for reason", 17, leg?.leaveReason);
}

/** The rings that led to no talk. */
function compareRings(expected: ExpectedLeg, take: Take, add: Add): void {
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
