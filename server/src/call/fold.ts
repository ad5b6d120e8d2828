// call = fold(events): pure, and the same for any order and any repetition of the events.
import type { CallEvent, CallEventKind } from "@trunkline/contract";
import { leaveReason } from "@trunkline/contract/codes";
import { canonicalJson } from "../lib/canonical-json.ts";
import { countingEvents } from "./backfill.ts";
import type { Call } from "./call.ts";
import { applyCallEvent, isExpected, transitions } from "./call-state.ts";
import { closeCall } from "./transition.ts";

/** Order of events of one instant among those that are expected. */
const rank: Readonly<Record<CallEventKind, number>> = {
  arrived: 0,
  unanswered: 1,
  answered: 2,
  resumed: 3,
  held: 4,
  transferred: 5,
  ivrEntered: 6,
  queued: 7,
  offered: 8,
  ended: 9,
};

export function newCall(first: Pick<CallEvent, "ccId" | "vdn" | "callId" | "at">): Call {
  return {
    ccId: first.ccId,
    vdn: first.vdn,
    callId: first.callId,
    phase: "new",
    expired: false,
    direction: "in",
    callType: 0,
    mediaType: 5,
    subMediaType: -1,
    callerNo: "",
    calleeNo: "",
    originalCalleeNo: "",
    innoId: 0,
    callData: "",
    callFeature: 0,
    priority: 0,
    trunkNo: 0,
    keyId: 0,
    agentFirst: false,
    hasArrived: false,
    arrivedAt: first.at,
    endedAt: 0,
    lastEventAt: first.at,
    endedBy: "unknown",
    leaveReason: 0,
    releaseCause: 0,
    legs: [],
    waitBegin: first.at,
    ackBegin: 0,
    callBegin: 0,
    askedForAgent: false,
    agentId: 0,
    skillId: 0,
    answeredByAgent: false,
    hasQueued: false,
    outsideAnswered: false,
    offeredFrom: undefined,
  };
}

/** Hears of each event that counts, in the order in which they are taken. */
export type FoldObserver = (event: CallEvent, hasEffect: boolean) => void;

/** Folds events, given in any order; repetitions must have been taken out (event-identity.ts). */
export function foldCall(events: readonly CallEvent[], observe?: FoldObserver): Call {
  const arePlain = isPlain(events);
  const ordered = arePlain ? events : countingEvents(events.toSorted(compareEvents));
  const first = ordered[0];
  if (first === undefined) throw new Error("Cannot fold a call: no events");
  const call = newCall(first);
  if (arePlain) {
    for (const event of ordered) applyOne(call, event, observe);
    return call;
  }
  let from = 0;
  while (from < ordered.length) {
    const end = endOfInstant(ordered, from);
    applyInstant(call, ordered.slice(from, end), observe);
    from = end;
  }
  return call;
}

/** In order, each after the one before, and told as it happened: as most calls are. */
function isPlain(events: readonly CallEvent[]): boolean {
  return events.every((event, index) => {
    if (event.backfill === true || (event.kind === "ended" && event.presumed === true))
      return false;
    const before = events[index - 1];
    return before === undefined || isAfter(event, before);
  });
}

/** True when `event` can simply be applied after `last`: strictly later, no ties to weigh. */
export function isAfter(event: CallEvent, last: CallEvent): boolean {
  return compareMoments(event, last) > 0;
}

export function compareEvents(a: CallEvent, b: CallEvent): number {
  return (
    compareMoments(a, b) ||
    rank[a.kind] - rank[b.kind] ||
    compareText(canonicalJson(a), canonicalJson(b))
  );
}

/** Sequences of different tellers are not to be compared: what was told as it happened comes first. */
function compareMoments(a: CallEvent, b: CallEvent): number {
  return (
    a.at - b.at ||
    Number(a.backfill ?? false) - Number(b.backfill ?? false) ||
    (a.sequence ?? 0) - (b.sequence ?? 0)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function endOfInstant(ordered: readonly CallEvent[], from: number): number {
  const first = ordered[from];
  let end = from + 1;
  while (end < ordered.length) {
    const next = ordered[end];
    if (first === undefined || next === undefined || isAfter(next, first)) break;
    end += 1;
  }
  return end;
}

/** Events of one instant are taken as they make sense: each time the first that is expected now. */
function applyInstant(call: Call, tied: CallEvent[], observe: FoldObserver | undefined): void {
  while (tied.length > 1) {
    const expected = tied.findIndex((event) => event.kind !== "ended" && isExpected(call, event));
    const index = Math.max(expected, 0);
    const [event] = tied.splice(index, 1);
    if (event !== undefined) applyOne(call, event, observe);
  }
  const [only] = tied;
  if (only !== undefined) applyOne(call, only, observe);
}

function applyOne(call: Call, event: CallEvent, observe: FoldObserver | undefined): void {
  observe?.(event, transitions[call.phase][event.kind] !== "none");
  applyCallEvent(call, event);
}

/** Closes a call whose source died, as of its last event. A later event folds it anew, unexpired. */
export function expireCall(call: Call): void {
  call.endedBy = "unknown";
  closeCall(call, call.lastEventAt, leaveReason.internalError);
  call.expired = true;
}
