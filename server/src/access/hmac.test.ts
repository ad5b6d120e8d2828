import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import * as fc from "fast-check";
import { hmacSha256 } from "./hmac.ts";

test("any key and text give what createHmac gives, keys longer than a block included", () => {
  const bytes = fc.uint8Array({ maxLength: 300 });
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 150 }), bytes, (key, text) => {
      assert.equal(
        hmacSha256(key, Buffer.from(text).toString("latin1")),
        createHmac("sha256", key).update(text).digest("hex"),
      );
    }),
    { numRuns: 500 },
  );
  for (const length of [0, 63, 64, 65]) {
    const key = "k".repeat(length);
    assert.equal(hmacSha256(key, ""), createHmac("sha256", key).update("").digest("hex"));
  }
});
