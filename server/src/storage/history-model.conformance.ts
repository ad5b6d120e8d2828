// Random operations and questions: every adapter answers like the memory history, the plain reading.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { tenantKey } from "../lib/tenant-key.ts";
import type { CallRow, CallsQuery, EndedCall, History, MissedCallsQuery } from "./history.ts";
import { emptyBatch, endedCall, callPage, type MadeUp, missedPage } from "./made-up-call.ts";
import { modelRuns, type HistoryUnderTest } from "./model-runs.conformance.ts";

const day = Date.UTC(2026, 10, 21);
const dayMs = 86_400_000;

type Operation =
  | { readonly kind: "record"; readonly calls: readonly MadeUp[] }
  | { readonly kind: "reopen"; readonly callIds: readonly string[] }
  | { readonly kind: "dropDay"; readonly day: number };

type Question = {
  readonly call: Omit<CallsQuery, "tenant">;
  readonly missed: Omit<MissedCallsQuery, "tenant">;
};

export function historyModelConformance({ name, ...opening }: HistoryUnderTest): void {
  test(`${name}: any operations and any question give what a plain array gives`, async () => {
    await modelRuns(opening, fc.tuple(operations, questions), {
      run: async ([operations, questions], vdn, targets) => {
        const records = new Map<string, CallRow>();
        for (const operation of operations) await perform(operation, { vdn, records, targets });
        for (const question of questions) await compare(...targets, vdn, question);
      },
      compareAgain: (vdn, targets) => compare(...targets, vdn, everything),
    });
  });
}

async function perform(
  operation: Operation,
  context: {
    readonly vdn: number;
    /** Of the calls that have one. */
    readonly records: Map<string, CallRow>;
    readonly targets: readonly History[];
  },
): Promise<void> {
  const { vdn, records, targets } = context;
  if (operation.kind === "dropDay") {
    for (const target of targets) await target.dropDay(operation.day);
    return;
  }
  const tenant = tenantKey({ ccId: 1, vdn });
  const ended: EndedCall[] = [];
  const reopened = [];
  if (operation.kind === "record") {
    for (const made of operation.calls) {
      const replaces = records.get(made.callId);
      const call = endedCall({ ...made, vdn }, replaces === undefined ? {} : { replaces });
      records.set(made.callId, call.row);
      ended.push(call);
    }
  } else {
    for (const callId of operation.callIds) {
      const row = records.get(callId);
      if (row === undefined) continue;
      records.delete(callId);
      reopened.push({ tenant, callId, row });
    }
  }
  for (const target of targets) await target.commit({ ...emptyBatch, ended, reopened });
}

async function compare(
  history: History,
  plain: History,
  vdn: number,
  { call, missed }: Question,
): Promise<void> {
  const tenant = tenantKey({ ccId: 1, vdn });
  const asked = { tenant, ...call };
  assert.deepEqual(await callPage(history, asked), await callPage(plain, asked));
  const missedAsked = { tenant, ...missed };
  assert.deepEqual(await missedPage(history, missedAsked), await missedPage(plain, missedAsked));
  const other = tenantKey({ ccId: 1, vdn: vdn + 1 });
  for (const tenants of [[tenant], [tenant, other], [other, tenant]]) {
    for (const callId of callIds) {
      assert.deepEqual(await history.call(tenants, callId), await plain.call(tenants, callId));
      const near = [tenants, callId, call.from] as const;
      assert.deepEqual(await history.call(...near), await plain.call(...near));
    }
  }
}

// One ID tells a second in which calls may arrive, others are of forms that are stored in other ways.
const callIds = [
  ...["1", "2", "3", "pbx-4", `${day / 1000}-5`, `${day / 1000}-6`],
  ...["1f0e7a52-63a1-4a7b-9b0f-3c2d1e0f9a8b", "2f0e7a52-63a1-4a7b-9b0f-3c2d1e0f9a8b"],
];
// Few minutes on either side of a few midnights, so that ties, edges and several files are met.
const at = fc
  .tuple(
    fc.integer({ min: -1, max: 1 }),
    fc.integer({ min: -4, max: 4 }),
    fc.constantFrom(0, 1, 30_000, 59_999),
  )
  .map(([days, minutes, ms]) => day + days * dayMs + minutes * 60_000 + ms);

const madeUp: fc.Arbitrary<MadeUp> = fc.record(
  {
    callId: fc.constantFrom(...callIds),
    at,
    direction: fc.constantFrom("in" as const, "out" as const),
    callerNo: fc.constantFrom("13800000001", "013800000002"),
    calleeNo: fc.constantFrom("88880001", "+8688880002"),
    missedAfterMs: fc.constantFrom(1, 200_000),
    // Over midnight, and over a whole day.
    queuedAfterMs: fc.constantFrom(1, 90_000, dayMs),
  },
  { requiredKeys: ["callId", "at"] },
);

const operations: fc.Arbitrary<Operation[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .uniqueArray(madeUp, { maxLength: 8, selector: ({ callId }) => callId })
        .map((calls) => ({ kind: "record" as const, calls })),
    },
    {
      weight: 2,
      arbitrary: fc
        .subarray(callIds, { maxLength: 3 })
        .map((callIds) => ({ kind: "reopen" as const, callIds })),
    },
    {
      weight: 1,
      arbitrary: fc
        .integer({ min: -2, max: 1 })
        .map((days) => ({ kind: "dropDay" as const, day: day + days * dayMs })),
    },
  ),
  { maxLength: 8 },
);

const range = fc.oneof(
  fc.tuple(at, at).map(([from, to]) => ({ from, to })),
  fc.constantFrom(
    { from: 0, to: 9e14 },
    { from: day, to: day + dayMs - 1 },
    { from: day - dayMs, to: day + dayMs },
  ),
);
const page = fc.record({ offset: fc.nat(12), limit: fc.integer({ min: 1, max: 5 }) });
const call = fc
  .tuple(
    range,
    page,
    fc.constantFrom("in" as const, "out" as const),
    fc.constantFrom("", "", "13800000001", "013800000002"),
    fc.constantFrom("", "", "+8688880002"),
  )
  .map(([range, page, direction, callerNo, calleeNo]) => ({
    ...{ ...range, ...page, direction, callerNo, calleeNo },
  }));
const missed = fc.tuple(range, page).map(([range, page]) => ({ ...range, ...page }));
const questions: fc.Arbitrary<Question[]> = fc.array(fc.record({ call, missed }), {
  minLength: 1,
  maxLength: 8,
});

const all = { from: 0, to: 9e14, offset: 0, limit: 1000 };
const everything: Question = {
  call: { ...all, direction: "in", callerNo: "", calleeNo: "" },
  missed: all,
};
