import type { CallTotals } from "../call/call-totals.ts";

/** Both together: everything adds up but the longest wait. */
export function addTotals(a: CallTotals, b: CallTotals): CallTotals {
  return {
    inbound: a.inbound + b.inbound,
    offered: a.offered + b.offered,
    answered: a.answered + b.answered,
    abandoned: a.abandoned + b.abandoned,
    missed: a.missed + b.missed,
    unanswered: a.unanswered + b.unanswered,
    overflowed: a.overflowed + b.overflowed,
    answeredByWait: addLists(a.answeredByWait, b.answeredByWait),
    abandonedByWait: addLists(a.abandonedByWait, b.abandonedByWait),
    answeredWaitMs: a.answeredWaitMs + b.answeredWaitMs,
    abandonedWaitMs: a.abandonedWaitMs + b.abandonedWaitMs,
    longestWaitMs: Math.max(a.longestWaitMs, b.longestWaitMs),
    talkMs: a.talkMs + b.talkMs,
    holdMs: a.holdMs + b.holdMs,
    transfers: a.transfers + b.transfers,
    outbound: a.outbound + b.outbound,
    outboundAnswered: a.outboundAnswered + b.outboundAnswered,
    outboundTalkMs: a.outboundTalkMs + b.outboundTalkMs,
  };
}

export function addLists(a: readonly number[], b: readonly number[]): readonly number[] {
  return a.map((value, index) => value + (b[index] ?? 0));
}
