// The filters of a list of calls: as the storage takes them, and for calls in progress.
import type { CallOutcome } from "@trunkline/contract";
import type { ReadonlyCall } from "../call/call.ts";
import { visitsOf } from "../call/call-visits.ts";
import type { TenantKey } from "../lib/tenant-key.ts";
import { talkMs, waitMs } from "../query/time-of-legs.ts";
import type { LiveView } from "../live/live-view.ts";
import type { CallFilter, DurationRange } from "../storage/call-search.ts";
import type { Registry, Role } from "../storage/registry.ts";
import type { ApiHandlerOf, Asker } from "./api-handler.ts";
import { ApiProblem, invalidField } from "./api-problem.ts";
import { isAsked } from "./get-live.ts";
import { rangeOfRequest, type Range } from "./range-of-request.ts";
import { standing } from "./standing.ts";
import { tenantsOfRequest } from "./tenants-of-request.ts";

export type CallsAsked = Parameters<ApiHandlerOf<"getCalls">>[0]["fields"];

const outcomesOf: Readonly<
  Record<NonNullable<CallsAsked["state"]>, readonly CallOutcome[] | undefined>
> = {
  live: [],
  ended: undefined,
  missed: ["missed", "abandoned"],
  abandoned: ["abandoned"],
  answered: ["answered"],
};

/** What list and export ask of the storage, and what both say of it. */
export function callsOfRequest(
  {
    live,
    registry,
    masksNumbers,
  }: {
    readonly live: Pick<LiveView, "newestEventAt">;
    readonly registry: Pick<Registry, "tenant" | "tenants">;
    readonly masksNumbers: (role: Role) => boolean;
  },
  fields: CallsAsked,
  { scope, role, now }: Pick<Asker, "scope" | "role"> & { readonly now: number },
) {
  const tenants = tenantsOfRequest(registry, scope, fields.tenant);
  const isMasked = masksNumbers(role);
  refusePrefix(fields, isMasked);
  const stands = standing({ live }, { tenants, now });
  // Calls in progress are all asked for, however long they last.
  const { from = fields.state === "live" ? 0 : undefined, to } = fields;
  const asked = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  const range =
    fields.time === "recorded"
      ? rangeOfRecording(asked, now)
      : rangeOfRequest(asked, Math.max(now, stands.completeUpTo ?? 0));
  return { stands, range, isMasked, filter: callFilter(fields, tenants, range) };
}

/** A list by `recorded` is gone on with from its end: it tells of nothing that is still to come. */
function rangeOfRecording(asked: Partial<Range>, now: number): Range {
  const { from, to } = rangeOfRequest(asked, now);
  return { from, to: Math.max(from, Math.min(to, now)) };
}

/** Digit by digit a prefix would tell a number that may not be seen. */
function refusePrefix({ prefix }: CallsAsked, isMasked: boolean): void {
  if (prefix === undefined || !isMasked) return;
  const reason = "Telephone numbers are masked for this key; ask for a whole one by 'number'";
  throw new ApiProblem("forbidden", reason, "prefix");
}

function callFilter(fields: CallsAsked, tenants: readonly TenantKey[], range: Range): CallFilter {
  const outcomes = outcomesAsked(fields);
  const { direction, agentId, skillId, innoId, caller, callee, number, prefix } = fields;
  const { mediaType, leaveReason } = fields;
  const [wait, talk, duration] = [
    rangeOf("waitMs", fields.waitMsMin, fields.waitMsMax),
    rangeOf("talkMs", fields.talkMsMin, fields.talkMsMax),
    rangeOf("durationMs", fields.durationMsMin, fields.durationMsMax),
  ];
  return {
    tenants,
    time: fields.time ?? "arrived",
    ...range,
    ...(direction === undefined ? {} : { direction }),
    ...(agentId === undefined ? {} : { agentIds: agentId }),
    ...(skillId === undefined ? {} : { skillIds: skillId }),
    ...(innoId === undefined ? {} : { innoIds: innoId }),
    ...(caller === undefined ? {} : { callerNo: caller }),
    ...(callee === undefined ? {} : { calleeNo: callee }),
    ...(number === undefined ? {} : { number }),
    ...(prefix === undefined ? {} : { numberPrefix: prefix }),
    ...(mediaType === undefined ? {} : { mediaTypes: mediaType }),
    ...(leaveReason === undefined ? {} : { leaveReasons: leaveReason }),
    ...(outcomes === undefined ? {} : { outcomes }),
    ...(wait === undefined ? {} : { waitMs: wait }),
    ...(talk === undefined ? {} : { talkMs: talk }),
    ...(duration === undefined ? {} : { durationMs: duration }),
  };
}

/** Of state and outcome together: what both let through. */
function outcomesAsked({ state, outcome }: CallsAsked): readonly CallOutcome[] | undefined {
  const ofState = state === undefined ? undefined : outcomesOf[state];
  if (ofState === undefined || outcome === undefined) return ofState ?? outcome;
  return ofState.filter((each) => outcome.includes(each));
}

function rangeOf(
  name: string,
  min: number | undefined,
  max: number | undefined,
): DurationRange | undefined {
  if (min === undefined && max === undefined) return undefined;
  if (min !== undefined && max !== undefined && min > max) {
    throw invalidField(`${name}Min`, `not be more than '${name}Max' '${max}'`, min);
  }
  return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}

/** A call in progress has no end, no record, no outcome and no reason to have left. */
export function mayBeLive({ state, time, outcome, leaveReason }: CallsAsked): boolean {
  const isState = state === undefined || state === "live";
  const asksForEnd = (time ?? "arrived") !== "arrived" || (outcome ?? leaveReason) !== undefined;
  return isState && !asksForEnd;
}

export function isLiveMatch(call: ReadonlyCall, filter: CallFilter, now: number): boolean {
  const { from, to, direction, innoIds, mediaTypes } = filter;
  if (call.arrivedAt < from || call.arrivedAt > to) return false;
  if (direction !== undefined && call.direction !== direction) return false;
  if (!isAsked(innoIds, call.innoId) || !isAsked(mediaTypes, call.mediaType)) return false;
  return (
    hasNumber(call, filter) &&
    hasVisited(call, filter) &&
    isWithin(filter.waitMs, () => waitMs(call, now)) &&
    isWithin(filter.talkMs, () => talkMs(call, now)) &&
    isWithin(filter.durationMs, () => now - call.arrivedAt)
  );
}

function hasNumber(
  { callerNo, calleeNo }: ReadonlyCall,
  { callerNo: caller, calleeNo: callee, number, numberPrefix }: CallFilter,
): boolean {
  if (caller !== undefined && callerNo !== caller) return false;
  if (callee !== undefined && calleeNo !== callee) return false;
  if (number !== undefined && callerNo !== number && calleeNo !== number) return false;
  if (numberPrefix === undefined) return true;
  return callerNo.startsWith(numberPrefix) || calleeNo.startsWith(numberPrefix);
}

/** As of an ended call. */
function hasVisited(call: ReadonlyCall, { agentIds, skillIds }: CallFilter): boolean {
  if (agentIds === undefined && skillIds === undefined) return true;
  const visits = visitsOf(call);
  return (
    (agentIds === undefined || visits.agentIds.some((id) => agentIds.includes(id))) &&
    (skillIds === undefined || visits.skillIds.some((id) => skillIds.includes(id)))
  );
}

function isWithin(range: DurationRange | undefined, duration: () => number): boolean {
  if (range === undefined) return true;
  const ms = duration();
  return ms >= (range.min ?? 0) && ms <= (range.max ?? Number.MAX_SAFE_INTEGER);
}
