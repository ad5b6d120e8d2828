import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { decodeQueryText, encodeBytes } from "./percent-encode.ts";

test("only unreserved characters stay, hex is upper case", () => {
  assert.equal(
    encodeBytes(Buffer.from("Az09-._~ /!'()*+é")),
    "Az09-._~%20%2F%21%27%28%29%2A%2B%C3%A9",
  );
});

test("every byte sequence comes back from its encoding", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      assert.deepEqual(Buffer.from(decodeQueryText(encodeBytes(bytes))), Buffer.from(bytes));
    }),
  );
});

test("a percent sign that begins no escape is itself", () => {
  assert.equal(Buffer.from(decodeQueryText("100%zz%4")).toString(), "100%zz%4");
});
