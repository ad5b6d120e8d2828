import assert from "node:assert/strict";
import { test } from "node:test";
import { isDocumentedCallId } from "@trunkline/contract";
import fc from "fast-check";
import { assignCmsCallId } from "./call-id.ts";

const firstAt = 1_795_235_373_577;

test("a documented call ID stays as it is", () => {
  assert.equal(
    assignCmsCallId("1605492949-1447", firstAt, () => false),
    "1605492949-1447",
  );
});

test("any other call ID gets one of at most 20 characters, the same every time", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 64 }), (callId) => {
      const assigned = assignCmsCallId(callId, firstAt, () => false);
      assert.ok(isDocumentedCallId(assigned), assigned);
      assert.equal(
        assigned,
        assignCmsCallId(callId, firstAt, () => false),
      );
    }),
  );
});

test("an assigned call ID that another call has is passed over", () => {
  const first = assignCmsCallId("pbx1-1795235373.0", firstAt, () => false);
  const second = assignCmsCallId("pbx1-1795235373.0", firstAt, (id) => id === first);
  assert.notEqual(first, second);
  assert.match(second, /^1795235373-\d+$/);
});
