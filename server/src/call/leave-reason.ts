// The leave reasons that the fold itself gives.
import { leaveReason } from "@trunkline/contract/codes";
import type { EndedBy, Leg, Phase } from "./call.ts";

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
