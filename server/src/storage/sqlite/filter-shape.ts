// What of a search's filter counts and indexes answer without a look at the calls.
import type { CallFilter, CallSearch } from "../call-search.ts";
import { directionCode } from "./call-columns.ts";
import { missedOutcomes } from "./call-condition.ts";
import { missedArrivalKind } from "./minute.ts";

/** Of the page, and those that every filter has. */
const commonFields: readonly (keyof CallSearch)[] = [
  "tenants",
  "time",
  "from",
  "to",
  "sort",
  "after",
  "offset",
  "limit",
];
const countedFields = ["direction", "isMissed", "callerNo", "calleeNo"] as const;
const bothDirections = [0, 1] as const;

export function directionsOf({ direction }: CallFilter): readonly (0 | 1)[] {
  return direction === undefined ? bothDirections : [directionCode(direction)];
}

/** Of the calls' own; the digests know none. */
export function hasNumber(filter: CallFilter): boolean {
  const { callerNo, calleeNo, number, numberPrefix = "" } = filter;
  return [callerNo, calleeNo, number].some((no) => no !== undefined) || numberPrefix !== "";
}

const traitFields = [
  "innoIds",
  "outcomes",
  "isMissed",
  "isExpired",
  "mediaTypes",
  "callTypes",
  "leaveReasons",
  "waitMs",
  "talkMs",
  "durationMs",
] as const satisfies readonly (keyof CallFilter)[];

/** The digests tell which calls match, but for what indexes by number tell sooner. */
export function asksTraits(filter: CallFilter): boolean {
  return !hasNumber(filter) && traitFields.some((field) => filter[field] !== undefined);
}

export function asksDevices({ agentIds, skillIds }: CallFilter): boolean {
  return agentIds !== undefined || skillIds !== undefined;
}

/** The same filter: both outcomes of missed calls are all missed calls, which are counted. */
export function simplest(filter: CallFilter): CallFilter {
  const { outcomes, isMissed } = filter;
  if (outcomes === undefined || isMissed !== undefined) return filter;
  const isAllMissed = missedOutcomes.every((outcome) => outcomes.includes(outcome));
  if (!isAllMissed || new Set(outcomes).size > missedOutcomes.length) return filter;
  const { outcomes: _, ...rest } = filter;
  return { ...rest, isMissed: true };
}

/** Kinds of counts whose sum is the filter's: per minute, or by number in an index. */
export function countedKinds(filter: CallFilter): readonly number[] | undefined {
  const { time, isMissed, callerNo, calleeNo } = filter;
  // To the counts, no number is any number.
  const isAny = callerNo === "" || calleeNo === "";
  if (time !== "arrived" || isAny || !asksOnly(filter, countedFields)) return undefined;
  if (isMissed === undefined) return directionsOf(filter);
  return isMissed && asksOnly(filter, ["isMissed"]) ? [missedArrivalKind] : undefined;
}

/** The indexes by number tell how many there are. */
export function isByNumberAlone(filter: CallFilter): boolean {
  if (filter.time !== "arrived") return false;
  return (["number", "numberPrefix"] as const).some((by) => asksOnly(filter, ["direction", by]));
}

function asksOnly(filter: CallFilter, fields: readonly (keyof CallFilter)[]): boolean {
  const known = new Set<string>([...commonFields, ...fields]);
  return Object.entries(filter).every(([field, value]) => value === undefined || known.has(field));
}
