import type { TodayCounts } from "@trunkline/contract";
import type { StatisticSubject } from "../call/call-totals.ts";
import { fromHistory } from "../query/storage-failure.ts";
import type { History } from "../storage/history.ts";
import { formulaOfToday, serviceCounts, type Thresholds } from "./service-level.ts";
import type { TodayParts, TodaySubject } from "./today.ts";

const subjects: Readonly<Record<TodaySubject, StatisticSubject>> = {
  vdn: "vdn",
  accessCode: "accessCode",
  queue: "skill",
};

/** Asks the statistics for one day of one tenant, which is one span. */
export function countsOfToday({
  history,
  thresholds,
  signal,
}: {
  readonly history: Pick<History, "statistics">;
  readonly thresholds: Thresholds;
  readonly signal: AbortSignal;
}): TodayParts["ask"] {
  return async ({ tenant, from, to }) => {
    const found = new Map<string, TodayCounts>();
    for (const [kind, by] of Object.entries(subjects)) {
      const question = { tenants: [tenant], by, from, to: to - 1, spanOf: () => from };
      const cells = await fromHistory("today's counts", () => history.statistics(question, signal));
      for (const cell of cells) {
        const { id, offered, answered, abandoned, missed } = cell;
        const { serviceLevel } = serviceCounts(cell, formulaOfToday, thresholds);
        found.set(`${kind} ${id}`, { offered, answered, abandoned, missed, serviceLevel });
      }
    }
    return { of: (kind, id) => found.get(`${kind} ${id}`) };
  };
}
