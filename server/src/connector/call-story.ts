// Events of a connector -> the calls that they make, in words; for tests.
import { isCallEvent, type TrunklineEvent } from "@trunkline/contract";
import type { Call } from "../call/call.ts";
import { legLines, traceStart } from "../call/event-trace.ts";
import { foldCall } from "../call/fold.ts";
import { isMissed } from "../call/record.ts";

/** callId -> call. */
export function callsOf(events: readonly TrunklineEvent[]): Map<string, Call> {
  const byCall = Map.groupBy(events.filter(isCallEvent), (event) => event.callId);
  return new Map([...byCall].map(([callId, list]) => [callId, foldCall(list)]));
}

export function onlyCallOf(events: readonly TrunklineEvent[]): Call {
  const calls = callsOf(events);
  const [call] = calls.values();
  if (call === undefined || calls.size > 1) {
    throw new Error(`Cannot take one call from the trace: it has ${calls.size}`);
  }
  return call;
}

/** The legs, then how it ended: what a trace is expected to give. */
export function storyOf(call: Call): string[] {
  const missed = isMissed(call) ? ", missed" : "";
  const ended = call.endedAt === 0 ? "open" : `ended by ${call.endedBy}`;
  return [...legLines(call), `${ended}${missed}`];
}

/** By callId. */
export function storiesOf(events: readonly TrunklineEvent[]): Map<string, string[]> {
  return new Map([...callsOf(events)].map(([callId, call]) => [callId, storyOf(call)]));
}

/** Events as in call/event-trace.ts: seconds, kind, own fields. */
export function eventLines(events: readonly TrunklineEvent[]): string[] {
  const envelope = new Set(["kind", "at", "ccId", "vdn", "callId", "id", "source", "sequence"]);
  return events.map((event) => {
    const fields = Object.entries(event)
      .filter(([name]) => !envelope.has(name))
      .map(
        ([name, value]) => `${name}=${typeof value === "object" ? JSON.stringify(value) : value}`,
      );
    return [(event.at - traceStart) / 1000, event.kind, ...fields].join(" ");
  });
}
