// Outbound calls, tasks and agents' states, as Asterisk tells of them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isTaskEvent } from "@trunkline/contract";
import { foldTask } from "../../call/task.ts";
import { eventLines, storyOf } from "../call-story.ts";
import { callOfAmiTrace, eventsOfAmiTrace, runAmiTrace } from "./ami-trace.ts";
import { traceSettings } from "./ami-trace.ts";

/** Agent 1001's phone rings first and is answered at second 1; the customer's is dialled then. */
const agentFirst = `
    0  Newchannel        PJSIP/1001-1    State=Down Uniqueid=task-18 Context=from-agent CallerIDNum=1001 Exten=s
    0  DialBegin         -               -> PJSIP/1001-1 DialString=1001 DestConnectedLineNum=88880001
    0  DialState         -               -> PJSIP/1001-1 DialStatus=RINGING
    1  Newstate          PJSIP/1001-1    State=Up
    1  DialEnd           -               -> PJSIP/1001-1 DialStatus=ANSWER
    1  Newchannel        PJSIP/carrier-2 State=Down Context=from-trunk Exten=s
    1  DialBegin         PJSIP/1001-1    -> PJSIP/carrier-2 DialString=13612345678@carrier DestConnectedLineNum=88880001
    1  DialState         PJSIP/1001-1    -> PJSIP/carrier-2 DialStatus=RINGING
`;

function taskOfTrace(trace: string, settings = traceSettings) {
  return foldTask(eventsOfAmiTrace(trace, settings).filter(isTaskEvent));
}

test("a task that calls the agent first is a call too: its talk begins with the customer", () => {
  const events = eventsOfAmiTrace(`${agentFirst}
    3  Newstate      PJSIP/carrier-2 State=Up
    3  DialEnd       PJSIP/1001-1    -> PJSIP/carrier-2 DialStatus=ANSWER
    3  BridgeEnter   PJSIP/carrier-2 Bridge=b1
    3  BridgeEnter   PJSIP/1001-1    Bridge=b1
    8  HangupRequest PJSIP/carrier-2 Cause=16
    8  Hangup        PJSIP/1001-1    Cause=16
    8  Hangup        PJSIP/carrier-2 Cause=16
  `);
  const mine = events.filter((event) => !isTaskEvent(event));
  assert.deepEqual(eventLines(mine), [
    "0 arrived direction=out callType=7 callerNo=1001 calleeNo=13612345678 agentFirst=true",
    "0 offered agentId=1001",
    "1 answered agentId=1001",
    "1 offered",
    "3 answered",
    "8 ended by=customer",
  ]);
  const task = foldTask(events.filter(isTaskEvent));
  const { taskType, caller, called, callerPresent, agentPresent, state, reasonCode } = task;
  assert.deepEqual(
    { taskType, caller, called, callerPresent, agentPresent, state, reasonCode },
    {
      taskType: "1",
      caller: "1001",
      called: "13612345678",
      callerPresent: "88880001",
      agentPresent: "88880001",
      state: 3,
      reasonCode: 0,
    },
  );
});

test("reasons of tasks: who did not answer, was busy or hung up", () => {
  const ends = {
    busy: `
    2  DialEnd PJSIP/1001-1    -> PJSIP/carrier-2 DialStatus=BUSY
    2  Hangup  PJSIP/carrier-2 Cause=17`,
    noAnswer: `
    9  DialEnd PJSIP/1001-1    -> PJSIP/carrier-2 DialStatus=NOANSWER
    9  Hangup  PJSIP/carrier-2 Cause=0`,
    unallocated: `
    2  HangupRequest PJSIP/carrier-2 Cause=1
    2  DialEnd PJSIP/1001-1    -> PJSIP/carrier-2 DialStatus=NOANSWER
    2  Hangup  PJSIP/carrier-2 Cause=1`,
    agentGivesUp: `
    3  HangupRequest PJSIP/1001-1 Cause=16
    3  DialEnd PJSIP/1001-1    -> PJSIP/carrier-2 DialStatus=CANCEL
    3  Hangup  PJSIP/carrier-2 Cause=0`,
    agentHangsUp: `
    2  Newstate      PJSIP/carrier-2 State=Up
    2  BridgeEnter   PJSIP/carrier-2 Bridge=b1
    2  BridgeEnter   PJSIP/1001-1    Bridge=b1
    9  HangupRequest PJSIP/1001-1    Cause=16
    9  Hangup        PJSIP/carrier-2 Cause=16`,
  };
  const reasonOf = (end: string) =>
    taskOfTrace(`${agentFirst}${end}
    9  Hangup  PJSIP/1001-1 Cause=16`).reasonCode;
  assert.deepEqual(Object.fromEntries(Object.entries(ends).map(([k, v]) => [k, reasonOf(v)])), {
    busy: 3,
    noAnswer: 5,
    unallocated: 3,
    agentGivesUp: 1,
    agentHangsUp: 1,
  });
});

test("OriginateResponse says busy with reason 0: the cause of the channel counts", () => {
  const trace = `
    0  Newchannel        PJSIP/carrier-1 State=Down Uniqueid=task-24 Context=from-trunk AccountCode=170
    0  DialBegin         -               -> PJSIP/carrier-1 DialString=13700000024@carrier DestConnectedLineNum=88880001
    0  DialState         -               -> PJSIP/carrier-1 DialStatus=RINGING
    1  HangupRequest     PJSIP/carrier-1 Cause=17
    1  DialEnd           -               -> PJSIP/carrier-1 DialStatus=BUSY
    1  OriginateResponse PJSIP/carrier-1 Response=Failure Reason=0 Exten=s
    1  Hangup            PJSIP/carrier-1 Cause=17
  `;
  const task = taskOfTrace(trace);
  assert.deepEqual([task.taskType, task.called, task.reasonCode], ["3", "13700000024", 3]);
  const asIta = {
    ...traceSettings,
    tasks: { ...traceSettings.tasks, customerOnlyType: "4" as const },
  };
  assert.equal(taskOfTrace(trace, asIta).reasonCode, 17);
});

test("an agent who does not answer leaves a task whose number comes only with the response", () => {
  const trace = `
    0  Newchannel        PJSIP/1001-1 State=Down Uniqueid=task-21 Context=from-agent CallerIDNum=1001 Exten=s
    0  DialBegin         -            -> PJSIP/1001-1 DialString=1001
    0  DialState         -            -> PJSIP/1001-1 DialStatus=RINGING
    4  Hangup            PJSIP/1001-1 Cause=19
    4  OriginateResponse PJSIP/1001-1 Response=Failure Reason=3 Exten=13612345678
  `;
  const task = taskOfTrace(trace);
  assert.deepEqual([task.called, task.reasonCode], ["13612345678", 4]);
  const withoutResponse = trace.split("\n").slice(0, -2).join("\n");
  assert.deepEqual(taskOfTrace(withoutResponse).reasonCode, 4);
  const muchLater = `${withoutResponse}
    60 Newchannel        PJSIP/trunk-2 State=Ring Context=from-trunk Exten=88880001 of=PJSIP/trunk-2`;
  const kinds = runAmiTrace(muchLater).events.map((event) => event.kind);
  assert.deepEqual([kinds[0], kinds.at(-1)], ["arrived", "arrived"]);
  // Also by a clock that was set back meanwhile.
  const setBack = runAmiTrace(`${withoutResponse}
    -90 Newchannel       PJSIP/trunk-2 State=Ring Context=from-trunk Exten=88880001 of=PJSIP/trunk-2
    -80 Newchannel       PJSIP/trunk-3 State=Ring Context=from-trunk Exten=88880001 of=PJSIP/trunk-3`);
  assert.match(eventLines(setBack.events).at(-1) ?? "", /^-80 arrived/);
});

test("with the customer's number as a variable the call is told while the agent's phone rings", () => {
  const events = eventsOfAmiTrace(`
    0  Newchannel  PJSIP/1001-1 State=Down Uniqueid=task-1 Context=from-agent CallerIDNum=1001 Exten=s
    0  VarSet      PJSIP/1001-1 Variable=CALLED Value=13612345678
    0  DialBegin   -            -> PJSIP/1001-1 DialString=1001
  `);
  assert.deepEqual(
    events.map((event) => event.kind),
    ["arrived", "taskCreated", "offered"],
  );
});

test("an originate that never gets a channel is a task that could not be started", () => {
  const task = taskOfTrace(`
    0  OriginateResponse - ActionID=task-77 Response=Failure Channel=PJSIP/1001 Exten=13612345678 Uniqueid=<null> Reason=0
  `);
  assert.deepEqual([task.serialNo, task.called, task.reasonCode], ["task-77", "13612345678", 6]);
});

test("an account code may mark tasks, and a serial number keeps the characters that it may have", () => {
  const task = taskOfTrace(`
    0  Newchannel     PJSIP/carrier-1 State=Down Uniqueid=job/7;x Context=from-trunk
    0  NewAccountCode PJSIP/carrier-1 AccountCode=dialer
    0  NewAccountCode PJSIP/carrier-1 AccountCode=170
    0  DialBegin      -               -> PJSIP/carrier-1 DialString=trunk/13700000001
    1  Hangup         PJSIP/carrier-1 Cause=17
  `);
  assert.deepEqual([task.serialNo, task.called], ["job_7_x", "13700000001"]);
});

test("an agent who dials has the call at once, and its talk begins when the customer answers", () => {
  const call = callOfAmiTrace(`
    0    Newchannel    PJSIP/1001-1    State=Ring Context=from-agent Exten=913612345678 CallerIDNum=1001
    0.1  Newchannel    PJSIP/carrier-2 State=Down Context=from-trunk Exten=s
    0.1  DialBegin     PJSIP/1001-1    -> PJSIP/carrier-2 DialString=13612345678@carrier
    2    DialEnd       PJSIP/1001-1    -> PJSIP/carrier-2 DialStatus=ANSWER
    2    BridgeEnter   PJSIP/carrier-2 Bridge=b1
    2    BridgeEnter   PJSIP/1001-1    Bridge=b1
    6    HangupRequest PJSIP/1001-1
    6    Hangup        PJSIP/1001-1
    6    Hangup        PJSIP/carrier-2
  `);
  assert.deepEqual(
    [call.direction, call.callType, call.callerNo, call.calleeNo, call.callBegin - call.arrivedAt],
    ["out", 7, "1001", "13612345678", 2000],
  );
  assert.deepEqual(storyOf(call), [
    "agent 1001: 0 - 0 6 reason 16",
    "external 13612345678: 2 - 2 6 reason 16",
    "ended by agent",
  ]);
});

test("a customer who is transferred out of an agent's outbound call stays in it", () => {
  const call = callOfAmiTrace(`
    0   Newchannel      PJSIP/1001-1    State=Ring Context=from-agent Exten=913612345678 CallerIDNum=1001
    0   Newchannel      PJSIP/carrier-2 State=Down
    0   DialBegin       PJSIP/1001-1    -> PJSIP/carrier-2 DialString=13612345678@carrier
    2   BridgeEnter     PJSIP/carrier-2 Bridge=b1
    2   BridgeEnter     PJSIP/1001-1    Bridge=b1
    5   BlindTransfer   -               Result=Success Transferer=PJSIP/1001-1 Transferee=PJSIP/carrier-2
    5   BridgeLeave     PJSIP/carrier-2 Bridge=b1
    5   Hangup          PJSIP/1001-1
    5   QueueCallerJoin PJSIP/carrier-2 Queue=sales
    9   HangupRequest   PJSIP/carrier-2
    9   Hangup          PJSIP/carrier-2
  `);
  assert.deepEqual(storyOf(call), [
    "agent 1001: 0 - 0 5 reason 17",
    "external 13612345678: 2 - 2 9 reason 15",
    "queue 1: 5 - - 9 reason 15",
    "ended by customer",
  ]);
});

test("a busy customer gives an outbound call its reason and release cause", () => {
  const [ended] = eventsOfAmiTrace(`
    0   Newchannel PJSIP/1001-1    State=Ring Context=from-agent Exten=913612345678 CallerIDNum=1001
    0   Newchannel PJSIP/carrier-2 State=Down
    0   DialBegin  PJSIP/1001-1    -> PJSIP/carrier-2 DialString=13612345678@carrier
    1   DialEnd    PJSIP/1001-1    -> PJSIP/carrier-2 DialStatus=BUSY
    1   Hangup     PJSIP/carrier-2 Cause=17
    1   Hangup     PJSIP/1001-1    Cause=17
  `).slice(-1);
  assert.deepEqual(eventLines(ended === undefined ? [] : [ended]), [
    "1 ended by=system leaveReason=20 releaseCause=537",
  ]);
});

test("an agent may call a colleague, or a queue of the house", () => {
  const colleague = callOfAmiTrace(`
    0 Newchannel    PJSIP/1001-1 State=Ring Context=from-agent Exten=1005 CallerIDNum=1001
    0 Newchannel    PJSIP/1005-2 State=Down
    0 DialBegin     PJSIP/1001-1 -> PJSIP/1005-2 DialString=1005
    2 BridgeEnter   PJSIP/1005-2 Bridge=b1
    2 BridgeEnter   PJSIP/1001-1 Bridge=b1
    4 HangupRequest PJSIP/1001-1
    4 Hangup        PJSIP/1001-1
  `);
  assert.equal(colleague.callType, 6);
  assert.deepEqual(storyOf(colleague), ["agent 1005: 0 0 2 4 reason 16", "ended by agent"]);
  const queue = callOfAmiTrace(`
    0 Newchannel    PJSIP/1001-1 State=Ring Context=from-agent Exten=8500 CallerIDNum=1001
    0 Newexten      PJSIP/1001-1 Application=Queue AppData=support
    4 HangupRequest PJSIP/1001-1
    4 Hangup        PJSIP/1001-1
  `);
  assert.equal(queue.direction, "out");
  assert.deepEqual(storyOf(queue), ["queue 2: 0 - - 4 reason 16", "ended by agent"]);
});

test("a phone that calls nobody gives no call, and the report says so", () => {
  const { events, meaning } = runAmiTrace(`
    0 Newchannel PJSIP/1001-1 State=Ring Context=from-agent Exten=*97 CallerIDNum=1001
    0 Newexten   PJSIP/1001-1 Application=VoiceMailMain
    4 Hangup     PJSIP/1001-1
  `);
  assert.deepEqual(events, []);
  assert.deepEqual([...meaning.skipped], [["call from an agent's phone that reached nobody", 1]]);
});

test("agents' states are told when they change, whatever the number of queues", () => {
  const events = eventsOfAmiTrace(`
    0 QueueMemberStatus  - Queue=sales   Interface=PJSIP/1002          Status=1 Paused=0
    1 QueueMemberStatus  - Queue=sales   Interface=PJSIP/1002          Status=6 Paused=0
    1 QueueMemberStatus  - Queue=support Interface=Local/1002@agents/n Status=6 Paused=0
    2 QueueMemberStatus  - Queue=sales   Interface=PJSIP/1002          Status=2 Paused=0
    2 QueueMemberStatus  - Queue=support Interface=Local/1002@agents/n Status=2 Paused=0
    9 QueueMemberStatus  - Queue=sales   Interface=PJSIP/1002          Status=1 Paused=0
    9 QueueMemberStatus  - Queue=support Interface=Local/1002@agents/n Status=1 Paused=0
    10 QueueMemberPause  - Queue=sales   Interface=PJSIP/1002          Status=1 Paused=1 PausedReason=lunch
    11 QueueMemberPause  - Queue=support Interface=Local/1002@agents/n Status=1 Paused=1 PausedReason=lunch
    20 QueueMemberPause  - Queue=sales   Interface=PJSIP/1002          Status=1 Paused=0
    30 QueueMemberStatus - Queue=sales   Interface=PJSIP/1002          Status=5 Paused=0
    30 QueueMemberStatus - Queue=support Interface=Local/1002@agents/n Status=5 Paused=1
    31 QueueMemberRemoved - Queue=sales  Interface=PJSIP/1002          Status=5 Paused=0
    32 QueueMemberAdded  - Queue=sales   Interface=PJSIP/1002          Status=1 Paused=0
  `);
  assert.deepEqual(eventLines(events), [
    "0 agentState agentId=1002 state=1",
    "1 agentState agentId=1002 state=4",
    "2 agentState agentId=1002 state=5",
    "9 agentState agentId=1002 state=1",
    "11 agentState agentId=1002 state=8 reason=lunch",
    "20 agentState agentId=1002 state=1",
    "30 agentState agentId=1002 state=0",
    "32 agentState agentId=1002 state=1",
  ]);
});
