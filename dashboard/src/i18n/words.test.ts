import assert from "node:assert/strict";
import { test } from "node:test";
import { sayIn, words } from "./words.ts";

test("every key has words in both languages, with the same gaps to fill", () => {
  for (const [key, texts] of Object.entries(words)) {
    assert.equal(texts.length, 2, key);
    const [english, chinese] = texts;
    assert.notEqual(english.trim(), "", key);
    assert.notEqual(chinese.trim(), "", key);
    assert.deepEqual(gapsOf(chinese), gapsOf(english), key);
  }
});

test("no key is told in two tables", async () => {
  const tables = ["shell", "live", "call", "report", "operation"];
  const keys: string[] = [];
  for (const table of tables) {
    const module: Record<string, object> = await import(`./${table}-words.ts`);
    for (const entries of Object.values(module)) keys.push(...Object.keys(entries));
  }
  assert.equal(new Set(keys).size, keys.length);
  assert.equal(keys.length, Object.keys(words).length);
});

test("gaps are filled, and a count of one is singular", () => {
  assert.equal(sayIn("en")("calls.total", { count: "1" }), "1 call");
  assert.equal(sayIn("en")("calls.total", { count: "1,204" }), "1,204 calls");
  assert.equal(sayIn("en")("live.agentsShown", { shown: "1", count: "1" }), "1 of 1 agent");
  assert.equal(sayIn("zh-CN")("calls.total", { count: "1,204" }), "1,204 通通话");
});

function gapsOf(text: string): readonly string[] {
  return [...new Set(text.match(/\{\w+\}/g))].sort();
}
