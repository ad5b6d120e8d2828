// What a report is asked for: read from the address, sent to the server.
import type { RequestOf } from "../../api/contract.ts";
import { chosenRange, type ChosenPeriod } from "../../format/period.ts";
import { oneOfIn, periodIn, wholeIn } from "../../format/query-field.ts";
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

export type ReportQuestion = ChosenPeriod & {
  readonly subject: Subject;
  readonly per: Span;
  /** undefined = as the server has it. */
  readonly thresholdSeconds: number | undefined;
  readonly shortAbandonSeconds: number | undefined;
  readonly formula: FormulaId | undefined;
  /** The subject that the charts show; undefined = all together. */
  readonly id: number | undefined;
};

export function readQuestion(query: URLSearchParams): ReportQuestion {
  const subject = oneOfIn(query, "subject", subjects) ?? "queues";
  return {
    ...periodIn(query, "today"),
    subject,
    // Hundreds of agents by the hour are megabytes, and say little.
    per: oneOfIn(query, "per", spans) ?? (subject === "agents" ? "day" : "hour"),
    thresholdSeconds: oneOfIn(query, "thresholdSeconds", thresholds),
    shortAbandonSeconds: oneOfIn(query, "shortAbandonSeconds", shortThresholds),
    formula: oneOfIn(query, "formula", formulas),
    id: wholeIn(query, "id"),
  };
}

type ReportRequest = RequestOf<"getQueueReport"> &
  RequestOf<"getAccessCodeReport"> &
  RequestOf<"getAgentReport">;

export const endpoints = {
  queues: "getQueueReport",
  accessCodes: "getAccessCodeReport",
  agents: "getAgentReport",
  vdns: "getVdnReport",
} as const;

/** Whether the hours are asked for besides: not of all agents at once. */
export function hasHeatMap({ subject, id }: ReportQuestion): boolean {
  return subject !== "agents" || id !== undefined;
}

export function reportRequest(
  question: Omit<ReportQuestion, "id">,
  {
    tenant,
    zone,
    now,
    only,
  }: {
    readonly tenant: string;
    readonly zone: Zone;
    readonly now: number;
    /** The subject that alone is asked about; undefined = all. */
    readonly only: number | undefined;
  },
): ReportRequest {
  const { subject, per, thresholdSeconds, shortAbandonSeconds, formula } = question;
  return {
    tenant: [tenant],
    ...chosenRange(question, now, zone),
    per,
    ...(thresholdSeconds === undefined ? {} : { thresholdSeconds }),
    ...(shortAbandonSeconds === undefined ? {} : { shortAbandonSeconds }),
    ...(formula === undefined ? {} : { formula }),
    ...(only === undefined ? {} : onlyOf(subject, only)),
  };
}

function onlyOf(subject: Subject, id: number): ReportRequest {
  switch (subject) {
    case "queues":
      return { skillId: [id] };
    case "accessCodes":
      return { innoId: [id] };
    case "agents":
      return { agentId: [id] };
    case "vdns":
      return {};
  }
}
