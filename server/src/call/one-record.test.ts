import assert from "node:assert/strict";
import { test } from "node:test";
import type { CallEvent } from "@trunkline/contract";
import fc from "fast-check";
import { foldCall } from "./fold.ts";

const call = { ccId: 1, vdn: 170, callId: "1795235373-1", backfill: true } as const;
const cel = { ...call, source: "pbx1/cel" };
const log = { ...call, source: "pbx1/queue_log", precisionMs: 1000 };

const byCel: readonly CallEvent[] = [
  { ...cel, kind: "arrived", at: 1500, direction: "in", callerNo: "1", calleeNo: "2" },
  { ...cel, kind: "queued", at: 2500, skillId: 1 },
  { ...cel, kind: "answered", at: 5700, agentId: 1001 },
  { ...cel, kind: "ended", at: 9200, by: "customer" },
];
const byLog: readonly CallEvent[] = [
  { ...log, kind: "arrived", at: 2000, direction: "in", callerNo: "1", calleeNo: "" },
  { ...log, kind: "queued", at: 2000, skillId: 1 },
  { ...log, kind: "answered", at: 5000, agentId: 1001 },
  { ...log, kind: "ended", at: 9000, by: "customer" },
];

test("of two files that tell of one call the more exact one counts, in any order", () => {
  const all = [...byLog, ...byCel];
  fc.assert(
    fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (events) => {
      assert.deepEqual(foldCall(events), foldCall(byCel));
    }),
  );
});

test("a file that knows the end counts before a more exact one that does not", () => {
  assert.deepEqual(foldCall([...byCel.slice(0, 3), ...byLog]), foldCall(byLog));
});

test("a live connection counts before every file", () => {
  const live = byCel.map((event): CallEvent => ({ ...event, source: "pbx1", backfill: false }));
  assert.deepEqual(foldCall([...byLog, ...live, ...byCel]), foldCall(live));
});
