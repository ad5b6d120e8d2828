import assert from "node:assert/strict";
import { test } from "node:test";
import { callTypes, isInTable, leaveReason, leaveReasons } from "./code-table.ts";
import { outboundReasons, releaseCause, releaseCauses, taskReason } from "./code-table.ts";

test("every call type is of a call in or out", () => {
  for (const [code, { direction }] of Object.entries(callTypes)) {
    assert.ok(direction === "in" || direction === "out", `call type ${code}`);
  }
});

test("every number that has a name is in its table", () => {
  for (const [names, table] of [
    [leaveReason, leaveReasons],
    [releaseCause, releaseCauses],
    [taskReason, outboundReasons],
  ] as const) {
    for (const [name, code] of Object.entries(names)) assert.ok(isInTable(table, code), name);
  }
});
