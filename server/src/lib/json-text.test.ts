import assert from "node:assert/strict";
import { test } from "node:test";
import { jsonText } from "./json-text.ts";

test("whatever a body may hold has a text, however deep it is nested", () => {
  const depth = 100_000;
  const deep: unknown = JSON.parse("[".repeat(depth) + "]".repeat(depth));
  assert.equal(jsonText(deep), "...");
  assert.equal(jsonText({ a: [1, null] }), '{"a":[1,null]}');
  assert.equal(jsonText(undefined), undefined);
});
