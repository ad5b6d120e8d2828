import assert from "node:assert/strict";
import { test } from "node:test";
import { placeOf } from "./call-state.ts";
import { callOfTrace, legLines, traceStart } from "./event-trace.ts";
import { isMissed } from "./record.ts";

const seconds = (at: number) => (at === 0 ? 0 : (at - traceStart) / 1000);

test("a call goes through IVR and queue to an agent who answers", () => {
  const call = callOfTrace(`
    0    arrived
    0.5  ivrEntered flowId=3
    2    queued     skillId=1
    2.1  offered    agentId=1001
    4    answered   agentId=1001
    9    ended      by=customer
  `);
  assert.deepEqual(legLines(call), [
    "ivr 3: 0.5 - - 2 reason 0",
    "queue 1: 2 - - 4 reason 0",
    "agent 1001: 2.1 2.1 4 9 reason 15",
  ]);
  assert.equal(seconds(call.waitBegin), 2);
  assert.equal(seconds(call.ackBegin), 2.1);
  assert.equal(seconds(call.callBegin), 4);
  assert.equal(seconds(call.endedAt), 9);
  assert.equal(call.agentId, 1001);
  assert.equal(call.skillId, 1);
  assert.equal(isMissed(call), false);
});

test("a call that leaves the queue before an answer is missed", () => {
  const call = callOfTrace(`
    0 arrived
    1 queued skillId=1
    5 ended  by=customer
  `);
  assert.equal(isMissed(call), true);
  assert.equal(call.callBegin, 0);
  assert.equal(call.leaveReason, 15);
});

test("a call given up in the IVR is not missed", () => {
  const call = callOfTrace(`
    0 arrived
    1 ivrEntered flowId=3
    3 ended      by=customer
  `);
  assert.equal(isMissed(call), false);
  assert.equal(call.waitBegin, call.arrivedAt);
});

test("a call given up while it rings is missed, and its first ring is kept", () => {
  const call = callOfTrace(`
    0 arrived
    1 queued  skillId=1
    2 offered agentId=1001
    6 ended   by=customer
  `);
  assert.equal(isMissed(call), true);
  assert.equal(seconds(call.ackBegin), 2);
  assert.equal(call.legs[1]?.unanswered, "cancelled");
});

test("a call that rings is still in the queue", () => {
  const call = callOfTrace(`
    0 arrived
    1 queued  skillId=1
    2 offered agentId=1001
  `);
  assert.equal(call.phase, "ringing");
  assert.equal(placeOf(call), "queue");
});

test("an unanswered offer puts the call back into its queue, and the next agent may answer", () => {
  const trace = `
    0  arrived
    1  queued     skillId=1
    2  offered    agentId=1001
    8  unanswered agentId=1001 reason=noAnswer
  `;
  assert.equal(callOfTrace(trace).phase, "queued");
  const call = callOfTrace(`${trace}
    9  offered    agentId=1002
    11 answered   agentId=1002
    18 ended      by=agent
  `);
  assert.deepEqual(legLines(call), [
    "queue 1: 1 - - 11 reason 0",
    "agent 1001: 2 2 - 8 reason 5",
    "agent 1002: 9 9 11 18 reason 16",
  ]);
  assert.equal(seconds(call.ackBegin), 9);
  assert.equal(call.agentId, 1002);
});

test("of several rings at once that nobody answers the first one is shown, whichever ends first", () => {
  const call = callOfTrace(`
    0  arrived
    1  queued skillId=1
    5  offered agentId=1001
    9  offered agentId=1002
    12 unanswered agentId=1002 reason=rejected
    30 ended by=customer`);
  assert.equal(seconds(call.ackBegin), 5);
});

test("a direct call that nobody answers goes back to the IVR it came from", () => {
  const call = callOfTrace(`
    0 arrived
    1 ivrEntered flowId=3
    2 offered    agentId=1001
    5 unanswered agentId=1001 reason=busy
  `);
  assert.deepEqual(legLines(call), [
    "ivr 3: 1 - - 2 reason 0",
    "agent 1001: 2 2 - 5 reason 20",
    "ivr 3: 5 - - - reason 0",
  ]);
  assert.equal(call.phase, "ivr");
});

test("when several agents ring, the first to answer has the call and the other rings end", () => {
  const call = callOfTrace(`
    0 arrived
    1 queued   skillId=1
    2 offered  agentId=1001
    2 offered  agentId=1002
    4 answered agentId=1002
  `);
  assert.deepEqual(legLines(call), [
    "queue 1: 1 - - 4 reason 0",
    "agent 1001: 2 2 - 4 reason 13",
    "agent 1002: 2 2 4 - reason 0",
  ]);
  assert.equal(placeOf(call), "agent");
});

test("a blind transfer to a queue waits again, and the record shows the first wait and answer", () => {
  const call = callOfTrace(`
    0  arrived
    1  queued      skillId=1
    2  offered     agentId=1001
    3  answered    agentId=1001
    6  transferred to=queue:2
    7  offered     agentId=1004
    8  answered    agentId=1004
    12 ended       by=agent
  `);
  assert.deepEqual(legLines(call), [
    "queue 1: 1 - - 3 reason 0",
    "agent 1001: 2 2 3 6 reason 17",
    "queue 2: 6 - - 8 reason 0",
    "agent 1004: 7 7 8 12 reason 16",
  ]);
  assert.deepEqual([seconds(call.waitBegin), seconds(call.callBegin), call.agentId], [1, 3, 1001]);
});

test("a blind transfer to an agent rings there, and an answer begins the next leg", () => {
  const call = callOfTrace(`
    0 arrived
    1 answered    agentId=1001
    3 transferred to=agent:1005
    4 offered     agentId=1005
    5 answered    agentId=1005
    9 ended       by=agent
  `);
  assert.deepEqual(legLines(call), [
    "agent 1001: 1 - 1 3 reason 17",
    "agent 1005: 3 4 5 9 reason 16",
  ]);
});

test("a transfer to the IVR leaves the agent", () => {
  const call = callOfTrace(`
    0 arrived
    1 answered    agentId=1001
    3 transferred to=ivr:9
  `);
  assert.equal(call.phase, "ivr");
  assert.deepEqual(legLines(call), ["agent 1001: 1 - 1 3 reason 17", "ivr 9: 3 - - - reason 0"]);
});

test("a transfer outside leaves the agent, and the outside party may answer", () => {
  const call = callOfTrace(`
    0 arrived
    1 answered    agentId=1001
    3 transferred to=external:13612345678
    5 answered
    9 ended       by=customer
  `);
  assert.deepEqual(legLines(call), [
    "agent 1001: 1 - 1 3 reason 17",
    "external 13612345678: 3 - 5 9 reason 15",
  ]);
  assert.equal(isMissed(call), false);
});

test("hold time is counted, and a held call stays with the agent", () => {
  const trace = `
    0  arrived
    1  answered agentId=1001
    3  held     agentId=1001
  `;
  assert.equal(callOfTrace(trace).phase, "held");
  assert.equal(placeOf(callOfTrace(trace)), "agent");
  const call = callOfTrace(`${trace}
    6  resumed  agentId=1001
    8  held     agentId=1001
    10 ended    by=customer
  `);
  assert.equal(call.legs[0]?.holdMs, 5000);
});

test("a consultation keeps the caller with the agent, and the attended transfer hands over", () => {
  const consulting = `
    0  arrived
    1  queued      skillId=1
    2  offered     agentId=1001
    3  answered    agentId=1001
    5  held        agentId=1001
    6  offered     agentId=1005
  `;
  assert.equal(placeOf(callOfTrace(consulting)), "agent");
  const call = callOfTrace(`${consulting}
    7  answered    agentId=1005
    10 transferred to=agent:1005 agentId=1001
    18 ended       by=customer
  `);
  assert.deepEqual(legLines(call), [
    "queue 1: 1 - - 3 reason 0",
    "agent 1001: 2 2 3 10 reason 17",
    "agent 1005: 6 6 7 18 reason 15",
  ]);
});

test("a consultation that nobody answers leaves the first agent with the call", () => {
  const call = callOfTrace(`
    0 arrived
    1 answered   agentId=1001
    2 held       agentId=1001
    3 offered    agentId=1005
    6 unanswered agentId=1005 reason=rejected
    7 resumed    agentId=1001
  `);
  assert.equal(call.phase, "talking");
  assert.equal(call.legs[1]?.leaveReason, 50);
});

test("in a conference of three both agents talk, and one may leave", () => {
  const three = `
    0  arrived
    1  answered    agentId=1001
    2  held        agentId=1001
    3  offered     agentId=1005
    4  answered    agentId=1005
    5  resumed     agentId=1001
  `;
  const talking = callOfTrace(three).legs.filter((leg) => leg.callEnd === 0);
  assert.equal(talking.length, 2);
  const call = callOfTrace(`${three}
    9  transferred to=agent:1005 agentId=1001
  `);
  assert.deepEqual(
    call.legs.filter((leg) => leg.callEnd === 0).map((leg) => leg.device),
    [{ kind: "agent", agentId: 1005, skillId: 0 }],
  );
});

test("an agent-first outbound call begins its conversation when the customer answers", () => {
  const ringing = `
    0 arrived  direction=out agentFirst=true
    0 offered  agentId=1001
    1 answered agentId=1001
  `;
  assert.equal(callOfTrace(ringing).callBegin, 0);
  assert.equal(placeOf(callOfTrace(ringing)), "agent");
  const call = callOfTrace(`${ringing}
    3 answered
    8 ended    by=customer
  `);
  assert.equal(seconds(call.callBegin), 3);
  assert.equal(call.direction, "out");
  assert.equal(call.agentId, 1001);
  assert.equal(isMissed(call), false);
});

test("the callee of an outbound call rings, and answers or does not", () => {
  const ringing = `
    0 arrived  direction=out agentFirst=true
    0 offered  agentId=1001
    1 answered agentId=1001
    2 offered
  `;
  assert.equal(placeOf(callOfTrace(ringing)), "agent");
  // Asterisk tells it of each channel on the way.
  const answered = callOfTrace(`${ringing}
    3 offered
    5 answered
    6 offered
    8 ended    by=customer
  `);
  assert.deepEqual([seconds(answered.ackBegin), seconds(answered.callBegin)], [2, 5]);
  assert.deepEqual(legLines(answered), [
    "agent 1001: 0 0 1 8 reason 15",
    "external 88880001: 2 2 5 8 reason 15",
  ]);
  const given = callOfTrace("0 arrived direction=out\n2 offered\n9 ended by=agent");
  assert.deepEqual([seconds(given.ackBegin), given.callBegin, given.askedForAgent], [2, 0, false]);
});

test("a number outside that a caller is passed on to rings; of a caller with us it says nothing", () => {
  const passedOn = callOfTrace("0 arrived\n1 transferred to=external:4711\n2 offered\n5 answered");
  assert.deepEqual(legLines(passedOn), ["external 4711: 1 2 5 - reason 0"]);
  const waiting = callOfTrace("0 arrived\n1 queued skillId=1\n2 offered");
  assert.deepEqual(legLines(waiting), ["queue 1: 1 - - - reason 0"]);
});

test("an outbound call that is answered begins its conversation there", () => {
  const call = callOfTrace(`
    0 arrived  direction=out callType=7
    3 answered agentId=1001
    8 ended    by=agent
  `);
  assert.equal(seconds(call.callBegin), 3);
  assert.equal(call.agentId, 1001);
});

test("the direction is that of the call type", () => {
  assert.equal(callOfTrace("0 arrived direction=in callType=8").direction, "out");
  assert.equal(callOfTrace("0 arrived direction=out").callType, 7);
  assert.equal(callOfTrace("0 arrived direction=out callType=999").direction, "out");
});

test("what happens in one instant is taken in the order that makes sense", () => {
  const call = callOfTrace(`
    0 offered     agentId=1002
    0 queued      skillId=1
    0 unanswered  agentId=1001 reason=busy
    0 offered     agentId=1001
    0 arrived
    4 ended
    4 answered    agentId=1002
  `);
  assert.deepEqual(legLines(call), [
    "queue 1: 0 - - 4 reason 0",
    "agent 1001: 0 0 - 0 reason 20",
    "agent 1002: 0 0 4 4 reason 0",
  ]);
});

test("a call whose arrival was not seen is taken up with what is known", () => {
  const call = callOfTrace(`
    5 queued  skillId=1
    9 offered agentId=1001
  `);
  assert.equal(call.hasArrived, false);
  assert.equal(seconds(call.arrivedAt), 5);
  assert.equal(call.phase, "ringing");
});

test("a queued call that joins another queue keeps its first wait in the record", () => {
  const call = callOfTrace(`
    0  arrived
    1  queued skillId=1
    21 queued skillId=2 leaveReason=2
    22 ended  by=system
  `);
  assert.deepEqual(legLines(call), ["queue 1: 1 - - 21 reason 2", "queue 2: 21 - - 22 reason 0"]);
  assert.equal(seconds(call.waitBegin), 1);
  assert.equal(call.skillId, 2);
  assert.equal(isMissed(call), true);
});

test("a call that is back in the queue that it has left waits anew, and no phone rings for the wait before", () => {
  const call = callOfTrace(`
    0  arrived
    1  queued  skillId=1
    2  offered agentId=1001
    21 queued  skillId=1 leaveReason=2
    22 queued  skillId=1
  `);
  assert.deepEqual(legLines(call), [
    "queue 1: 1 - - 21 reason 2",
    "agent 1001: 2 2 - 21 reason 2",
    "queue 1: 21 - - - reason 0",
  ]);
  assert.equal(call.phase, "queued");
});

test("the party of an outbound call that is passed on outside talks with the next one, and stays", () => {
  const passedOn =
    "0 arrived direction=out\n1 answered\n5 transferred to=external:136\n6 offered\n8 answered";
  assert.deepEqual(legLines(callOfTrace(`${passedOn}\n9 transferred to=queue:1`)), [
    "external 88880001: 1 - 1 - reason 0",
    "external 136: 5 6 8 9 reason 17",
    "queue 1: 9 - - - reason 0",
  ]);
});
