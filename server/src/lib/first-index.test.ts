import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { firstIndex } from "./first-index.ts";

test("the first place is found, whatever there is before and behind it", () => {
  fc.assert(
    fc.property(fc.nat(40), fc.nat(40), (before, behind) => {
      const count = before + behind;
      assert.equal(
        firstIndex(count, (index) => index >= before),
        before,
      );
    }),
  );
});
