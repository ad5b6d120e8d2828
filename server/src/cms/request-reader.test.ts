import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { Type } from "typebox";
import { ignoredHeader } from "./ignored-header.ts";
import { requestReader } from "./request-reader.ts";

const read = requestReader(
  Type.Object({
    number: Type.Integer({ minimum: -5, maximum: 1000 }),
    text: Type.Optional(Type.String({ maxLength: 20 })),
    flag: Type.Optional(Type.Union([Type.Literal("true"), Type.Literal("false")])),
  }),
  { strict: false },
);

function fields(body: unknown): unknown {
  const { outcome } = read(body);
  return outcome.kind === "read" ? outcome.fields : outcome.text;
}

test("a number may come as digits, a text as a number, a flag as a boolean or in capitals", () => {
  assert.deepEqual(fields({ number: "007", text: 13800000001, flag: true }), {
    number: 7,
    text: "13800000001",
    flag: "true",
  });
  assert.deepEqual(fields({ number: "-5", flag: "FALSE" }), { number: -5, flag: "false" });
});

test("null and empty text are absent", () => {
  assert.deepEqual(fields({ number: 1, text: null, flag: "" }), { number: 1 });
});

test("texts that only look like numbers are refused", () => {
  for (const number of ["1.0", "1e2", " 1", "0x1", "--1", "١", {}, [], Number.NaN, 1.5]) {
    assert.match(String(fields({ number })), /'number' must be an integer from -5 to 1000/);
  }
});

test("a value nested so deep that it cannot be shown is refused like any other", () => {
  const depth = 100_000;
  const deep: unknown = JSON.parse("[".repeat(depth) + "]".repeat(depth));
  assert.match(String(fields({ number: deep })), /'number' must be an integer from -5 to 1000/);
});

test("names of the prototype are unknown fields like any other", () => {
  const body: unknown = JSON.parse('{"number":1,"__proto__":{"text":"x"},"constructor":1}');
  const { ignored, outcome } = read(body);
  assert.deepEqual(ignored, ["__proto__", "constructor"]);
  assert.deepEqual(outcome, { kind: "read", fields: { number: 1 } });
});

test("a wrapper that is no object is an unknown field", () => {
  assert.deepEqual(read({ queryParam: 1, number: 1 }).ignored, ["queryParam"]);
  assert.deepEqual(read({ queryParam: { number: 1, x: 1 }, y: 1 }).ignored, ["y", "x"]);
});

test("the header of ignored fields shows no more than twenty names, each short", () => {
  const body = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`f${index}`, 1]));
  const { ignored } = read({ ...body, number: 1 });
  const header = ignoredHeader(ignored);
  assert.equal(header.split(", ").length, 21);
  assert.ok(header.endsWith(", f19, ..."));
  assert.equal(ignoredHeader(["x".repeat(100)]), `${"x".repeat(64)}...`);
});

test("whatever names a request has, the header is one that HTTP can carry", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 1 }), (names) => {
      const header = ignoredHeader(names);
      assert.match(header, /^[\x21-\x7e ]*$/);
      assert.equal(header.split(", ").length, Math.min(names.length, 21));
    }),
  );
});

test("no body makes the reader throw, and what it reads fits the schema", () => {
  fc.assert(
    fc.property(fc.record({ number: fc.anything(), text: fc.anything() }), (body) => {
      const { outcome } = read(body);
      if (outcome.kind !== "read") return;
      const { number } = outcome.fields;
      assert.ok(Number.isInteger(number) && number >= -5 && number <= 1000);
    }),
  );
});
