// What became of an ended call, in one word.
import { leaveReason } from "@trunkline/contract/codes";
import type { CallRow } from "./record.ts";

/**
 * answered: somebody talked with the caller, or the party that was called answered. abandoned: missed,
 * and the caller hung up. missed: missed in another way. unanswered: outbound, nobody answered.
 * selfService: inbound, asked for no agent.
 */
export type CallOutcome = "answered" | "abandoned" | "missed" | "unanswered" | "selfService";

export function outcomeOf(row: CallRow): CallOutcome {
  if (row.isMissed) return row.leaveReason === leaveReason.userReleased ? "abandoned" : "missed";
  if (row.callBegin > 0) return "answered";
  return row.direction === "out" ? "unanswered" : "selfService";
}
