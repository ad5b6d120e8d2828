// FreeSWITCH names its hangup causes; the tables know the numbers of Q.850.
import type { UnansweredReason } from "@trunkline/contract";
import { q850, unansweredReasonOf } from "../q850.ts";

/**
 * What hangup_cause_q850 says is no use beyond 127: an allotted timeout is 16, "normal clearing", there.
 * Names that are missing here are of no consequence to a record.
 */
const q850ByName: ReadonlyMap<string, number> = new Map([
  ["UNALLOCATED_NUMBER", 1],
  ["NO_ROUTE_TRANSIT_NET", 2],
  ["NO_ROUTE_DESTINATION", 3],
  ["NORMAL_CLEARING", 16],
  ["USER_BUSY", 17],
  ["NO_USER_RESPONSE", 18],
  ["NO_ANSWER", 19],
  ["ALLOTTED_TIMEOUT", 19],
  ["PROGRESS_TIMEOUT", 19],
  ["SUBSCRIBER_ABSENT", 20],
  ["USER_NOT_REGISTERED", 20],
  ["CALL_REJECTED", 21],
  ["NUMBER_CHANGED", 22],
  ["DESTINATION_OUT_OF_ORDER", 27],
  ["INVALID_GATEWAY", 27],
  ["GATEWAY_DOWN", 27],
  ["INVALID_NUMBER_FORMAT", 28],
  ["NORMAL_UNSPECIFIED", 31],
  ["NORMAL_CIRCUIT_CONGESTION", 34],
  ["NETWORK_OUT_OF_ORDER", 38],
  ["NORMAL_TEMPORARY_FAILURE", 41],
  ["SWITCH_CONGESTION", 42],
  ["INCOMPATIBLE_DESTINATION", 88],
  ["RECOVERY_ON_TIMER_EXPIRE", 102],
  ["INTERWORKING", 127],
]);

export function q850OfCause(name: string): number {
  return q850ByName.get(name) ?? q850.interworking;
}

/** The ring was taken back: somebody else answered, or the caller gave up. */
export function isWithdrawn(cause: string): boolean {
  return cause === "ORIGINATOR_CANCEL" || cause === "LOSE_RACE" || cause === "PICKED_OFF";
}

/** Told to ring, and nobody came: for as long as it rang, whoever ended it. */
export function isNoAnswer(cause: string): boolean {
  return reasonOfCause(cause) === "noAnswer";
}

export function reasonOfCause(name: string): UnansweredReason {
  const cause = q850OfCause(name);
  const isQuiet = cause === q850.normal || isWithdrawn(name);
  return unansweredReasonOf(cause) ?? (isQuiet ? "noAnswer" : "unreachable");
}
