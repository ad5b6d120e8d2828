// Random questions about what is derived of the records, and how two histories answer them.
import assert from "node:assert/strict";
import fc from "fast-check";
import type { TenantKey } from "../lib/tenant-key.ts";
import type { CallBackQuery } from "./call-back.ts";
import type { CallFilter, CallSearch } from "./call-search.ts";
import type { History } from "./history.ts";
import {
  modelAgents,
  modelCallIds,
  modelDay,
  modelNumbers,
  modelSkills,
  modelTime,
} from "./random-call.ts";
import type { StatisticsQuery } from "./statistics.ts";

const dayMs = 86_400_000;
const hourMs = 3_600_000;

type Untenanted<Query> = Omit<Query, "tenants">;

export type DerivedQuestion = {
  readonly search: Untenanted<CallSearch>;
  readonly statistics: Untenanted<StatisticsQuery>;
  readonly missed: Untenanted<CallBackQuery>;
  /** Asks for both tenants. */
  readonly isWide: boolean;
};

/** Both must answer alike; pages are followed to their end. */
export async function compareDerived(
  [history, plain]: readonly [History, History],
  tenants: readonly TenantKey[],
  question: DerivedQuestion,
): Promise<void> {
  const { signal } = new AbortController();
  // One is named twice: that must make no difference.
  const asked = { tenants: question.isWide ? [...tenants, ...tenants] : tenants.slice(0, 1) };
  const filter = { ...question.search, ...asked };
  await compareSearch([history, plain], filter, signal);
  const { sort: _sort, after: _after, offset: _offset, limit, ...each } = filter;
  const rowsMax = Math.max(1, limit);
  assert.deepEqual(
    (await Array.fromAsync(history.eachCall(each, rowsMax, signal))).flat(),
    (await Array.fromAsync(plain.eachCall(each, rowsMax, signal))).flat(),
  );
  const statistics = { ...question.statistics, ...asked };
  assert.deepEqual(
    await history.statistics(statistics, signal),
    await plain.statistics(statistics, signal),
  );
  // Statistics have brought up to date what is derived of the days that they are of.
  await compareSearch([history, plain], filter, signal);
  for (let missed: CallBackQuery = { ...question.missed, ...asked }; ;) {
    const page = await history.missedCallBacks(missed, signal);
    assert.deepEqual(page, await plain.missedCallBacks(missed, signal));
    if (page.next === undefined) break;
    missed = { ...missed, after: page.next, offset: 0 };
  }
}

async function compareSearch(
  [history, plain]: readonly [History, History],
  filter: CallSearch,
  signal: AbortSignal,
): Promise<void> {
  assert.equal(await history.countCalls(filter, signal), await plain.countCalls(filter, signal));
  for (let search = filter; ;) {
    const page = await history.searchCalls(search, signal);
    assert.deepEqual(page, await plain.searchCalls(search, signal));
    if (page.next === undefined) break;
    search = { ...search, after: page.next, offset: 0 };
  }
}

const range = fc.oneof(
  fc.tuple(modelTime, modelTime).map(([from, to]) => ({ from, to })),
  fc.constantFrom(
    { from: 0, to: 9e14 },
    { from: modelDay, to: modelDay + dayMs - 1 },
    { from: modelDay - dayMs, to: modelDay + dayMs },
  ),
);
const page = fc.record({
  offset: fc.constantFrom(0, 0, 1, 3, 7),
  limit: fc.integer({ min: 1, max: 4 }),
});
const agentIds = fc.subarray([...modelAgents]);
const skillIds = fc.subarray([...modelSkills]);
const innoIds = fc.subarray([11, 12]);
const number = fc.constantFrom(...modelNumbers);
const duration = fc.constantFrom<{ readonly min?: number; readonly max?: number }>(
  { min: 1 },
  { max: 5000 },
  { min: 5000, max: 900_000 },
);

/** Most of these are absent: together they would match nothing. */
const filter: fc.Arbitrary<Partial<CallFilter>> = fc
  .record({
    direction: fc.constantFrom("in" as const, "out" as const),
    agentIds,
    skillIds,
    innoIds,
    callerNo: number,
    calleeNo: number,
    number,
    numberPrefix: fc.constantFrom("1", "138", "0", "8888000", "13800000001", ""),
    outcomes: fc.subarray([
      "answered",
      "abandoned",
      "missed",
      "unanswered",
      "selfService",
    ] as const),
    isMissed: fc.boolean(),
    isExpired: fc.boolean(),
    mediaTypes: fc.subarray([1, 5]),
    callTypes: fc.subarray([0, 7]),
    leaveReasons: fc.subarray([0, 15, 16, 19]),
    waitMs: duration,
    talkMs: duration,
    durationMs: duration,
  })
  .chain((all) =>
    fc.subarray(Object.entries(all), { maxLength: 3 }).map((some) => Object.fromEntries(some)),
  );

const search: fc.Arbitrary<Untenanted<CallSearch>> = fc
  .record({
    range,
    page,
    filter,
    time: fc.constantFrom(
      "arrived" as const,
      "arrived" as const,
      "ended" as const,
      "recorded" as const,
    ),
    sort: fc.record({
      by: fc.constantFrom(
        "time" as const,
        "waitMs" as const,
        "talkMs" as const,
        "durationMs" as const,
      ),
      order: fc.constantFrom("ascending" as const, "descending" as const),
    }),
    after: fc.option(
      fc.record({
        value: fc.oneof(modelTime, fc.constantFrom(0, 5000)),
        tenant: fc.constant(8193),
        callId: fc.constantFrom(...modelCallIds),
        arrivedAt: modelTime,
      }),
      { nil: undefined, freq: 4 },
    ),
  })
  .map(({ range, page, filter, time, sort, after }) => ({
    ...{ ...range, ...page, ...filter, time, sort },
    ...(after === undefined ? {} : { after }),
  }));

const statistics: fc.Arbitrary<Untenanted<StatisticsQuery>> = fc
  .record({
    range,
    by: fc.constantFrom("vdn" as const, "accessCode" as const, "skill" as const, "agent" as const),
    ids: fc.option(fc.subarray([1, 2, 11, 1001]), { nil: undefined }),
    spanMs: fc.option(fc.constantFrom(hourMs, dayMs), { nil: undefined }),
  })
  .map(({ range, by, ids, spanMs }) => ({
    ...{ ...range, by },
    ...(ids === undefined ? {} : { ids }),
    ...(spanMs === undefined ? {} : { spanOf: (_: number, at: number) => at - (at % spanMs) }),
  }));

const missed: fc.Arbitrary<Untenanted<CallBackQuery>> = fc
  .record({
    range,
    page,
    status: fc.constantFrom("open" as const, "resolved" as const, "all" as const),
    filter: fc.record({ skillIds, innoIds, callerNo: number }, { requiredKeys: [] }),
    isFiltered: fc.boolean(),
  })
  .map(({ range, page, status, filter, isFiltered }) => ({
    ...{ ...range, ...page, status },
    ...(isFiltered ? filter : {}),
  }));

export const questionArbitrary: fc.Arbitrary<DerivedQuestion> = fc.record({
  search,
  statistics,
  missed,
  isWide: fc.boolean(),
});
