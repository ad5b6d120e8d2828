// A search's filter as SQL over the table `call` of one day: all of it but the devices that calls visited.
import type { SQLInputValue } from "node:sqlite";
import { leaveReason } from "../../call/leave-reason.ts";
import type { CallOutcome } from "../../call/call-outcome.ts";
import type { TenantKey } from "../../lib/tenant-key.ts";
import type { CallFilter, CallSort, CallTime, DurationRange } from "../call-search.ts";
import { packNumber } from "./packed-text.ts";

export type Condition = { readonly where: string; readonly values: readonly SQLInputValue[] };

/** One run of the index by arrival. */
export type CallRun = { readonly tenant: TenantKey; readonly direction: 0 | 1 };

const durations = {
  waitMs: `case when agent_id = 0 and skill_id = 0 then 0
    else max(0, coalesce(call_after, end_after, wait_after) - wait_after) end`,
  talkMs: "coalesce(max(0, end_after - call_after), 0)",
  durationMs: "max(0, coalesce(end_after, 0))",
} as const;

const outcome = `case
  when is_missed = 1 then iif(leave_reason = ${leaveReason.userReleased}, 'abandoned', 'missed')
  when call_after is not null then 'answered'
  else iif(direction = 1, 'unanswered', 'selfService') end`;

const missedOutcomes: readonly CallOutcome[] = ["abandoned", "missed"];

/** Phone numbers of up to so many digits are kept as integers. */
const digitsMax = 15;

/** What a search sorts by; epoch ms or ms. */
export function valueOf(by: CallSort["by"], time: CallTime, day: number): string {
  return by === "time" ? `(${day} + ${timeOf(time, day)})` : `(${durations[by]})`;
}

export function conditionOf(filter: CallFilter, run: CallRun, day: number): Condition {
  const terms = ["tenant = ? and direction = ?"];
  const values: SQLInputValue[] = [run.tenant, run.direction];
  const add = (term: string, ...bound: readonly SQLInputValue[]) => {
    terms.push(term);
    values.push(...bound);
  };
  const addList = (sql: string, list: readonly (number | string)[] | undefined) => {
    if (list === undefined) return;
    add(`${sql} in (select value from json_each(?))`, JSON.stringify(list));
  };
  const addRange = (sql: string, range: DurationRange | undefined) => {
    if (range?.min !== undefined) add(`${sql} >= ?`, range.min);
    if (range?.max !== undefined) add(`${sql} <= ?`, range.max);
  };
  const addFlag = (column: string, flag: boolean | undefined) => {
    if (flag !== undefined) add(`${column} = ?`, flag ? 1 : 0);
  };
  if (filter.time !== "arrived") {
    add(`${timeOf(filter.time, day)} between ? and ?`, filter.from - day, filter.to - day);
  }
  addNumbers(filter, add);
  addList("inno_id", filter.innoIds);
  addList("media_type", filter.mediaTypes);
  addList("call_type", filter.callTypes);
  addList("leave_reason", filter.leaveReasons);
  addList(outcome, filter.outcomes);
  if (filter.outcomes?.every((outcome) => missedOutcomes.includes(outcome)) === true) {
    add("is_missed = 1");
  }
  addFlag("is_missed", filter.isMissed);
  addFlag("is_expired", filter.isExpired);
  addRange(durations.waitMs, filter.waitMs);
  addRange(durations.talkMs, filter.talkMs);
  addRange(durations.durationMs, filter.durationMs);
  return { where: terms.join(" and "), values };
}

/** Since the day began; ms. */
function timeOf(time: CallTime, day: number): string {
  switch (time) {
    case "arrived":
      return "arrived_ms";
    case "ended":
      return `coalesce(arrived_ms + end_after, ${-day})`;
    case "recorded":
      return `coalesce(arrived_ms + logged_after, ${-day})`;
  }
}

function addNumbers(
  { callerNo, calleeNo, number, numberPrefix = "" }: CallFilter,
  add: (term: string, ...bound: readonly SQLInputValue[]) => void,
): void {
  if (callerNo !== undefined) add("caller_no = ?", packNumber(callerNo));
  if (calleeNo !== undefined) add("callee_no = ?", packNumber(calleeNo));
  if (number !== undefined) {
    add("(caller_no = ? or callee_no = ?)", packNumber(number), packNumber(number));
  }
  if (numberPrefix === "") return;
  const caller = beginsWith("caller_no", numberPrefix);
  const callee = beginsWith("callee_no", numberPrefix);
  add(`(${caller.where} or ${callee.where})`, ...caller.values, ...callee.values);
}

/** Of each length a number is in one range; texts are larger than all numbers. */
function beginsWith(column: string, prefix: string): Condition {
  const terms = [`(${column} >= ? and substr(${column}, 1, ${Array.from(prefix).length}) = ?)`];
  const values: SQLInputValue[] = [prefix, prefix];
  if (typeof packNumber(prefix) !== "bigint") return { where: terms[0] ?? "", values };
  for (let scale = 1n, length = prefix.length; length <= digitsMax; length += 1, scale *= 10n) {
    terms.push(`${column} between ? and ?`);
    values.push(BigInt(prefix) * scale, (BigInt(prefix) + 1n) * scale - 1n);
  }
  return { where: terms.join(" or "), values };
}
