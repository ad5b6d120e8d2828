import assert from "node:assert/strict";
import { test } from "node:test";
import { foldCall } from "../call/fold.ts";
import { arrivedIn, callEvents } from "../cms/test-call-centre.ts";
import type { LiveCall } from "../live/live-view.ts";
import { activityOf } from "./agent-activity.ts";

const agentId = 1001;

function liveCall(callId: string, kinds: readonly ("offered" | "answered" | "held")[], s: number) {
  const events = kinds.map((kind) => ({ kind, s, agentId }));
  const call = foldCall(callEvents(callId, [{ ...arrivedIn, s: 0 }, ...events]));
  return { call, cmsCallId: callId } as unknown as LiveCall;
}

function currentCall(...calls: readonly LiveCall[]): string | undefined {
  const found = [calls, calls.toReversed()].map((some) => activityOf(agentId, undefined, some));
  const [first, second] = found.map(({ call }) => call?.call.callId);
  assert.equal(first, second, "the order in which the calls came is of no consequence");
  return first;
}

test("of an agent's calls one that talks goes before a held one, and that before one that rings", () => {
  const talking = liveCall("talking", ["answered"], 10);
  const held = liveCall("held", ["answered", "held"], 20);
  const ringing = liveCall("ringing", ["offered"], 30);
  assert.equal(currentCall(ringing, held, talking), "talking");
  assert.equal(currentCall(ringing, held), "held");
});

test("of two that talk the later one counts: the end of the other may have been lost", () => {
  const [lost, present] = [liveCall("lost", ["answered"], 10), liveCall("new", ["answered"], 20)];
  assert.equal(currentCall(lost, present), "new");
  assert.equal(currentCall(liveCall("b", ["answered"], 10), liveCall("a", ["answered"], 10)), "a");
});
