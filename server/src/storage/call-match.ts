// Whether a call meets a filter: the plain reading of call-search.ts.
import { durationMsOf, talkMsOf, waitMsOf } from "../call/call-duration.ts";
import { outcomeOf } from "../call/call-outcome.ts";
import type { CallVisits } from "../call/call-visits.ts";
import type { CallRow } from "../call/record.ts";
import { tenantKey } from "../lib/tenant-key.ts";
import { timeOf } from "./call-order.ts";
import type { CallFilter, DurationRange } from "./call-search.ts";

export function isMatch(row: CallRow, visits: CallVisits, filter: CallFilter): boolean {
  return (
    isInScope(row, filter) &&
    isOneOf(row.innoId, filter.innoIds) &&
    (filter.agentIds === undefined || visits.agentIds.some((id) => isOneOf(id, filter.agentIds))) &&
    (filter.skillIds === undefined || visits.skillIds.some((id) => isOneOf(id, filter.skillIds))) &&
    isNumberMatch(row, filter) &&
    isOneOf(outcomeOf(row), filter.outcomes) &&
    (filter.isMissed ?? row.isMissed) === row.isMissed &&
    (filter.isExpired ?? row.isExpired) === row.isExpired &&
    isOneOf(row.mediaType, filter.mediaTypes) &&
    isOneOf(row.callType, filter.callTypes) &&
    isOneOf(row.leaveReason, filter.leaveReasons) &&
    isWithin(waitMsOf(row), filter.waitMs) &&
    isWithin(talkMsOf(row), filter.talkMs) &&
    isWithin(durationMsOf(row), filter.durationMs)
  );
}

function isInScope(row: CallRow, { tenants, time, from, to, direction }: CallFilter): boolean {
  const at = timeOf(row, time);
  return (
    at >= from &&
    at <= to &&
    tenants.includes(tenantKey(row)) &&
    (direction ?? row.direction) === row.direction
  );
}

function isNumberMatch(row: CallRow, filter: CallFilter): boolean {
  const { callerNo, calleeNo } = row;
  const { number = callerNo, numberPrefix = "" } = filter;
  return (
    (filter.callerNo ?? callerNo) === callerNo &&
    (filter.calleeNo ?? calleeNo) === calleeNo &&
    (number === callerNo || number === calleeNo) &&
    (callerNo.startsWith(numberPrefix) || calleeNo.startsWith(numberPrefix))
  );
}

function isOneOf<Value>(value: Value, list: readonly Value[] | undefined): boolean {
  return list === undefined || list.includes(value);
}

function isWithin(ms: number, range: DurationRange | undefined): boolean {
  return ms >= (range?.min ?? 0) && ms <= (range?.max ?? Infinity);
}
