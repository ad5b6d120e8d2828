// The figures of reports and of today, made from what the storage has counted; one place for every formula.
import {
  serviceLevelFormulas,
  waitThresholds,
  type ServiceLevelFormula,
} from "@trunkline/contract";
import { waitBounds, type CallTotals, type WaitClasses } from "../call/call-totals.ts";
import { invalidField } from "./api-problem.ts";

export type Thresholds = {
  readonly thresholdSeconds: number;
  readonly shortAbandonSeconds: number;
};

export type ServiceCounts = {
  readonly answeredInTime: number;
  readonly shortAbandoned: number;
  /** null where nothing was offered. */
  readonly serviceLevel: number | null;
};

export function serviceCounts(
  totals: Pick<CallTotals, "offered" | "answered" | "answeredByWait" | "abandonedByWait">,
  formula: ServiceLevelFormula,
  { thresholdSeconds, shortAbandonSeconds }: Thresholds,
): ServiceCounts {
  const answeredInTime = countBelow(totals.answeredByWait, thresholdSeconds);
  const shortAbandoned = countBelow(totals.abandonedByWait, shortAbandonSeconds);
  const serviceLevel = levelOf(formula, { ...totals, answeredInTime, shortAbandoned });
  return { answeredInTime, shortAbandoned, serviceLevel };
}

function levelOf(
  formula: ServiceLevelFormula,
  counts: Pick<CallTotals, "offered" | "answered"> & Omit<ServiceCounts, "serviceLevel">,
): number | null {
  const { offered, answered, answeredInTime, shortAbandoned } = counts;
  switch (formula) {
    case "offered":
      return shareOf(answeredInTime, offered);
    case "offeredLessShort":
      return shareOf(answeredInTime, offered - shortAbandoned);
    case "answered":
      return shareOf(answeredInTime, answered);
    case "withinOrShort":
      return shareOf(answeredInTime + shortAbandoned, offered);
  }
}

/** Of the counts of the present day, which are asked for without one. */
export const formulaOfToday: ServiceLevelFormula = "offered";

/** The formula with its figures, as an answer states it. */
export function formulaWords(formula: ServiceLevelFormula, thresholds: Thresholds): string {
  const { thresholdSeconds, shortAbandonSeconds } = thresholds;
  return (
    `${serviceLevelFormulas[formula]}; in time: after less than ${thresholdSeconds} s of waiting, ` +
    `short abandoned: the caller hung up after less than ${shortAbandonSeconds} s`
  );
}

export function checkThresholds({ thresholdSeconds, shortAbandonSeconds }: Thresholds): void {
  const allowed = `one of ${waitThresholds.join(", ")}`;
  if (!isBound(thresholdSeconds)) {
    throw invalidField("thresholdSeconds", `be ${allowed}`, thresholdSeconds);
  }
  if (shortAbandonSeconds !== 0 && !isBound(shortAbandonSeconds)) {
    throw invalidField("shortAbandonSeconds", `be 0 or ${allowed}`, shortAbandonSeconds);
  }
}

export function shareOf(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}

function isBound(seconds: number): boolean {
  return waitBounds.some((bound) => bound === seconds);
}

/** Of the classes that end at or before the threshold, which is one of the bounds, or 0. */
function countBelow(classes: WaitClasses, seconds: number): number {
  const ends: readonly number[] = waitBounds;
  let count = 0;
  for (const [index, calls] of classes.entries()) {
    const end = ends[index];
    if (end !== undefined && end <= seconds) count += calls;
  }
  return count;
}
