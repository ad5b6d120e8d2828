// A call as lists show it: an ended one from its record, a live one from the board.
import {
  callTypes,
  leaveReasons,
  mediaTypes,
  releaseCauses,
  type CallEntry,
  type Coded,
} from "@trunkline/contract";
import { durationMsOf, ringMsOf, talkMsOf, waitMsOf } from "../call/call-duration.ts";
import { outcomeOf } from "../call/call-outcome.ts";
import { placeOf } from "../call/call-state.ts";
import type { CallRow } from "../call/record.ts";
import { tenantKey, tenantText, type TenantKey } from "../lib/tenant-key.ts";
import type { LiveCall } from "../live/live-view.ts";
import { ringMs, talkMs, waitMs } from "../query/time-of-legs.ts";
import type { Names } from "./names.ts";
import { coded, timeOrNull } from "./words.ts";

type Facts = Pick<
  CallRow,
  "ccId" | "vdn" | "callId" | "direction" | "callerNo" | "calleeNo" | "callType" | "mediaType"
> &
  Pick<
    CallRow,
    "innoId" | "agentId" | "skillId" | "arrivedAt" | "waitBegin" | "ackBegin" | "callBegin"
  >;

export function endedEntry(names: Names, row: CallRow): CallEntry {
  return {
    ...factsOf(names, row, row.cmsCallId),
    state: "ended",
    outcome: outcomeOf(row),
    place: null,
    endedAt: timeOrNull(row.callEnd),
    recordedAt: timeOrNull(row.loggedAt),
    waitMs: waitMsOf(row),
    ringMs: ringMsOf(row),
    talkMs: talkMsOf(row),
    holdMs: null,
    durationMs: durationMsOf(row),
    leaveReason: coded(leaveReasons, row.leaveReason),
    releaseCause: row.releaseCause > 0 ? coded(releaseCauses, row.releaseCause) : null,
    isMissed: row.isMissed,
    isExpired: row.isExpired,
  };
}

export function liveEntry(names: Names, { call, cmsCallId }: LiveCall, now: number): CallEntry {
  return {
    ...factsOf(names, call, cmsCallId),
    state: "live",
    outcome: null,
    place: placeOf(call),
    endedAt: null,
    recordedAt: null,
    waitMs: waitMs(call, now),
    ringMs: ringMs(call, now),
    talkMs: talkMs(call, now),
    holdMs: null,
    durationMs: Math.max(0, now - call.arrivedAt),
    leaveReason: null,
    releaseCause: null,
    isMissed: false,
    isExpired: false,
  };
}

function factsOf(names: Names, facts: Facts, shortCallId: string) {
  const tenant: TenantKey = tenantKey(facts);
  const { innoId, agentId, skillId } = facts;
  return {
    tenant: tenantText(facts),
    callId: facts.callId,
    shortCallId,
    direction: facts.direction,
    callerNo: facts.callerNo,
    calleeNo: facts.calleeNo,
    accessCode: innoId > 0 ? names.accessCode(tenant, innoId) : null,
    agent: agentId > 0 ? names.agent(tenant, agentId) : null,
    skill: skillId > 0 ? names.queue(tenant, skillId) : null,
    callType: codedCallType(facts.callType),
    mediaType: coded(mediaTypes, facts.mediaType),
    arrivedAt: facts.arrivedAt,
    waitBeganAt: timeOrNull(facts.waitBegin),
    rangAt: timeOrNull(facts.ackBegin),
    answeredAt: timeOrNull(facts.callBegin),
  };
}

function codedCallType(code: number): Coded {
  return { code, words: callTypes[String(code)]?.meaning ?? "" };
}
