// The caller moves on: why it left a queue of mod_callcenter's, and what a call forgets of where it was.
import { leaveReason } from "@trunkline/contract/codes";
import { waysOn, type Departure } from "../moving-on.ts";
import type { Moment } from "./esl-time.ts";
import type { AgentPart, PbxState, TrackedCall } from "./pbx-state.ts";

/** CC-Cancel-Reason -> why the caller left the queue without an agent. */
export function leaveReasonOfCancel(reason: string): number {
  switch (reason) {
    case "TIMEOUT":
      return leaveReason.timeout;
    case "NO_AGENT_TIMEOUT":
      return leaveReason.noAgent;
    default:
      return leaveReason.queuingCancelled;
  }
}

/**
 * The caller has left where it was, if nothing has told so before. What it comes to next tells of it, or that nothing
 * does.
 */
export function noteDeparture(
  pbx: PbxState,
  call: TrackedCall,
  departure: Departure<Moment>,
  seenMicros = departure.moment.micros,
): void {
  if (call.departure !== undefined) return;
  call.departure = departure;
  pbx.departed.set(call, seenMicros);
}

export const { depart, leaveForAgent, leaveForRing } = waysOn<Moment, AgentPart, TrackedCall>(
  (call) => {
    call.lastTalker = undefined;
    call.outside = undefined;
    call.memberUuid = "";
  },
);
