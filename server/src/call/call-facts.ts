// What the statistics keep of one ended call: a pure function of its legs. From these few numbers all
// totals of call-totals.ts follow; call-statistics.ts adds them up.
import type { Direction } from "@trunkline/contract";
import { leaveReason } from "@trunkline/contract/codes";
import { waitedSince } from "./call-duration.ts";
import { quarterMs } from "./call-totals.ts";
import type { Device, Leg, ReadonlyCall } from "./call.ts";

/** What became of the call, or of its stay at one device. */
export type FactOutcome = "answered" | "abandoned" | "missed" | "overflowed" | "unanswered";

export type CallFacts = {
  readonly vdn: number;
  readonly innoId: number;
  readonly direction: Direction;
  /** Of the arrival; first instant, epoch ms, as all quarters. */
  readonly quarter: number;
  /** Of an inbound call that asked for no agent: "overflowed". Outbound: answered or missed. */
  readonly outcome: FactOutcome;
  /** From the first queue, else the arrival, to the conversation or the end. */
  readonly waitMs: number;
  readonly stays: readonly StayFacts[];
  readonly rings: readonly RingFacts[];
};

/** One stay in a queue. */
export type StayFacts = {
  readonly skillId: number;
  /** It entered the queue. */
  readonly quarter: number;
  readonly outcome: FactOutcome;
  readonly waitMs: number;
  /** Place of the ring that took it, in the list of rings; -1 = none. */
  readonly takenBy: number;
};

/** One ring at an agent, or an answer without one. */
export type RingFacts = {
  readonly agentId: number;
  /** It began to ring. */
  readonly quarter: number;
  /** Outbound: "answered" when the agent and the party both talked, else "missed". */
  readonly outcome: FactOutcome;
  readonly waitMs: number;
  /** Holds included; outbound: since the party talked. */
  readonly talkMs: number;
  readonly holdMs: number;
  /** The call outlived the conversation. */
  readonly isTransfer: boolean;
};

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

type AgentLeg = Readonly<Leg> & { readonly device: Extract<Device, { readonly kind: "agent" }> };

export function factsOf(call: CountedCall): CallFacts {
  const agentLegs = call.legs.filter(isAgentLeg);
  const stays: StayFacts[] = [];
  for (const leg of call.legs) {
    if (leg.device.kind === "queue") stays.push(stayOf(call, leg, leg.device.skillId, agentLegs));
  }
  const waitEnd = call.callBegin > 0 ? call.callBegin : call.endedAt;
  const hasWaited = call.direction === "in" && call.askedForAgent;
  return {
    vdn: call.vdn,
    innoId: call.innoId,
    direction: call.direction,
    quarter: quarterOf(call.arrivedAt),
    outcome: outcomeOfCall(call),
    waitMs: hasWaited ? Math.max(0, waitEnd - waitedSince(call)) : 0,
    stays,
    rings: agentLegs.map((leg) => ringOf(call, leg)),
  };
}

export function quarterOf(at: number): number {
  return Math.floor(at / quarterMs) * quarterMs;
}

function outcomeOfCall(call: CountedCall): FactOutcome {
  if (call.direction === "out") return call.callBegin > 0 ? "answered" : "missed";
  if (!call.askedForAgent) return "overflowed";
  return call.answeredByAgent ? "answered" : lost(call);
}

function stayOf(
  call: CountedCall,
  leg: Readonly<Leg>,
  skillId: number,
  agentLegs: readonly AgentLeg[],
): StayFacts {
  // Of several queues left at one instant, the last is the one that the call was taken from or ended in.
  const isLast = call.legs.findLast((other) => isQueueLeftAt(other, leg.callEnd)) === leg;
  const taker = agentLegs.findIndex(({ callBegin }) => callBegin > 0 && callBegin === leg.callEnd);
  const takenBy = isLast ? taker : -1;
  const endsHere = isLast && isEndOf(call, leg);
  return {
    skillId,
    quarter: quarterOf(leg.waitBegin),
    outcome: takenBy >= 0 ? "answered" : endsHere ? lost(call) : "overflowed",
    waitMs: leg.callEnd - leg.waitBegin,
    takenBy,
  };
}

function ringOf(call: CountedCall, leg: AgentLeg): RingFacts {
  const began = leg.ackBegin > 0 ? leg.ackBegin : leg.waitBegin;
  const talks = leg.callBegin > 0;
  const talkBegin = call.direction === "in" ? leg.callBegin : talkWithParty(call, leg);
  const talkMs = talkBegin > 0 ? leg.callEnd - talkBegin : 0;
  return {
    agentId: leg.device.agentId,
    quarter: quarterOf(began),
    outcome:
      call.direction === "in" ? outcomeOfRing(call, leg) : talkBegin > 0 ? "answered" : "missed",
    waitMs: (talks ? leg.callBegin : leg.callEnd) - began,
    talkMs,
    // Outbound, who waits for the party may hold the line before there is a conversation.
    holdMs: Math.min(leg.holdMs, talkMs),
    isTransfer: talks && leg.callEnd < call.endedAt,
  };
}

/** Since when the agent of an outbound call and its party both talked; 0 = they did not. */
function talkWithParty(call: CountedCall, leg: Readonly<Leg>): number {
  if (leg.callBegin === 0 || call.callBegin === 0 || leg.callEnd < call.callBegin) return 0;
  return Math.max(leg.callBegin, call.callBegin);
}

function outcomeOfRing(call: CountedCall, leg: Readonly<Leg>): FactOutcome {
  if (leg.callBegin > 0) return "answered";
  if (leg.unanswered !== "cancelled") return "unanswered";
  return isEndOf(call, leg) ? lost(call) : "overflowed";
}

function lost(call: CountedCall): FactOutcome {
  return call.leaveReason === leaveReason.userReleased ? "abandoned" : "missed";
}

/** The call ended while it was there. */
function isEndOf(call: CountedCall, leg: Readonly<Leg>): boolean {
  return leg.callEnd === call.endedAt && leg.leaveReason === call.leaveReason;
}

function isAgentLeg(leg: Readonly<Leg>): leg is AgentLeg {
  return leg.device.kind === "agent";
}

function isQueueLeftAt(leg: Readonly<Leg>, at: number): boolean {
  return leg.device.kind === "queue" && leg.callEnd === at;
}
