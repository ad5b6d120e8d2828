import assert from "node:assert/strict";
import { test } from "node:test";
import { maskFields, maskNumber } from "./mask.ts";

test("of a phone number only the last three digits are shown", () => {
  assert.equal(maskNumber("13800000123"), "********123");
  assert.equal(maskNumber("+86 138-0000 0123"), "**************123");
  assert.equal(maskNumber("10086"), "10086");
});

test("fields that hold phone numbers are masked however they are spelt and typed", () => {
  const masked = maskFields({
    ccId: 1,
    callerNo: "13800000123",
    CALLEENO: 13800000123,
    prefix: "1380000012",
    caller: { no: "13800000123" },
    queryParam: { callerno: "13800000123", mobilePhone: "13800000123" },
    beginDate: 1776193200000,
    callId: "1605492949-1447",
  });
  assert.deepEqual(masked, {
    ccId: 1,
    callerNo: "********123",
    CALLEENO: "********123",
    prefix: "*******012",
    caller: "...",
    queryParam: { callerno: "********123", mobilePhone: "********123" },
    beginDate: 1776193200000,
    callId: "1605492949-1447",
  });
});

test("a question of any size gives a short line", () => {
  const wide = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`f${n}`, "x"]));
  let deep: unknown = "x".repeat(10_000);
  for (let depth = 0; depth < 100; depth += 1) deep = { deep };
  const long = "9".repeat(100_000);
  const questions = [wide, deep, { innoIds: Array(500).fill(1) }, { callerNo: long }, long];
  for (const question of questions) {
    assert.ok(JSON.stringify(maskFields(question)).length < 1000);
  }
  assert.deepEqual(maskFields([1, 2]), [1, 2]);
});
