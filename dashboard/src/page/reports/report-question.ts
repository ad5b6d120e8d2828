// What a report is asked for: read from the address, sent to the server.
import type { RequestOf } from "../../api/contract.ts";
import { periods, rangeOf, type Period } from "../../format/period.ts";
import type { Zone } from "../../format/zone.ts";
import type { FormulaId } from "./report-sums.ts";

export const subjects = ["queues", "accessCodes", "agents", "vdns"] as const;
export const spans = ["quarterHour", "hour", "day", "week", "month"] as const;
export const thresholds = [
  5, 10, 15, 20, 30, 40, 45, 60, 90, 120, 180, 240, 300, 600, 900,
] as const;
export const shortThresholds = [0, ...thresholds] as const;
export const formulas: readonly FormulaId[] = [
  "offered",
  "offeredLessShort",
  "answered",
  "withinOrShort",
];

export type Subject = (typeof subjects)[number];
export type Span = (typeof spans)[number];

export type ReportQuestion = {
  readonly subject: Subject;
  readonly per: Span;
  readonly period: Period | "custom";
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** undefined = as the server has it. */
  readonly thresholdSeconds: number | undefined;
  readonly shortAbandonSeconds: number | undefined;
  readonly formula: FormulaId | undefined;
  /** The subject that the charts show; undefined = all together. */
  readonly id: number | undefined;
};

export function readQuestion(query: URLSearchParams): ReportQuestion {
  const whole = (name: string) => {
    const text = query.get(name) ?? "";
    return /^\d{1,16}$/.test(text) ? Number(text) : undefined;
  };
  const oneOf = <Value extends string | number>(name: string, values: readonly Value[]) =>
    values.find((value) => String(value) === query.get(name));
  return {
    subject: oneOf("subject", subjects) ?? "queues",
    per: oneOf("per", spans) ?? "hour",
    period: oneOf("period", [...periods, "custom"]) ?? "today",
    from: whole("from"),
    to: whole("to"),
    thresholdSeconds: oneOf("thresholdSeconds", thresholds),
    shortAbandonSeconds: oneOf("shortAbandonSeconds", shortThresholds),
    formula: oneOf("formula", formulas),
    id: whole("id"),
  };
}

export const endpoints = {
  queues: "getQueueReport",
  accessCodes: "getAccessCodeReport",
  agents: "getAgentReport",
  vdns: "getVdnReport",
} as const;

export function reportRequest(
  question: Omit<ReportQuestion, "id" | "subject">,
  { tenant, zone, now }: { readonly tenant: string; readonly zone: Zone; readonly now: number },
): RequestOf<"getVdnReport"> {
  const { per, period, thresholdSeconds, shortAbandonSeconds, formula } = question;
  const range = period === "custom" ? question : rangeOf(period, now, zone);
  return {
    tenant: [tenant],
    ...(range.from === undefined ? {} : { from: range.from }),
    ...(range.to === undefined ? {} : { to: range.to }),
    per,
    ...(thresholdSeconds === undefined ? {} : { thresholdSeconds }),
    ...(shortAbandonSeconds === undefined ? {} : { shortAbandonSeconds }),
    ...(formula === undefined ? {} : { formula }),
  };
}
