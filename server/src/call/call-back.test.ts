import assert from "node:assert/strict";
import { test } from "node:test";
import { agentConversation } from "./call-back.ts";
import { callOfTrace, traceStart } from "./event-trace.ts";

function conversation(trace: string) {
  const found = agentConversation(callOfTrace(trace));
  return found && [found.number, found.agentId, (found.at - traceStart) / 1000];
}

test("inbound, the first agent who answers has talked with the caller", () => {
  const trace = `
    0 arrived
    1 queued skillId=1
    5 answered agentId=1001
    9 transferred agentId=1001 to=agent:1002
    12 answered agentId=1002
    20 ended by=agent`;
  assert.deepEqual(conversation(trace), ["13800000001", 1001, 5]);
  assert.equal(conversation("0 arrived\n1 queued skillId=1\n5 ended by=customer"), undefined);
});

test("who hid the number is nobody that an agent could have talked with before", () => {
  for (const callerNo of ["anonymous", "Anonymous", "Restricted", "<unknown>"]) {
    const trace = `0 arrived callerNo=${callerNo}\n1 answered agentId=1001\n2 ended by=agent`;
    assert.equal(conversation(trace), undefined, callerNo);
  }
  const name = "0 arrived callerNo=alice\n1 answered agentId=1001\n2 ended by=agent";
  assert.deepEqual(conversation(name), ["alice", 1001, 1]);
});

test("outbound, agent and party have talked once both are there", () => {
  const agentFirst = `
    0 arrived direction=out agentFirst=true
    1 answered agentId=1001
    7 answered
    9 ended by=agent`;
  assert.deepEqual(conversation(agentFirst), ["88880001", 1001, 7]);
  assert.equal(conversation(agentFirst.replace("7 answered\n", "")), undefined);
  const partyFirst = `
    0 arrived direction=out
    4 answered
    5 queued skillId=1
    8 answered agentId=1001
    9 ended by=agent`;
  assert.deepEqual(conversation(partyFirst), ["88880001", 1001, 8]);
  assert.equal(conversation(partyFirst.replace("8 answered agentId=1001\n", "")), undefined);
});

test("outbound without a leg for the party, the agent's pick-up is the conversation", () => {
  const trace = "0 arrived direction=out\n3 answered agentId=1001\n9 ended by=agent";
  assert.deepEqual(conversation(trace), ["88880001", 1001, 3]);
});
