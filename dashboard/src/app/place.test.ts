import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { callPath, placeOf, sections } from "./place.ts";

test("every section has a path, the root is the live board", () => {
  for (const section of sections) assert.deepEqual(placeOf(`/${section}`), { kind: section });
  assert.deepEqual(placeOf("/"), { kind: "live" });
  assert.deepEqual(placeOf("/nowhere"), { kind: "unknown" });
  assert.deepEqual(placeOf("/live/more"), { kind: "unknown" });
});

test("a call's path leads to that call, whatever its platform called it", () => {
  const callIds = fc.string({ minLength: 1, maxLength: 64, unit: "binary" });
  fc.assert(
    fc.property(callIds, (text) => {
      // A lone surrogate is no text that a URL could carry.
      const callId = text.toWellFormed();
      const place = { kind: "call", tenant: "1/100", callId };
      assert.deepEqual(placeOf(callPath({ tenant: "1/100", callId })), place);
    }),
  );
});
