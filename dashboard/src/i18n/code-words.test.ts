import assert from "node:assert/strict";
import { test } from "node:test";
import * as contract from "@trunkline/contract";
import { codeTables, codeText } from "./code-words.ts";

test("every code of the contract's tables has words, in English the contract's", () => {
  const pairs = [
    [codeTables.leaveReasons, contract.leaveReasons],
    [codeTables.taskReasons, contract.outboundReasons],
  ] as const;
  for (const [ours, theirs] of pairs) {
    const english = Object.entries(ours).map(([code, [english]]) => [code, english]);
    assert.deepEqual(Object.fromEntries(english), theirs);
  }
  // The contract has symbols for media types, no words.
  assert.deepEqual(Object.keys(codeTables.mediaTypes), Object.keys(contract.mediaTypes));
});

test("a code outside the tables is shown as the server says it", () => {
  const text = (code: number, words: string) => codeText("leaveReasons", { code, words }, "zh-CN");
  assert.equal(text(15, "user released"), "用户挂机");
  assert.equal(text(999, "something new"), "something new");
  assert.equal(text(999, ""), "999");
});
