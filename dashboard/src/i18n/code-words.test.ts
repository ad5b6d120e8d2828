import assert from "node:assert/strict";
import { test } from "node:test";
import * as contract from "@trunkline/contract";
import { codeTables, codeText } from "./code-words.ts";
import { factTables, factText } from "./fact-words.ts";

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

test("every code for a fact of a call has Chinese words", () => {
  const { callTypes, callFeatures, itaReasons, releaseCauses, subMediaTypes } = factTables;
  assert.deepEqual(Object.keys(itaReasons), Object.keys(contract.itaReasons));
  assert.deepEqual(Object.keys(callTypes), Object.keys(contract.callTypes));
  assert.deepEqual(Object.keys(callFeatures), Object.keys(contract.callFeatures));
  assert.deepEqual(Object.keys(subMediaTypes), Object.keys(contract.subMediaTypes));
  assert.deepEqual(Object.keys(releaseCauses), Object.keys(contract.releaseCauses));
});

test("a fact without Chinese words keeps the server's, and always its number", () => {
  const text = (code: number, words: string) => factText("releaseCauses", { code, words }, "zh-CN");
  assert.equal(text(531, "normal ACD release"), "ACD 正常释放 (531)");
  assert.equal(text(9999, "something new"), "something new (9999)");
  assert.equal(text(7, ""), "7");
});
