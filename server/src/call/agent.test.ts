import assert from "node:assert/strict";
import { test } from "node:test";
import type { AgentEvent } from "@trunkline/contract";
import { applyAgentEvent, unknownAgent, type AgentState } from "./agent.ts";

const agent = { ccId: 1, vdn: 170, agentId: 1001 };

const state = (at: number, code: number): AgentEvent => ({
  kind: "agentState",
  ...agent,
  at,
  state: code,
});

function agentOf(...events: readonly AgentEvent[]): AgentState {
  return events.reduce(applyAgentEvent, unknownAgent(agent));
}

test("a state told late changes nothing where a newer event has told the former one again", () => {
  const { state: now, stateSince } = agentOf(state(10, 1), state(50, 1), state(30, 7));
  assert.deepEqual([now, stateSince], [1, 10]);
});

test("who was signed out when first heard of is not signed in by what was before", () => {
  assert.equal(agentOf(state(50, 0), state(30, 1)).state, 0);
});

test("an agent that was kept without the time of the newest state has it from the state's beginning", () => {
  const { stateToldAt: _, ...kept } = agentOf(state(10, 1), state(50, 1));
  assert.equal(applyAgentEvent(kept, state(30, 7)).state, 7);
  assert.equal(applyAgentEvent(kept, state(9, 7)).state, 1);
});
