import assert from "node:assert/strict";
import { test } from "node:test";
import { callEvents, taskEvents } from "@trunkline/contract";
import { eventText } from "./event-text.ts";
import type { TimelineEntry } from "./ribbon.ts";

function entry(kind: string, fields: Record<string, unknown>): TimelineEntry {
  const words = "the server's words";
  return { at: 0, kind, words, source: "", sequence: null, precisionMs: 1, marks: [], fields };
}

test("every kind of event has a Chinese sentence, in English the server speaks", () => {
  for (const kind of [...Object.keys(callEvents), ...Object.keys(taskEvents)]) {
    assert.match(eventText(entry(kind, {}), "zh-CN"), /\p{Script=Han}|IVR/u, kind);
    assert.equal(eventText(entry(kind, {}), "en"), "the server's words");
  }
});

test("a sentence names who and where", () => {
  assert.equal(eventText(entry("answered", { agentId: 1001 }), "zh-CN"), "坐席 1001 应答");
  const to = { kind: "queue", skillId: 21 };
  assert.equal(eventText(entry("transferred", { to }), "zh-CN"), "转接至 队列 21");
  assert.equal(eventText(entry("somethingNew", {}), "zh-CN"), "the server's words");
});
