// Random ended calls for the model tests: many legs, many ties, over midnights.
import type { CallEvent } from "@trunkline/contract";
import fc from "fast-check";
import { expireCall, foldCall } from "../call/fold.ts";
import { callRow } from "../call/record.ts";
import type { EndedCall } from "./history.ts";

export const modelDay = Date.UTC(2026, 10, 21);
const dayMs = 86_400_000;

// One ID tells a second in which calls may arrive, others are of forms that are stored in other ways.
export const modelCallIds = [
  ...["1", "2", "3", "pbx-4", `${modelDay / 1000}-5`, `${modelDay / 1000}-6`],
  ...["1f0e7a52-63a1-4a7b-9b0f-3c2d1e0f9a8b", "2f0e7a52-63a1-4a7b-9b0f-3c2d1e0f9a8b"],
] as const;
export const modelNumbers = ["13800000001", "013800000002", "88880001", "", "anonymous"] as const;
export const modelAgents = [1001, 1002] as const;
export const modelSkills = [1, 2] as const;

/** Few minutes on either side of a few midnights, so that ties, edges and several files are met. */
export const modelTime = fc
  .tuple(
    fc.integer({ min: -1, max: 1 }),
    fc.integer({ min: -2, max: 2 }),
    fc.constantFrom(0, 1, 30_000, 899_999),
  )
  .map(([days, quarters, ms]) => modelDay + days * dayMs + quarters * 900_000 + ms);

const pauseMs = fc.constantFrom(0, 1, 4999, 5000, 20_000, 900_000, 4_000_000, dayMs);
const number = fc.constantFrom(...modelNumbers);
const agentId = fc.constantFrom(...modelAgents);
const skillId = fc.constantFrom(...modelSkills);
const step = fc.oneof(
  skillId.map((skillId) => ({ kind: "queued" as const, skillId })),
  agentId.map((agentId) => ({ kind: "offered" as const, agentId })),
  fc.constant({ kind: "offered" as const }),
  agentId.map((agentId) => ({ kind: "unanswered" as const, agentId })),
  agentId.map((agentId) => ({ kind: "answered" as const, agentId })),
  fc.constant({ kind: "answered" as const }),
  agentId.map((agentId) => ({ kind: "held" as const, agentId })),
  skillId.map((skillId) => ({
    kind: "transferred" as const,
    to: { kind: "queue" as const, skillId },
  })),
  agentId.map((agentId) => ({
    kind: "transferred" as const,
    to: { kind: "agent" as const, agentId },
  })),
);
const end = fc.oneof(
  fc
    .constantFrom("customer" as const, "agent" as const)
    .map((by) => ({ kind: "ended" as const, by })),
  // A call whose source has left: closed as of its last event.
  fc.constant(undefined),
);

type Journey = {
  readonly callId: string;
  readonly at: number;
  readonly arrival: object;
  readonly steps: readonly (readonly [number, object])[];
  readonly end: readonly [number, object | undefined];
  readonly loggedAfterMs: number;
};

export type RandomCall = { readonly callId: string; readonly ended: (vdn: number) => EndedCall };

export const randomCall: fc.Arbitrary<RandomCall> = fc
  .record({
    callId: fc.constantFrom(...modelCallIds),
    at: modelTime,
    arrival: fc.record({
      direction: fc.constantFrom("in" as const, "in" as const, "out" as const),
      callerNo: number,
      calleeNo: number,
      innoId: fc.constantFrom(11, 12),
      mediaType: fc.constantFrom(5, 1),
      agentFirst: fc.boolean(),
    }),
    steps: fc.array(fc.tuple(pauseMs, step), { maxLength: 6 }),
    end: fc.tuple(pauseMs, end),
    loggedAfterMs: fc.constantFrom(0, 5, dayMs),
  })
  .map((journey) => ({
    callId: journey.callId,
    ended: (vdn: number) => endedCallOf(journey, vdn),
  }));

function endedCallOf(
  { callId, at, arrival, steps, end, loggedAfterMs }: Journey,
  vdn: number,
): EndedCall {
  const base = { ccId: 1, vdn, callId };
  const events: object[] = [{ kind: "arrived", at, ...base, ...arrival }];
  let now = at;
  for (const [pause, own] of [...steps, end]) {
    if (own === undefined) continue;
    now += pause;
    events.push({ ...own, at: now, ...base });
  }
  // Each has the fields of its kind.
  const told = events as CallEvent[];
  const call = foldCall(told);
  if (call.phase !== "ended") expireCall(call);
  return { row: callRow(call, callId, call.endedAt + loggedAfterMs), call, events: told };
}
