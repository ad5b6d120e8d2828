// The caller moves on: from a conversation (a transfer) or out of a queue, to what comes next.
import type { TransferTarget } from "@trunkline/contract";
import type { AgentPart, Departure, PbxState, TrackedCall } from "./pbx-state.ts";

/** Numbers of the leave reason table. */
export const leaveReason = {
  overflow: 1,
  timeout: 2,
  noAgent: 3,
  queuingCancelled: 4,
  agentDidNotAnswer: 5,
  agentReleased: 16,
  calledBusy: 20,
  noSuchNumber: 24,
  agentRejected: 50,
} as const;

/** VarSet QUEUESTATUS -> why the caller left the queue. */
export function leaveReasonOfQueueStatus(status: string): number {
  switch (status) {
    case "TIMEOUT":
      return leaveReason.timeout;
    case "FULL":
      return leaveReason.overflow;
    case "JOINEMPTY":
    case "LEAVEEMPTY":
    case "JOINUNAVAIL":
    case "LEAVEUNAVAIL":
      return leaveReason.noAgent;
    case "CONTINUE":
      return leaveReason.agentReleased;
    default:
      return leaveReason.queuingCancelled;
  }
}

/** The caller has left where it was. What it comes to next tells of it, or that nothing does. */
export function noteDeparture(
  pbx: PbxState,
  call: TrackedCall,
  departure: Departure,
  seenMicros = departure.micros,
): void {
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
  micros: number,
  to: TransferTarget,
): Departure | "transferred" | undefined {
  const { departure, place } = call;
  call.departure = undefined;
  call.releasedBy = undefined;
  call.queueName = "";
  call.waitIsOver = false;
  call.refusedReason = 0;
  call.agents.clear();
  if (place === "queue") {
    return (
      departure ?? { micros, leaveReason: leaveReason.queuingCancelled, transferredBy: undefined }
    );
  }
  if (place !== "agent" && place !== "outside") return undefined;
  if (departure !== undefined && departure.transferredBy === undefined) return departure;
  writeTransfer(pbx, call, departure?.micros ?? micros, to, departure?.transferredBy ?? 0);
  return "transferred";
}

/** `by` = the agent who transfers; 0 = the PBX or a supervisor. */
export function writeTransfer(
  pbx: PbxState,
  call: TrackedCall,
  micros: number,
  to: TransferTarget,
  by: number,
): void {
  pbx.writer.write(call, micros, { kind: "transferred", to, ...(by > 0 ? { agentId: by } : {}) });
}

/** From a queue or a conversation straight to an agent; from arrival or IVR the ring says it all. */
export function leaveForAgent(
  pbx: PbxState,
  call: TrackedCall,
  agentId: number,
  micros: number,
): void {
  const isQueueRing = call.place === "queue" && call.departure === undefined;
  if (call.place === "arrived" || call.place === "ivr" || isQueueRing) return;
  const to = { kind: "agent", agentId } as const;
  const departure = depart(pbx, call, micros, to);
  if (departure !== undefined && departure !== "transferred") {
    const event = { kind: "transferred", to, leaveReason: departure.leaveReason } as const;
    pbx.writer.write(call, departure.micros, event, agentId);
  }
  call.place = "arrived";
}

/** From a conversation whose agent has gone to one whom that agent had called, and who rings. */
export function leaveForRing(
  pbx: PbxState,
  call: TrackedCall,
  ringing: AgentPart,
  micros: number,
): void {
  leaveForAgent(pbx, call, ringing.agentId, micros);
  call.agents.set(ringing.agentId, ringing);
}

/** The field that tells why the leg before ended. */
export function leaving(departure: Departure | undefined): { leaveReason?: number } {
  return departure === undefined ? {} : { leaveReason: departure.leaveReason };
}
