// Adds the facts of a call to the totals of the devices that it counts for: the formulas of call-totals.ts.
import type { CallFacts, FactOutcome, RingFacts } from "./call-facts.ts";
import { waitBounds, type CallTotals, type StatisticSubject } from "./call-totals.ts";

/** Totals that are being added up. */
export type Totals = {
  -readonly [Name in keyof CallTotals]: CallTotals[Name] extends number ? number : number[];
};

const noClasses: readonly number[] = Array.from({ length: waitBounds.length + 1 }, () => 0);

/** Statistics make many: a plain literal and copies of what is all zeros cost the least. */
export function emptyTotals(): Totals {
  return {
    inbound: 0,
    offered: 0,
    answered: 0,
    abandoned: 0,
    missed: 0,
    unanswered: 0,
    overflowed: 0,
    answeredWaitMs: 0,
    abandonedWaitMs: 0,
    longestWaitMs: 0,
    talkMs: 0,
    holdMs: 0,
    transfers: 0,
    outbound: 0,
    outboundAnswered: 0,
    outboundTalkMs: 0,
    answeredByWait: noClasses.slice(),
    abandonedByWait: noClasses.slice(),
  };
}

/** Gives the totals of a device in a quarter; undefined = nobody asked for them. */
export type TotalsOf = (id: number, quarter: number) => Totals | undefined;

/** Adds a call to all totals of one kind of device. */
export function countFacts(facts: CallFacts, by: StatisticSubject, totalsOf: TotalsOf): void {
  switch (by) {
    case "vdn":
      return countArrival(facts, totalsOf(facts.vdn, facts.quarter));
    case "accessCode":
      if (facts.innoId > 0) countArrival(facts, totalsOf(facts.innoId, facts.quarter));
      return;
    case "skill":
      return countStays(facts, totalsOf);
    case "agent":
      return countRings(facts, totalsOf);
  }
}

/** Adds one to the other. */
export function addTotals(totals: Totals, more: CallTotals): void {
  totals.inbound += more.inbound;
  totals.offered += more.offered;
  totals.answered += more.answered;
  totals.abandoned += more.abandoned;
  totals.missed += more.missed;
  totals.unanswered += more.unanswered;
  totals.overflowed += more.overflowed;
  totals.answeredWaitMs += more.answeredWaitMs;
  totals.abandonedWaitMs += more.abandonedWaitMs;
  totals.longestWaitMs = Math.max(totals.longestWaitMs, more.longestWaitMs);
  totals.talkMs += more.talkMs;
  totals.holdMs += more.holdMs;
  totals.transfers += more.transfers;
  totals.outbound += more.outbound;
  totals.outboundAnswered += more.outboundAnswered;
  totals.outboundTalkMs += more.outboundTalkMs;
  addClasses(totals.answeredByWait, more.answeredByWait);
  addClasses(totals.abandonedByWait, more.abandonedByWait);
}

function addClasses(classes: number[], more: readonly number[]): void {
  for (const [place, calls] of more.entries()) {
    if (calls > 0) classes[place] = (classes[place] ?? 0) + calls;
  }
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

function countArrival(facts: CallFacts, totals: Totals | undefined): void {
  if (totals === undefined) return;
  const { direction, outcome, waitMs, rings } = facts;
  if (direction === "out") {
    countOutbound(totals, outcome);
    for (const ring of rings) totals.outboundTalkMs += ring.talkMs;
    return;
  }
  totals.inbound += 1;
  if (outcome === "overflowed") return;
  countOffer(totals, outcome, waitMs);
  if (outcome !== "answered") return;
  for (const ring of rings) if (ring.outcome === "answered") countTalk(totals, ring);
}

function countStays({ stays, rings }: CallFacts, totalsOf: TotalsOf): void {
  for (const { skillId, quarter, outcome, waitMs, takenBy } of stays) {
    const totals = totalsOf(skillId, quarter);
    if (totals === undefined) continue;
    countOffer(totals, outcome, waitMs);
    const ring = rings[takenBy];
    if (ring !== undefined) countTalk(totals, ring);
  }
}

function countRings({ direction, rings }: CallFacts, totalsOf: TotalsOf): void {
  for (const ring of rings) {
    const totals = totalsOf(ring.agentId, ring.quarter);
    if (totals === undefined) continue;
    if (direction === "out") {
      countOutbound(totals, ring.outcome);
      totals.outboundTalkMs += ring.talkMs;
    } else {
      countOffer(totals, ring.outcome, ring.waitMs);
      if (ring.outcome === "answered") countTalk(totals, ring);
    }
  }
}

function countOutbound(totals: Totals, outcome: FactOutcome): void {
  totals.outbound += 1;
  if (outcome === "answered") totals.outboundAnswered += 1;
}

function countOffer(totals: Totals, outcome: FactOutcome, waitMs: number): void {
  totals.offered += 1;
  if (waitMs > totals.longestWaitMs) totals.longestWaitMs = waitMs;
  switch (outcome) {
    case "answered":
      totals.answered += 1;
      totals.answeredWaitMs += waitMs;
      addToClass(totals.answeredByWait, waitMs);
      return;
    case "abandoned":
      totals.missed += 1;
      totals.abandoned += 1;
      totals.abandonedWaitMs += waitMs;
      addToClass(totals.abandonedByWait, waitMs);
      return;
    case "unanswered":
      totals.missed += 1;
      totals.unanswered += 1;
      return;
    case "missed":
      totals.missed += 1;
      return;
    case "overflowed":
      totals.overflowed += 1;
  }
}

function addToClass(classes: number[], waitMs: number): void {
  const place = waitClassOf(waitMs);
  classes[place] = (classes[place] ?? 0) + 1;
}

function countTalk(totals: Totals, { talkMs, holdMs, isTransfer }: RingFacts): void {
  totals.talkMs += talkMs;
  totals.holdMs += holdMs;
  if (isTransfer) totals.transfers += 1;
}
