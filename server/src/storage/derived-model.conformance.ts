// Random operations in any order, and questions in between: what is derived of the records (searches,
// statistics, missed calls) is what the memory history, the plain reading, derives of all of them.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { AgentStateChange } from "../call/agent.ts";
import { tenantKey } from "../lib/tenant-key.ts";
import type { CallRow, EndedCall, History, HistoryBatch } from "./history.ts";
import { compareDerived, questionArbitrary, type DerivedQuestion } from "./derived-question.ts";
import { emptyBatch } from "./made-up-call.ts";
import { modelRuns, type HistoryUnderTest, type Targets } from "./model-runs.conformance.ts";
import {
  modelAgents,
  modelCallIds,
  modelDay,
  modelTime,
  randomCall,
  type RandomCall,
} from "./random-call.ts";

const dayMs = 86_400_000;

type StateOf = Pick<AgentStateChange, "agentId" | "at" | "state">;

type Operation =
  | { readonly kind: "record"; readonly calls: readonly RandomCall[] }
  | { readonly kind: "reopen"; readonly callIds: readonly string[] }
  | { readonly kind: "states"; readonly states: readonly StateOf[] }
  | { readonly kind: "mark"; readonly callId: string; readonly at: number }
  | { readonly kind: "dropDay"; readonly day: number }
  | { readonly kind: "ask"; readonly question: DerivedQuestion };

export function derivedModelConformance({ name, ...opening }: HistoryUnderTest): void {
  test(`${name}: what is derived of any records is what a plain reading derives of them`, async () => {
    const again = fc.sample(questionArbitrary, { numRuns: 1, seed: 1 })[0];
    assert.ok(again);
    await modelRuns(opening, fc.tuple(operations, questionArbitrary), {
      run: async ([operations, question], vdn, targets) => {
        const records = new Map<string, CallRow>();
        for (const operation of operations) await perform(operation, { vdn, records, targets });
        await compareDerived(targets, tenantsOf(vdn), question);
      },
      compareAgain: async (vdn, targets) => {
        if (vdn % 5 === 0) await compareDerived(targets, tenantsOf(vdn), again);
      },
    });
  });
}

/** Of the run and of the one before it. */
function tenantsOf(vdn: number): readonly number[] {
  return [vdn, Math.max(1, vdn - 1)].map((vdn) => tenantKey({ ccId: 1, vdn }));
}

async function perform(
  operation: Operation,
  context: {
    readonly vdn: number;
    /** Of the calls that have one. */
    readonly records: Map<string, CallRow>;
    readonly targets: Targets;
  },
): Promise<void> {
  const { vdn, records, targets } = context;
  const tenant = tenantKey({ ccId: 1, vdn });
  switch (operation.kind) {
    case "record": {
      const ended = operation.calls.map((call) => recordedBy(call.ended(vdn), records));
      return commit(targets, { ended });
    }
    case "reopen": {
      const rows = operation.callIds.flatMap((callId) => records.get(callId) ?? []);
      for (const row of rows) records.delete(row.callId);
      return commit(targets, {
        reopened: rows.map((row) => ({ tenant, callId: row.callId, row })),
      });
    }
    case "states":
      return commit(targets, {
        agentStates: operation.states.map((state) => ({ ccId: 1, vdn, ...state })),
      });
    case "mark": {
      const { at, callId } = operation;
      const [found, expected] = await Promise.all(
        targets.map((target) =>
          target.resolveMissedCall(tenant, callId, { at, by: "me", note: "" }),
        ),
      );
      assert.deepEqual(found, expected);
      return;
    }
    case "dropDay":
      for (const target of targets) await target.dropDay(operation.day);
      return;
    case "ask":
      return compareDerived(targets, tenantsOf(vdn), operation.question);
  }
}

function recordedBy(call: EndedCall, records: Map<string, CallRow>): EndedCall {
  const replaces = records.get(call.row.callId);
  records.set(call.row.callId, call.row);
  return replaces === undefined ? call : { ...call, replaces };
}

async function commit(targets: readonly History[], changes: Partial<HistoryBatch>): Promise<void> {
  for (const target of targets) await target.commit({ ...emptyBatch, ...changes });
}

const callId = fc.constantFrom(...modelCallIds);
const state = fc.record({
  agentId: fc.constantFrom(...modelAgents),
  at: modelTime,
  state: fc.integer({ min: 0, max: 12 }),
});

const operations: fc.Arbitrary<Operation[]> = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc
        .uniqueArray(randomCall, { maxLength: 6, selector: ({ callId }) => callId })
        .map((calls) => ({ kind: "record" as const, calls })),
    },
    {
      weight: 2,
      arbitrary: fc
        .uniqueArray(callId, { maxLength: 3 })
        .map((callIds) => ({ kind: "reopen" as const, callIds })),
    },
    {
      weight: 2,
      arbitrary: fc
        .array(state, { maxLength: 6 })
        .map((states) => ({ kind: "states" as const, states })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(callId, modelTime)
        .map(([callId, at]) => ({ kind: "mark" as const, callId, at })),
    },
    {
      weight: 1,
      arbitrary: fc
        .integer({ min: -2, max: 1 })
        .map((days) => ({ kind: "dropDay" as const, day: modelDay + days * dayMs })),
    },
    {
      weight: 2,
      arbitrary: questionArbitrary.map((question) => ({ kind: "ask" as const, question })),
    },
  ),
  { maxLength: 10 },
);
