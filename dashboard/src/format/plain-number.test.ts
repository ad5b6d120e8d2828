import assert from "node:assert/strict";
import { test } from "node:test";
import { plainNumber } from "./plain-number.ts";

test("a number that was copied from a letter is sought as it was dialled", () => {
  assert.equal(plainNumber(" +49 (30) 123-45 "), "+493012345");
  assert.equal(plainNumber("020/8888 10"), "020888810");
  assert.equal(plainNumber("(020) 88.88"), "0208888");
});

test("a call's ID, and what is no number, stay as they are", () => {
  assert.equal(plainNumber("1776220200-1447"), "1776220200-1447");
  assert.equal(plainNumber("1776220200.123"), "1776220200.123");
  assert.equal(plainNumber("agent 7"), "agent 7");
  assert.equal(plainNumber("*21#"), "*21#");
});
