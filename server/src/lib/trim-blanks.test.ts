import assert from "node:assert/strict";
import { test } from "node:test";
import { trimBlanks } from "./trim-blanks.ts";

test("spaces and tabs around a text are taken away, and nothing else", () => {
  assert.equal(trimBlanks("\t  a \t b \t "), "a \t b");
  assert.equal(trimBlanks("\u00a0a\u00c3\u00a0"), "\u00a0a\u00c3\u00a0");
  assert.equal(trimBlanks(" \t "), "");
  assert.equal(trimBlanks(""), "");
});
