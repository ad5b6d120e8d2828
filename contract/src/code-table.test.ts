import assert from "node:assert/strict";
import { test } from "node:test";
import { callTypes } from "./code-table.ts";

test("every call type is of a call in or out", () => {
  for (const [code, { direction }] of Object.entries(callTypes)) {
    assert.ok(direction === "in" || direction === "out", `call type ${code}`);
  }
});
