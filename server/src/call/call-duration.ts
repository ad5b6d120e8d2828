// How long an ended call waited, was talked on, and lasted: from its row alone, as lists show it.
import type { CallRow } from "./record.ts";

/**
 * From the first queue (else the arrival) to the conversation, or to the end without one; 0 when it asked
 * for nobody.
 */
export function waitMsOf(row: CallRow): number {
  if (row.agentId === 0 && row.skillId === 0) return 0;
  return Math.max(0, (row.callBegin > 0 ? row.callBegin : row.callEnd) - waitedSince(row));
}

/** A queue that the call was passed on to after its conversation had begun is no part of the wait for it. */
export function waitedSince({
  arrivedAt,
  waitBegin,
  callBegin,
}: Pick<CallRow, "arrivedAt" | "waitBegin" | "callBegin">): number {
  return callBegin > 0 && waitBegin > callBegin ? arrivedAt : waitBegin;
}

/** At the agent, from the offer to the answer, or to the end without one. */
export function ringMsOf(row: CallRow): number {
  const over = row.callBegin > 0 ? row.callBegin : row.callEnd;
  return row.ackBegin > 0 ? Math.max(0, over - row.ackBegin) : 0;
}

/** From the beginning of the conversation to the end of the call. */
export function talkMsOf(row: CallRow): number {
  return row.callBegin > 0 ? Math.max(0, row.callEnd - row.callBegin) : 0;
}

/** From arrival to end. */
export function durationMsOf(row: CallRow): number {
  return Math.max(0, row.callEnd - row.arrivedAt);
}
