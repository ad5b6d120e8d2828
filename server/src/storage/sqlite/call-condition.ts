// A search's filter as SQL over the table `call` of one day: all of it but the devices that calls visited.
import { leaveReason } from "@trunkline/contract/codes";
import type { SQLInputValue } from "node:sqlite";
import type { CallOutcome } from "../../call/call-outcome.ts";
import type { CallFilter, CallSort, CallTime, DurationRange } from "../call-search.ts";
import type { TenantKey } from "../../lib/tenant-key.ts";
import { ofTenants, type Condition } from "./condition.ts";
import { directionCode } from "./call-columns.ts";
import { packNumber } from "./packed-text.ts";

const durations = {
  waitMs: `case when agent_id = 0 and skill_id = 0 then 0
    else max(0, coalesce(call_after, end_after, wait_after) -
      iif(call_after < wait_after, 0, wait_after)) end`,
  talkMs: "coalesce(max(0, end_after - call_after), 0)",
  durationMs: "max(0, coalesce(end_after, 0))",
} as const;

const outcomeOf = (isAnswered: string) => `case
  when is_missed = 1 then iif(leave_reason = ${leaveReason.userReleased}, 'abandoned', 'missed')
  when ${isAnswered} then 'answered'
  else iif(direction = 1, 'unanswered', 'selfService') end`;

export const missedOutcomes: readonly CallOutcome[] = ["abandoned", "missed"];

/** Phone numbers of up to so many digits are kept as integers. */
const digitsMax = 15;

/** What a search sorts by; epoch ms or ms. */
export function valueOf(by: CallSort["by"], time: CallTime, day: number): string {
  return by === "time" ? `(${day} + ${timeOf(time, day)})` : `(${durations[by]})`;
}

/** Of whom the calls are: what the index by arrival, and those by number, have before all else. */
export type CallOwners = {
  readonly tenants: readonly TenantKey[];
  /** Named even when both are asked for: the index has them. */
  readonly directions: readonly (0 | 1)[];
};

/** The plus keeps their indexes away. */
export function ofOwners({ tenants, directions }: CallOwners, plus: "" | "+" = ""): Condition {
  const of = ofTenants(tenants);
  const where = `${plus}${of.where} and ${plus}direction in (${directions.join(", ")})`;
  return { where, values: of.values };
}

/** All but the owners, the time of arrival and the devices. */
export function conditionOf(filter: CallFilter, day: number): Condition {
  const terms = new Terms();
  if (filter.time !== "arrived") {
    terms.add(`${timeOf(filter.time, day)} between ? and ?`, filter.from - day, filter.to - day);
  }
  addNumbers(filter, (term, ...values) => terms.add(term, ...values));
  addKind(filter, terms, outcomeOf("call_after is not null"));
  terms.addRange(durations.waitMs, filter.waitMs);
  terms.addRange(durations.talkMs, filter.talkMs);
  terms.addRange(durations.durationMs, filter.durationMs);
  return terms.all();
}

/** Of the table `call_kind`: what of a filter is alike for all calls of a kind. */
export function kindCondition(filter: CallFilter): Condition {
  const terms = new Terms();
  if (filter.direction !== undefined) terms.add("direction = ?", directionCode(filter.direction));
  addKind(filter, terms, outcomeOf("is_answered = 1"));
  return terms.all();
}

function addKind(filter: CallFilter, terms: Terms, outcome: string): void {
  terms.addList("inno_id", filter.innoIds);
  terms.addList("media_type", filter.mediaTypes);
  terms.addList("call_type", filter.callTypes);
  terms.addList("leave_reason", filter.leaveReasons);
  terms.addList(outcome, filter.outcomes);
  if (filter.outcomes?.every((outcome) => missedOutcomes.includes(outcome)) === true) {
    terms.add("is_missed = 1");
  }
  terms.addFlag("is_missed", filter.isMissed);
  terms.addFlag("is_expired", filter.isExpired);
}

class Terms {
  readonly #terms = ["true"];
  readonly #values: SQLInputValue[] = [];

  add(term: string, ...values: readonly SQLInputValue[]): void {
    this.#terms.push(term);
    this.#values.push(...values);
  }

  addList(sql: string, list: readonly (number | string)[] | undefined): void {
    if (list === undefined) return;
    this.add(`${sql} in (select value from json_each(?))`, JSON.stringify(list));
  }

  addRange(sql: string, range: DurationRange | undefined): void {
    if (range?.min !== undefined) this.add(`${sql} >= ?`, range.min);
    if (range?.max !== undefined) this.add(`${sql} <= ?`, range.max);
  }

  addFlag(column: string, flag: boolean | undefined): void {
    if (flag !== undefined) this.add(`${column} = ?`, flag ? 1 : 0);
  }

  all(): Condition {
    return { where: this.#terms.join(" and "), values: this.#values };
  }
}

/** Since the day began; ms. */
function timeOf(time: CallTime, day: number): string {
  switch (time) {
    case "arrived":
      return "arrived_ms";
    case "ended":
      return `coalesce(arrived_ms + end_after, ${-day})`;
    case "recorded":
      return `coalesce(arrived_ms + coalesce(end_after, 0) + logged_after_end, ${-day})`;
  }
}

function addNumbers(
  { callerNo, calleeNo, number, numberPrefix = "" }: CallFilter,
  add: (term: string, ...bound: readonly SQLInputValue[]) => void,
): void {
  if (callerNo !== undefined) add("caller_no = ?", packNumber(callerNo));
  // Of two numbers the caller's finds fewer calls: the plus keeps the index of the other away.
  const plus = callerNo === undefined ? "" : "+";
  if (calleeNo !== undefined) add(`${plus}callee_no = ?`, packNumber(calleeNo));
  if (number !== undefined) add(...anyOf(isNumber(number)));
  if (numberPrefix !== "") add(...anyOf(beginsWith(numberPrefix)));
}

/** The ranges of the indexes by number that a filter's calls lie in; empty when it asks for no such number. */
export function numberRanges({ number, numberPrefix = "" }: CallFilter): readonly Condition[] {
  if (number !== undefined) return isNumber(number);
  return numberPrefix === "" ? [] : beginsWith(numberPrefix);
}

/** No text has it: Unicode gives it to nobody. */
const lastCharacter = "\u{10ffff}";

const sides = ["caller_no", "callee_no"] as const;

function isNumber(number: string): readonly Condition[] {
  return sides.map((column) => ({ where: `${column} = ?`, values: [packNumber(number)] }));
}

/** Of each length a number is in one range; texts are larger than all numbers. */
function beginsWith(prefix: string): readonly Condition[] {
  const asText = [prefix, `${prefix}${lastCharacter}`];
  const ranges: Condition[] = sides.map((column) => {
    return { where: `${column} between ? and ?`, values: asText };
  });
  if (typeof packNumber(prefix) !== "bigint") return ranges;
  for (let scale = 1n, length = prefix.length; length <= digitsMax; length += 1, scale *= 10n) {
    const values = [BigInt(prefix) * scale, (BigInt(prefix) + 1n) * scale - 1n];
    for (const column of sides) ranges.push({ where: `${column} between ? and ?`, values });
  }
  return ranges;
}

function anyOf(conditions: readonly Condition[]): [term: string, ...values: SQLInputValue[]] {
  const terms = conditions.map(({ where }) => `(${where})`);
  return [`(${terms.join(" or ")})`, ...conditions.flatMap(({ values }) => values)];
}
