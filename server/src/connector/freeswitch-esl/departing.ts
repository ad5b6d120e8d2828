// The caller moves on: from a conversation (a transfer) or out of a queue, to what comes next.
import type { TransferTarget } from "@trunkline/contract";
import type { Moment } from "./esl-time.ts";
import type { AgentPart, Departure, PbxState, TrackedCall } from "./pbx-state.ts";

/** Numbers of the leave reason table. */
export const leaveReason = {
  timeout: 2,
  noAgent: 3,
  queuingCancelled: 4,
  agentDidNotAnswer: 5,
  agentReleased: 16,
  internalError: 19,
  calledBusy: 20,
  noSuchNumber: 24,
} as const;

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
  departure: Departure,
  seenMicros = departure.moment.micros,
): void {
  if (call.departure !== undefined) return;
  call.departure = departure;
  pbx.departed.set(call, seenMicros);
}

/**
 * Takes the caller out of where it is. Returns how: a transfer has been written, else the departure
 * is for the next event to tell; undefined when nothing had to be left.
 */
export function depart(
  pbx: PbxState,
  call: TrackedCall,
  moment: Moment,
  to: TransferTarget,
): Departure | "transferred" | undefined {
  const { departure, place } = call;
  call.departure = undefined;
  call.lastTalker = undefined;
  call.outside = undefined;
  call.memberUuid = "";
  call.agents.clear();
  if (place === "queue") {
    return (
      departure ?? { moment, leaveReason: leaveReason.queuingCancelled, transferredBy: undefined }
    );
  }
  if (place !== "agent" && place !== "outside") return undefined;
  if (departure !== undefined && departure.transferredBy === undefined) return departure;
  writeTransfer(pbx, call, departure?.moment ?? moment, to, departure?.transferredBy ?? 0);
  return "transferred";
}

/** `by` = the agent who transfers; 0 = FreeSWITCH or a supervisor. */
export function writeTransfer(
  pbx: PbxState,
  call: TrackedCall,
  moment: Moment,
  to: TransferTarget,
  by: number,
): void {
  pbx.writer.write(call, moment, { kind: "transferred", to, ...(by > 0 ? { agentId: by } : {}) });
}

/** A leg that nobody transferred to: the one before had ended by itself. */
export function writeNextLeg(
  pbx: PbxState,
  call: TrackedCall,
  departure: Departure,
  to: TransferTarget,
): void {
  const { moment, leaveReason } = departure;
  pbx.writer.write(call, moment, { kind: "transferred", to, leaveReason });
}

/** From a queue or a conversation straight to an agent; from arrival or IVR the ring says it all. */
export function leaveForAgent(
  pbx: PbxState,
  call: TrackedCall,
  agentId: number,
  moment: Moment,
): void {
  const isQueueRing = call.place === "queue" && call.departure === undefined;
  if (call.place === "arrived" || call.place === "ivr" || isQueueRing) return;
  const to = { kind: "agent", agentId } as const;
  const departure = depart(pbx, call, moment, to);
  if (departure !== undefined && departure !== "transferred") {
    writeNextLeg(pbx, call, departure, to);
  }
  call.place = "arrived";
}

/** From a conversation whose agent has gone to one whom that agent had called, and who rings. */
export function leaveForRing(
  pbx: PbxState,
  call: TrackedCall,
  ringing: AgentPart,
  moment: Moment,
): void {
  leaveForAgent(pbx, call, ringing.agentId, moment);
  call.agents.set(ringing.agentId, ringing);
}

/** The field that tells why the leg before ended. */
export function leaving(departure: Departure | undefined): { leaveReason?: number } {
  return departure === undefined ? {} : { leaveReason: departure.leaveReason };
}
