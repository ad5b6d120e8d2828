import assert from "node:assert/strict";
import { test } from "node:test";
import { failureOf, q850, unansweredReasonOf } from "./q850.ts";

test("a number that does not exist, or to which no way leads, is no such number", () => {
  for (const cause of [q850.unallocatedNumber, q850.noRoute, q850.invalidNumber]) {
    assert.deepEqual(failureOf(cause), { leaveReason: 24, releaseCause: 538 }, `cause ${cause}`);
  }
});

test("a cause that the tables have no word for says nothing of a failure", () => {
  for (const cause of [0, q850.normal, q850.congestion]) assert.deepEqual(failureOf(cause), {});
});

test("an agent who was busy or declined is told from one who did not come", () => {
  const causes = [q850.busy, q850.rejected, q850.noAnswer, q850.noResponse, q850.normal];
  assert.deepEqual(
    causes.map((cause) => unansweredReasonOf(cause)),
    ["busy", "rejected", "noAnswer", "noAnswer", undefined],
  );
});
