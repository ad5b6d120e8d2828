import assert from "node:assert/strict";
import { test } from "node:test";
import { leftOut, periodIn, wholeIn, wholesIn } from "./query-field.ts";

function read(query: URLSearchParams) {
  return {
    ...periodIn(query, "day"),
    caller: query.get("caller") ?? "",
    offset: wholeIn(query, "offset") ?? 0,
    ids: { skillId: wholesIn(query, "skillId") },
  };
}

test("fields of an address that are unknown, or not of the form, are named", () => {
  const spoilt = "callerNo=zzz&from=yesterday&skillId=x&skillId=7&offset=-1&period=year";
  const named = ["callerNo=zzz", "from=yesterday", "skillId=x", "offset=-1", "period=year"];
  assert.deepEqual(leftOut(spoilt, read), named);
});

test("fields that say what is usual, or nothing, are none that were left out", () => {
  const text = "tenant=1/100&period=day&offset=0&caller=&caller=&skillId=1&skillId=2";
  assert.deepEqual(leftOut(text, read), []);
  assert.deepEqual(leftOut("", read), []);
});

test("a beginning or an end alone is a period of its own; beside a named one it is left out", () => {
  const query = new URLSearchParams("from=1776220200000");
  assert.deepEqual(periodIn(query, "day"), {
    period: "custom",
    from: 1776220200000,
    to: undefined,
  });
  assert.deepEqual(leftOut("from=1776220200000", read), []);
  assert.deepEqual(leftOut("period=week&from=1776220200000", read), ["from=1776220200000"]);
});

test("an instant that no date can have is left out", () => {
  const query = new URLSearchParams("from=9999999999999999&to=8640000000000000");
  assert.deepEqual(periodIn(query, "day"), {
    period: "day",
    from: undefined,
    to: undefined,
  });
  const spoilt = "period=custom&from=9999999999999999";
  assert.deepEqual(leftOut(spoilt, read), ["from=9999999999999999"]);
});
