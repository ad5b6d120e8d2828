import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { SecretMask } from "./secret-mask.ts";

function masked(secret: string, chunks: readonly string[]): string {
  const mask = new SecretMask(secret);
  const kept = chunks.map((chunk) => mask.take(Buffer.from(chunk)));
  return Buffer.concat([...kept, mask.rest()]).toString();
}

test("a secret stands nowhere in the stream, wherever it is cut, and no length changes", () => {
  const text = "Secret: s3cret pass s3cret pass, s3cret%20pass, s3cret";
  const cuts = fc.array(fc.nat(text.length), { maxLength: 10 });
  fc.assert(
    fc.property(cuts, (cuts) => {
      const places = [0, ...cuts.toSorted((a, b) => a - b), text.length];
      const chunks = places.slice(1).map((end, index) => text.slice(places[index], end));
      const x = "x".repeat(11);
      assert.equal(masked("s3cret pass", chunks), `Secret: ${x} ${x}, ${"x".repeat(13)}, s3cret`);
    }),
  );
});

test("a secret of a few characters is not looked for: it could be anything", () => {
  assert.equal(masked("138", ["CallerIDNum: 138"]), "CallerIDNum: 138");
});
