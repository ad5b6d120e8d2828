// What one ended call adds to the statistics: a pure function of its legs. The formulas are those of
// call-totals.ts.
import { quarterMs, waitBounds, type CallTotals, type StatisticSubject } from "./call-totals.ts";
import type { Leg, ReadonlyCall } from "./call.ts";
import { leaveReason } from "./leave-reason.ts";

/** What of a call is counted. */
export type CountedCall = Pick<
  ReadonlyCall,
  | "vdn"
  | "innoId"
  | "direction"
  | "arrivedAt"
  | "waitBegin"
  | "callBegin"
  | "endedAt"
  | "leaveReason"
  | "askedForAgent"
  | "answeredByAgent"
  | "legs"
>;

/** Totals that are being added up. */
export type Totals = {
  -readonly [Name in keyof CallTotals]: CallTotals[Name] extends number ? number : number[];
};

export function emptyTotals(): Totals {
  const classes = waitBounds.length + 1;
  return {
    ...{ inbound: 0, offered: 0, answered: 0, abandoned: 0, missed: 0, unanswered: 0 },
    ...{ overflowed: 0, answeredWaitMs: 0, abandonedWaitMs: 0, longestWaitMs: 0, talkMs: 0 },
    ...{ holdMs: 0, transfers: 0, outbound: 0, outboundAnswered: 0, outboundTalkMs: 0 },
    answeredByWait: new Array<number>(classes).fill(0),
    abandonedByWait: new Array<number>(classes).fill(0),
  };
}

/** Gives the totals of a device in a quarter; `quarter` is its first instant, epoch ms. */
export type TotalsOf = (by: StatisticSubject, id: number, quarter: number) => Totals;

/** Adds a call to all totals that it counts for. */
export function countCall(call: CountedCall, totalsOf: TotalsOf): void {
  const arrival = quarterOf(call.arrivedAt);
  countArrival(call, totalsOf("vdn", call.vdn, arrival));
  if (call.innoId > 0) countArrival(call, totalsOf("accessCode", call.innoId, arrival));
  for (const leg of call.legs) {
    const { device } = leg;
    if (device.kind === "queue") {
      countStay(call, leg, totalsOf("skill", device.skillId, quarterOf(leg.waitBegin)));
    } else if (device.kind === "agent") {
      const ring = leg.ackBegin > 0 ? leg.ackBegin : leg.waitBegin;
      const totals = totalsOf("agent", device.agentId, quarterOf(ring));
      if (call.direction === "in") countRing(call, leg, ring, totals);
      else countOutbound(call, [leg], totals);
    }
  }
}

export function quarterOf(at: number): number {
  return Math.floor(at / quarterMs) * quarterMs;
}

/** The class of a wait: its place in the lists by wait. */
export function waitClassOf(waitMs: number): number {
  let place = 0;
  for (const bound of waitBounds) {
    if (waitMs < bound * 1000) return place;
    place += 1;
  }
  return place;
}

type ReadonlyLeg = Readonly<Leg>;

function countArrival(call: CountedCall, totals: Totals): void {
  if (call.direction === "out") return countOutbound(call, call.legs, totals);
  totals.inbound += 1;
  if (!call.askedForAgent) return;
  const waitEnd = call.callBegin > 0 ? call.callBegin : call.endedAt;
  const waitMs = Math.max(0, waitEnd - call.waitBegin);
  offer(totals, waitMs);
  if (!call.answeredByAgent) return miss(call, waitMs, totals);
  answer(totals, waitMs);
  for (const leg of call.legs) if (isConversation(leg)) talk(call, leg, totals);
}

/** One stay in a queue. */
function countStay(call: CountedCall, leg: ReadonlyLeg, totals: Totals): void {
  const waitMs = leg.callEnd - leg.waitBegin;
  offer(totals, waitMs);
  const isLast = call.legs.findLast((other) => isQueueLeftAt(other, leg.callEnd)) === leg;
  const taken = call.legs.find((other) => isConversation(other) && other.callBegin === leg.callEnd);
  if (isLast && taken !== undefined) {
    answer(totals, waitMs);
    talk(call, taken, totals);
  } else if (isLast && isEndOf(call, leg)) miss(call, waitMs, totals);
  else totals.overflowed += 1;
}

/** One ring of an inbound call at an agent, or an answer without one. */
function countRing(call: CountedCall, leg: ReadonlyLeg, ring: number, totals: Totals): void {
  const waitMs = (leg.callBegin > 0 ? leg.callBegin : leg.callEnd) - ring;
  offer(totals, waitMs);
  if (leg.callBegin > 0) {
    answer(totals, waitMs);
    talk(call, leg, totals);
  } else if (leg.unanswered !== "cancelled") {
    totals.missed += 1;
    totals.unanswered += 1;
  } else if (isEndOf(call, leg)) miss(call, waitMs, totals);
  else totals.overflowed += 1;
}

function countOutbound(call: CountedCall, legs: readonly ReadonlyLeg[], totals: Totals): void {
  const talks = legs.filter(isConversation);
  const isAnswered = call.callBegin > 0 && (legs === call.legs || talks.some(hasParty));
  totals.outbound += 1;
  if (isAnswered) totals.outboundAnswered += 1;
  if (call.callBegin === 0) return;
  for (const { callBegin, callEnd } of talks) {
    totals.outboundTalkMs += Math.max(0, callEnd - Math.max(callBegin, call.callBegin));
  }

  function hasParty(leg: ReadonlyLeg): boolean {
    return leg.callEnd >= call.callBegin;
  }
}

function offer(totals: Totals, waitMs: number): void {
  totals.offered += 1;
  if (waitMs > totals.longestWaitMs) totals.longestWaitMs = waitMs;
}

function answer(totals: Totals, waitMs: number): void {
  const place = waitClassOf(waitMs);
  totals.answered += 1;
  totals.answeredWaitMs += waitMs;
  totals.answeredByWait[place] = (totals.answeredByWait[place] ?? 0) + 1;
}

function miss(call: CountedCall, waitMs: number, totals: Totals): void {
  totals.missed += 1;
  if (call.leaveReason !== leaveReason.userReleased) return;
  const place = waitClassOf(waitMs);
  totals.abandoned += 1;
  totals.abandonedWaitMs += waitMs;
  totals.abandonedByWait[place] = (totals.abandonedByWait[place] ?? 0) + 1;
}

function talk(call: CountedCall, leg: ReadonlyLeg, totals: Totals): void {
  totals.talkMs += leg.callEnd - leg.callBegin;
  totals.holdMs += leg.holdMs;
  if (leg.callEnd < call.endedAt) totals.transfers += 1;
}

function isConversation(leg: ReadonlyLeg): boolean {
  return leg.device.kind === "agent" && leg.callBegin > 0;
}

function isQueueLeftAt(leg: ReadonlyLeg, at: number): boolean {
  return leg.device.kind === "queue" && leg.callEnd === at;
}

/** The call ended while it was there. */
function isEndOf(call: CountedCall, leg: ReadonlyLeg): boolean {
  return leg.callEnd === call.endedAt && leg.leaveReason === call.leaveReason;
}
