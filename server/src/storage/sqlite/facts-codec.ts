// The facts of calls as bytes, some twenty a call, one after the other. Those of one hour lie together:
// quarters are told from the hour's beginning.
import type { CallFacts, FactOutcome, RingFacts, StayFacts } from "../../call/call-facts.ts";
import { quarterMs } from "../../call/call-totals.ts";
import type { ByteReader, ByteWriter } from "./byte-text.ts";

/** Told by their place: part of the format. */
const outcomes: readonly FactOutcome[] = [
  "answered",
  "abandoned",
  "missed",
  "overflowed",
  "unanswered",
];
const outcomesMax = 8;
const quartersOfHour = 4;
/** Most calls have one stay that one ring takes; both are told with the outcome then. */
const usual = 0;
const unusual = 1;

export function putFacts(writer: ByteWriter, facts: CallFacts, hour: number): void {
  const { stays, rings } = facts;
  const shape = stays.length === 1 && rings.length === 1 ? usual : unusual;
  const quarter = (facts.quarter - hour) / quarterMs;
  const direction = facts.direction === "in" ? 0 : 1;
  writer.putCount(
    codeOf(facts.outcome) + outcomesMax * (quarter + quartersOfHour * (direction + 2 * shape)),
  );
  writer.putCount(facts.innoId);
  // The wait of the call is mostly that of its only stay.
  writer.putInteger(facts.waitMs - (stays[0]?.waitMs ?? 0));
  if (shape === unusual) {
    writer.putCount(stays.length);
    writer.putCount(rings.length);
  }
  for (const stay of stays) putStay(writer, stay, facts);
  for (const ring of rings) putRing(writer, ring, facts);
}

function putStay(writer: ByteWriter, stay: StayFacts, { quarter }: CallFacts): void {
  const later = (stay.quarter - quarter) / quarterMs;
  writer.putCount(stay.skillId);
  writer.putCount(codeOf(stay.outcome) + outcomesMax * later);
  writer.putCount(stay.waitMs);
  if (stay.outcome === "answered") writer.putCount(stay.takenBy);
}

function putRing(writer: ByteWriter, ring: RingFacts, { quarter }: CallFacts): void {
  const later = (ring.quarter - quarter) / quarterMs;
  const [hasTalk, hasHold] = [ring.talkMs > 0 ? 1 : 0, ring.holdMs > 0 ? 1 : 0];
  const flags = hasTalk + 2 * (hasHold + 2 * (ring.isTransfer ? 1 : 0));
  writer.putCount(ring.agentId);
  writer.putCount(codeOf(ring.outcome) + outcomesMax * (flags + 8 * later));
  writer.putCount(ring.waitMs);
  if (hasTalk === 1) writer.putCount(ring.talkMs);
  if (hasHold === 1) writer.putInteger(ring.talkMs - ring.holdMs);
}

/** `vdn` is that of the tenant, `hour` as it was written. */
export function readFacts(reader: ByteReader, vdn: number, hour: number): CallFacts {
  const head = reader.count();
  const rest = Math.floor(head / outcomesMax);
  const isUsual = rest < 2 * quartersOfHour;
  const quarter = hour + (rest % quartersOfHour) * quarterMs;
  const isInbound = Math.floor(rest / quartersOfHour) % 2 === 0;
  const innoId = reader.count();
  const moreWaitMs = reader.integer();
  const stayCount = isUsual ? 1 : reader.count();
  const ringCount = isUsual ? 1 : reader.count();
  const stays: StayFacts[] = [];
  for (let n = 0; n < stayCount; n += 1) stays.push(readStay(reader, quarter));
  const rings: RingFacts[] = [];
  for (let n = 0; n < ringCount; n += 1) rings.push(readRing(reader, quarter));
  return {
    vdn,
    innoId,
    direction: isInbound ? "in" : "out",
    quarter,
    outcome: outcomeOf(head),
    waitMs: moreWaitMs + (stays[0]?.waitMs ?? 0),
    stays,
    rings,
  };
}

function readStay(reader: ByteReader, quarter: number): StayFacts {
  const skillId = reader.count();
  const head = reader.count();
  const waitMs = reader.count();
  const outcome = outcomeOf(head);
  const takenBy = outcome === "answered" ? reader.count() : -1;
  const later = Math.floor(head / outcomesMax);
  return { skillId, quarter: quarter + later * quarterMs, outcome, waitMs, takenBy };
}

function readRing(reader: ByteReader, quarter: number): RingFacts {
  const agentId = reader.count();
  const head = reader.count();
  const waitMs = reader.count();
  const flags = Math.floor(head / outcomesMax) % 8;
  const later = Math.floor(head / outcomesMax / 8);
  const talkMs = flags % 2 === 1 ? reader.count() : 0;
  const holdMs = Math.floor(flags / 2) % 2 === 1 ? talkMs - reader.integer() : 0;
  const isTransfer = flags >= 4;
  const outcome = outcomeOf(head);
  return {
    agentId,
    quarter: quarter + later * quarterMs,
    outcome,
    waitMs,
    talkMs,
    holdMs,
    isTransfer,
  };
}

function codeOf(outcome: FactOutcome): number {
  return outcomes.indexOf(outcome);
}

function outcomeOf(head: number): FactOutcome {
  return outcomes[head % outcomesMax] ?? "missed";
}
