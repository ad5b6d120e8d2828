// The state machine of a call: what each event does in each phase. Invariants: call-state.md.
import type { CallEvent, CallEventKind } from "@trunkline/contract";
import type { Call, Phase, Place } from "./call.ts";
import { answer, end, enterIvr, hold, joinQueue, offer } from "./transition.ts";
import { mayRingOutside, noteFacts, resume, transfer, unanswer } from "./transition.ts";
import { isAtAgent, isHeldLeg, isOpen, isRinging, isTalkingLeg, openAgentLeg } from "./leg.ts";

export type Action =
  | "noteFacts"
  | "enterIvr"
  | "joinQueue"
  | "offer"
  | "unanswer"
  | "answer"
  | "hold"
  | "resume"
  | "transfer"
  | "end"
  /** The event stays in the timeline and changes nothing. */
  | "none";

type Row = Readonly<Record<CallEventKind, Action>>;

const beforeAgent: Row = {
  arrived: "noteFacts",
  ivrEntered: "enterIvr",
  queued: "joinQueue",
  offered: "offer",
  unanswered: "none",
  answered: "answer",
  held: "none",
  resumed: "none",
  transferred: "transfer",
  ended: "end",
};

const withAgent: Row = { ...beforeAgent, unanswered: "unanswer", held: "hold", resumed: "resume" };

const over: Row = {
  arrived: "noteFacts",
  ivrEntered: "none",
  queued: "none",
  offered: "none",
  unanswered: "none",
  answered: "none",
  held: "none",
  resumed: "none",
  transferred: "none",
  ended: "none",
};

/** Complete by type: a new phase or kind does not compile until its row or column is here. */
export const transitions: Readonly<Record<Phase, Row>> = {
  new: beforeAgent,
  arrived: beforeAgent,
  ivr: beforeAgent,
  queued: beforeAgent,
  ringing: { ...beforeAgent, unanswered: "unanswer" },
  talking: withAgent,
  held: withAgent,
  outside: beforeAgent,
  ended: over,
};

/** Applies one event; events must come in the order of fold.ts. */
export function applyCallEvent(call: Call, event: CallEvent): void {
  const isOver = call.phase === "ended";
  if (!isOver && event.at > call.lastEventAt) call.lastEventAt = event.at;
  if (transitions[call.phase][event.kind] === "none") return;
  perform(call, event);
  if (call.phase !== "ended") call.phase = phaseOf(call);
}

function perform(call: Call, event: CallEvent): void {
  switch (event.kind) {
    case "arrived":
      return noteFacts(call, event);
    case "ivrEntered":
      return enterIvr(call, event.at, event.flowId ?? 0, event.leaveReason ?? 0);
    case "queued":
      return joinQueue(call, event.at, event.skillId, event.skillName ?? "", event.leaveReason);
    case "offered":
      return offer(call, event);
    case "unanswered":
      return unanswer(call, event);
    case "answered":
      return answer(call, event);
    case "held":
      return hold(call, event);
    case "resumed":
      return resume(call, event);
    case "transferred":
      return transfer(call, event);
    case "ended":
      return end(call, event);
  }
}

/** Derived from the legs that are open, so that phase and legs can never disagree. */
function phaseOf(call: Call): Phase {
  let phase: Phase = "arrived";
  let isHeld = false;
  for (const leg of call.legs) {
    if (!isOpen(leg)) continue;
    if (isTalkingLeg(leg)) return "talking";
    if (isHeldLeg(leg)) isHeld = true;
    else if (isRinging(leg)) phase = "ringing";
    else if (leg.device.kind === "queue" && phase !== "ringing") phase = "queued";
    else if (leg.device.kind === "ivr" && !isWaiting(phase)) phase = "ivr";
    else if (leg.device.kind === "external" && phase === "arrived") phase = "outside";
  }
  return isHeld ? "held" : phase;
}

function isWaiting(phase: Phase): boolean {
  return phase === "ringing" || phase === "queued";
}

const placeOfPhase: Readonly<Record<Phase, Place>> = {
  new: "ivr",
  arrived: "ivr",
  ivr: "ivr",
  queued: "queue",
  ringing: "queue",
  talking: "agent",
  held: "agent",
  outside: "ivr",
  ended: "ivr",
};

/** Where a call is counted while it is live: ringing is still queued, held is still with the agent. */
export function placeOf(call: Pick<Call, "phase">): Place {
  return placeOfPhase[call.phase];
}

/** Whether an event is to be expected now: decides the order of events of one instant. */
export function isExpected(call: Call, event: CallEvent): boolean {
  if (transitions[call.phase][event.kind] === "none") return false;
  switch (event.kind) {
    case "unanswered":
      return call.legs.some((leg) => isRinging(leg) && isAtAgent(leg, event.agentId));
    case "answered":
      return event.agentId === undefined || openAgentLeg(call, event.agentId) !== undefined;
    case "offered":
      if (event.agentId === undefined) return mayRingOutside(call);
      return openAgentLeg(call, event.agentId) === undefined;
    case "held":
      return call.legs.some((leg) => isOpen(leg) && isTalkingLeg(leg));
    case "resumed":
      return call.legs.some((leg) => isOpen(leg) && isHeldLeg(leg));
    case "arrived":
    case "ivrEntered":
    case "queued":
    case "transferred":
    case "ended":
      return true;
  }
}
