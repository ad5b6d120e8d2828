import assert from "node:assert/strict";
import { test } from "node:test";
import { countAgentTime, type StateBegin } from "./agent-time.ts";
import { agentStateMsMax, agentTimeStates, quarterMs } from "./call-totals.ts";

function timeOf(states: readonly StateBegin[]): Map<number, number[]> {
  const quarters = new Map<number, number[]>();
  countAgentTime(states, (quarter) => {
    const time = quarters.get(quarter) ?? Array.from({ length: agentTimeStates }, () => 0);
    quarters.set(quarter, time);
    return time;
  });
  return quarters;
}

test("a state lasts until the next and is shared out among the quarters that it spans", () => {
  const time = timeOf([
    { at: quarterMs - 1000, state: 1 },
    { at: 2 * quarterMs + 5, state: 5 },
    { at: 2 * quarterMs + 25, state: 99 },
    { at: 2 * quarterMs + 30, state: 0 },
  ]);
  assert.deepEqual([...time.keys()], [0, quarterMs, 2 * quarterMs]);
  assert.equal(time.get(0)?.[1], 1000);
  assert.equal(time.get(quarterMs)?.[1], quarterMs);
  assert.deepEqual(time.get(2 * quarterMs), [0, 5, 0, 0, 0, 20, 0, 0, 0, 0, 0, 5]);
});

test("a state that lasts for days says nothing of the agent", () => {
  assert.equal(
    timeOf([
      { at: 0, state: 1 },
      { at: agentStateMsMax + 1, state: 0 },
    ]).size,
    0,
  );
  assert.equal(timeOf([{ at: 0, state: 1 }]).size, 0);
});
