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

test("what no agent did is not told as an agent's, and a withheld number is called so", () => {
  const told = (kind: string, fields: Record<string, unknown> = {}) =>
    eventText(entry(kind, fields), "zh-CN");
  assert.equal(told("unanswered", { reason: "busy" }), "对方占线");
  assert.equal(told("unanswered", { reason: "busy", agentId: 1001 }), "坐席 1001 占线");
  assert.equal(told("offered"), "对方振铃");
  assert.equal(told("held"), "保持通话");
  assert.equal(told("resumed"), "恢复通话");
  const withheld = { direction: "in", callerNo: "", calleeNo: "88880001" };
  assert.equal(told("arrived", withheld), "来电：号码未显示 → 88880001");
});
