import assert from "node:assert/strict";
import { test } from "node:test";
import { callOfTrace, traceStart } from "../call/event-trace.ts";
import { ringMs, stayMs, talkMs, waitMs } from "./time-of-legs.ts";

/** Seconds of wait, talk, queue, IVR and ringing at an instant of the trace. */
function times(trace: string, atSecond: number): readonly number[] {
  const call = callOfTrace(trace);
  const now = traceStart + atSecond * 1000;
  return [
    waitMs(call, now),
    talkMs(call, now),
    stayMs(call, "queue", now),
    stayMs(call, "ivr", now),
    ringMs(call, now),
  ].map((ms) => ms / 1000);
}

test("a wait runs through queue and ringing until the answer, then talk runs", () => {
  const trace = `
    0  arrived
    0  ivrEntered
    6  queued skillId=1
    15 offered agentId=1001
    19 answered agentId=1001`;
  assert.deepEqual(times(trace, 19), [13, 0, 13, 6, 4]);
  assert.deepEqual(times(trace, 60), [13, 41, 13, 6, 4]);
});

test("the running wait is included, and queue and ringing at once count once", () => {
  const trace = `
    0  arrived
    2  queued skillId=1
    5  offered agentId=1001
    5  offered agentId=1002`;
  assert.deepEqual(times(trace, 12), [10, 0, 10, 0, 7]);
});

test("waits before and after a transfer to a queue add up, and holds are talk", () => {
  const trace = `
    0  arrived
    0  queued skillId=1
    4  offered agentId=1001
    10 answered agentId=1001
    20 held agentId=1001
    30 resumed agentId=1001
    40 transferred to=queue:2
    45 offered agentId=1002
    47 answered agentId=1002
    60 ended`;
  assert.deepEqual(times(trace, 60), [17, 43, 17, 0, 6]);
});

test("the ringing of a consultation is no wait of the caller, who talks or is held", () => {
  const trace = `
    0  arrived
    0  queued skillId=1
    1  offered agentId=1001
    3  answered agentId=1001
    10 held agentId=1001
    11 offered agentId=1002`;
  assert.deepEqual(times(trace, 20).slice(0, 2), [3, 17]);
});

test("two agents in a conference talk once", () => {
  const trace = `
    0  arrived
    0  offered agentId=1001
    2  answered agentId=1001
    5  offered agentId=1002
    8  answered agentId=1002
    10 ended`;
  assert.deepEqual(times(trace, 10).slice(0, 2), [2, 8]);
});

test("an agent who picks up first does not talk until the customer answers", () => {
  const trace = `
    0  arrived direction=out agentFirst=true
    1  offered agentId=1001
    3  answered agentId=1001`;
  assert.deepEqual(times(trace, 9)[1], 0);
  const answered = `${trace}
    12 answered`;
  assert.deepEqual(times(answered, 20)[1], 8);
});

test("of a call that nobody answered all ringing counts, and nothing runs after its end", () => {
  const trace = `
    0  arrived
    0  queued skillId=1
    2  offered agentId=1001
    7  unanswered agentId=1001
    10 offered agentId=1002
    14 ended by=customer`;
  assert.deepEqual(times(trace, 1000), [14, 0, 14, 0, 9]);
});

test("an instant before the events gives no negative times", () => {
  const trace = `
    10 arrived
    10 queued skillId=1`;
  assert.deepEqual(times(trace, 5), [0, 0, 0, 0, 0]);
});
