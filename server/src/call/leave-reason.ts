// The leave reasons that the fold itself gives; numbers of the leaveReason table.
import type { EndedBy, Leg, Phase } from "./call.ts";

export const leaveReason = {
  normal: 0,
  queuingCancelled: 4,
  agentDidNotAnswer: 5,
  pickedUp: 13,
  userReleased: 15,
  agentReleased: 16,
  transferredOut: 17,
  internalError: 19,
  calledBusy: 20,
  agentRejected: 50,
} as const;

export function reasonOfUnanswered(unanswered: Leg["unanswered"]): number {
  switch (unanswered) {
    case "":
    case "noAnswer":
      return leaveReason.agentDidNotAnswer;
    case "rejected":
      return leaveReason.agentRejected;
    case "busy":
      return leaveReason.calledBusy;
    case "unreachable":
      return leaveReason.agentDidNotAnswer;
    case "cancelled":
      return leaveReason.queuingCancelled;
  }
}

/** Of a call whose end does not say why: only the caller can leave before anybody talked. */
export function reasonOfEnd(by: EndedBy, phase: Phase): number {
  switch (by) {
    case "customer":
      return leaveReason.userReleased;
    case "agent":
      return leaveReason.agentReleased;
    case "system":
      return leaveReason.normal;
    case "unknown":
      return phase === "talking" || phase === "held" || phase === "outside"
        ? leaveReason.normal
        : leaveReason.userReleased;
  }
}
