// Random events of one call, with many ties in time, for property tests.
import type { CallEvent } from "@trunkline/contract";
import fc from "fast-check";
import { traceStart } from "./event-trace.ts";

const base = { ccId: 1, vdn: 170, callId: "1795235373-1" };
const agentId = fc.constantFrom(1001, 1002, 1003);
const skillId = fc.constantFrom(1, 2);
const at = fc.integer({ min: traceStart, max: traceStart + 12 });

export function callEventArbitrary(callId = base.callId): fc.Arbitrary<CallEvent> {
  const own = { ...base, callId };
  const to = fc.oneof(
    skillId.map((skillId) => ({ kind: "queue" as const, skillId })),
    agentId.map((agentId) => ({ kind: "agent" as const, agentId })),
    fc.constant({ kind: "ivr" as const, flowId: 7 }),
    fc.constant({ kind: "external" as const, number: "13612345678" }),
  );
  const event = fc.oneof(
    fc.constantFrom("in" as const, "out" as const).map((direction) => ({
      kind: "arrived" as const,
      direction,
      callerNo: "13800000001",
      calleeNo: "88880001",
      innoId: 11,
    })),
    fc.constant({ kind: "ivrEntered" as const, flowId: 3 }),
    skillId.map((skillId) => ({ kind: "queued" as const, skillId })),
    agentId.map((agentId) => ({ kind: "offered" as const, agentId })),
    fc.constant({ kind: "offered" as const }),
    agentId.map((agentId) => ({ kind: "unanswered" as const, agentId })),
    agentId.map((agentId) => ({ kind: "answered" as const, agentId })),
    fc.constant({ kind: "answered" as const }),
    agentId.map((agentId) => ({ kind: "held" as const, agentId })),
    agentId.map((agentId) => ({ kind: "resumed" as const, agentId })),
    to.map((to) => ({ kind: "transferred" as const, to })),
    fc
      .constantFrom("customer" as const, "agent" as const, "system" as const)
      .map((by) => ({ kind: "ended" as const, by })),
  );
  return fc.tuple(event, at).map(([event, at]) => ({ ...own, ...event, at }));
}

/** Distinct events: the ingest has taken repetitions out. */
export function callEventsArbitrary(callId = base.callId): fc.Arbitrary<CallEvent[]> {
  return fc.uniqueArray(callEventArbitrary(callId), {
    minLength: 1,
    maxLength: 20,
    selector: (event) => JSON.stringify(event),
  });
}
