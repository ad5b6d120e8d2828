// Outbound calls, tasks and agents' states, as FreeSWITCH tells of them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isTaskEvent } from "@trunkline/contract";
import { foldTask } from "../../call/task.ts";
import { eventLines, storyOf } from "../call-story.ts";
import { callOfEslTrace, eventsOfEslTrace, runEslTrace } from "./esl-trace.ts";
import { traceSettings } from "./esl-trace.ts";

/** Agent 1001's phone rings first and is answered at second 1; the customer's is dialled then. */
const agentFirst = `
    0    CHANNEL_CREATE   b  out name=sofia/int/1001@10.0.0.1:5060 to=1001 from=88880001 v:task_id=18 v:accountcode=170
    0    CHANNEL_PROGRESS b
    1    CHANNEL_ANSWER   b
    1    BACKGROUND_JOB   -  Job-Command=originate Job-Command-Arg={task_id=18}sofia/int/1001~&bridge(sofia/int/999) body=+OK~b
    1    CHANNEL_EXECUTE  b  app=bridge data=sofia/ext/13612345678@10.0.0.3:5060
    1    CHANNEL_CREATE   c  out name=sofia/ext/13612345678@10.0.0.3:5060 to=13612345678 from=88880001 for=b
    1    CHANNEL_PROGRESS c
`;

function taskOfTrace(trace: string, settings = traceSettings) {
  return foldTask(eventsOfEslTrace(trace, settings).filter(isTaskEvent));
}

test("a task that calls the agent first is a call too: its talk begins with the customer", () => {
  const events = eventsOfEslTrace(`${agentFirst}
    3    CHANNEL_ANSWER          c
    3    CHANNEL_BRIDGE          b  A=b B=c
    8    CHANNEL_HANGUP          c  cause=NORMAL_CLEARING
    8    CHANNEL_HANGUP_COMPLETE c  cause=NORMAL_CLEARING by=recv_bye
    8    CHANNEL_HANGUP          b  cause=NORMAL_CLEARING
    8    CHANNEL_HANGUP_COMPLETE b  cause=NORMAL_CLEARING by=send_bye
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
  assert.equal(task.callId, "b");
});

test("reasons of tasks: who did not answer, was busy or hung up", () => {
  const ends = {
    busy: `
    2    CHANNEL_HANGUP          c  cause=USER_BUSY
    2    CHANNEL_HANGUP_COMPLETE c  cause=USER_BUSY by=recv_refuse
    2    CHANNEL_HANGUP          b  cause=USER_BUSY
    2    CHANNEL_HANGUP_COMPLETE b  cause=USER_BUSY by=send_bye`,
    noAnswer: `
    9    CHANNEL_HANGUP          c  cause=ALLOTTED_TIMEOUT
    9    CHANNEL_HANGUP_COMPLETE c  cause=ALLOTTED_TIMEOUT by=send_cancel
    9    CHANNEL_HANGUP          b  cause=ALLOTTED_TIMEOUT
    9    CHANNEL_HANGUP_COMPLETE b  cause=ALLOTTED_TIMEOUT by=send_bye`,
    unallocated: `
    2    CHANNEL_HANGUP          c  cause=UNALLOCATED_NUMBER
    2    CHANNEL_HANGUP_COMPLETE c  cause=UNALLOCATED_NUMBER by=recv_refuse
    2    CHANNEL_HANGUP_COMPLETE b  cause=UNALLOCATED_NUMBER by=send_bye`,
    agentGivesUp: `
    3    CHANNEL_HANGUP          b  cause=NORMAL_CLEARING
    3    CHANNEL_HANGUP          c  cause=ORIGINATOR_CANCEL
    3    CHANNEL_HANGUP_COMPLETE b  cause=NORMAL_CLEARING by=recv_bye
    3    CHANNEL_HANGUP_COMPLETE c  cause=ORIGINATOR_CANCEL by=send_cancel`,
    agentHangsUp: `
    2    CHANNEL_ANSWER          c
    2    CHANNEL_BRIDGE          b  A=b B=c
    9    CHANNEL_HANGUP          b  cause=NORMAL_CLEARING
    9    CHANNEL_HANGUP          c  cause=NORMAL_CLEARING
    9    CHANNEL_HANGUP_COMPLETE c  cause=NORMAL_CLEARING by=send_bye
    9    CHANNEL_HANGUP_COMPLETE b  cause=NORMAL_CLEARING by=recv_bye`,
  };
  const reasons = Object.entries(ends).map(([name, end]) => [
    name,
    taskOfTrace(agentFirst + end).reasonCode,
  ]);
  assert.deepEqual(Object.fromEntries(reasons), {
    busy: 3,
    noAnswer: 5,
    unallocated: 3,
    agentGivesUp: 1,
    agentHangsUp: 1,
  });
});

test("a customer who is tried at a second carrier is one party of the task", () => {
  const trace = `${agentFirst}
    2    CHANNEL_HANGUP          c  cause=NORMAL_TEMPORARY_FAILURE
    2    CHANNEL_HANGUP_COMPLETE c  cause=NORMAL_TEMPORARY_FAILURE by=recv_refuse
    2    CHANNEL_CREATE          d  out name=sofia/ext/13612345678@10.0.0.4:5060 to=13612345678 from=88880001 for=b
    4    CHANNEL_ANSWER          d
    4    CHANNEL_BRIDGE          b  A=b B=d
    9    CHANNEL_HANGUP          d  cause=NORMAL_CLEARING
    9    CHANNEL_HANGUP_COMPLETE d  cause=NORMAL_CLEARING by=recv_bye
  `;
  const task = taskOfTrace(trace);
  assert.equal(task.customer.releasedAt - task.customer.talkingAt, 5000);
  assert.equal(task.reasonCode, 0);
});

test("a voice notification calls the customer only; a busy one has Q.850's number where that is asked", () => {
  const trace = `
    0    CHANNEL_CREATE          c  out name=sofia/ext/13700000024@10.0.0.4:5060 to=13700000024 from=88880001 v:task_id=24 v:accountcode=170
    0    CHANNEL_PROGRESS        c
    1    CHANNEL_HANGUP          c  cause=USER_BUSY
    1    CHANNEL_HANGUP_COMPLETE c  cause=USER_BUSY by=recv_refuse
    1    BACKGROUND_JOB          -  Job-Command=originate Job-Command-Arg={task_id=24,origination_uuid=c}sofia/ext/13700000024~&playback(x) body=-ERR~USER_BUSY
  `;
  const task = taskOfTrace(trace);
  assert.deepEqual([task.taskType, task.called, task.reasonCode], ["3", "13700000024", 3]);
  const tasks = { ...traceSettings.tasks, customerOnlyType: "4" as const };
  assert.equal(taskOfTrace(trace, { ...traceSettings, tasks }).reasonCode, 17);
  assert.equal(eventsOfEslTrace(trace).filter((event) => event.kind === "taskCreated").length, 1);
});

/** The called number is nowhere but in the command. */
const agentDoesNotAnswer = `
    0    CHANNEL_CREATE          b  out name=sofia/int/1001@10.0.0.1:5060 to=1001 from=88880001 v:task_id=21 v:accountcode=170
    4    CHANNEL_HANGUP          b  cause=NO_ANSWER
    4    CHANNEL_HANGUP_COMPLETE b  cause=NO_ANSWER by=send_cancel
`;

test("an agent who does not answer leaves a task whose number comes only with the job", () => {
  const task = taskOfTrace(`${agentDoesNotAnswer}
    4    BACKGROUND_JOB -  Job-Command=originate Job-Command-Arg={task_id=21,originate_timeout=4}sofia/int/1001@10.0.0.1:5060~&bridge([leg_timeout=8]sofia/ext/13612345678@10.0.0.3) body=-ERR~NO_ANSWER
  `);
  assert.deepEqual([task.called, task.reasonCode], ["13612345678", 4]);
});

test("without a job the task is told all the same: at the end, or when others have gone on", () => {
  const task = taskOfTrace(agentDoesNotAnswer);
  assert.deepEqual([task.called, task.reasonCode], ["", 4]);
  const muchLater = eventsOfEslTrace(`${agentDoesNotAnswer}
    60   CHANNEL_CREATE          z  in  context=public to=88880001 from=13800000001
  `);
  const kinds = muchLater.map((event) => event.kind);
  assert.deepEqual([kinds[0], kinds.at(-1)], ["arrived", "arrived"]);
  // Also by a clock that was set back meanwhile.
  const setBack = eventsOfEslTrace(`${agentDoesNotAnswer}
    -90  CHANNEL_CREATE          y  in  context=public to=88880001 from=13800000001
    -80  CHANNEL_CREATE          z  in  context=public to=88880001 from=13800000001
  `);
  assert.match(eventLines(setBack).at(-1) ?? "", /^-80 arrived/);
});

test("with the customer's number as a variable the call is told while the agent's phone rings", () => {
  const events = eventsOfEslTrace(`
    0    CHANNEL_CREATE   b  out name=sofia/int/1001@10.0.0.1:5060 to=1001 v:task_id=18 v:called=13612345678
  `);
  assert.deepEqual(
    events.map((event) => event.kind),
    ["arrived", "taskCreated", "offered"],
  );
});

test("an originate that never gets a channel is a task that could not be started", () => {
  const task = taskOfTrace(`
    0    BACKGROUND_JOB -  Job-Command=originate Job-Command-Arg={task_id=77}sofia/int/1001@10.0.0.1:5060~&bridge(sofia/ext/13612345678@10.0.0.3) body=-ERR~INVALID_GATEWAY
  `);
  assert.deepEqual(
    [task.serialNo, task.caller, task.called, task.reasonCode],
    ["77", "1001", "13612345678", 6],
  );
  const { events, meaning } = runEslTrace(`
    0    BACKGROUND_JOB -  Job-Command=originate Job-Command-Arg=sofia/int/7~&park body=-ERR~INVALID_GATEWAY
    0    BACKGROUND_JOB -  Job-Command=status body=UP
  `);
  assert.deepEqual(events, []);
  assert.equal(meaning.skipped.size, 1);
});

/** 1001 dials on its phone; the dialplan takes the trunk prefix off. */
const dialled = `
    0    CHANNEL_CREATE   b  in  name=sofia/int/1001@10.0.0.1:5060 context=default to=913612345678 from=1001
    0.1  CHANNEL_CREATE   c  out name=sofia/ext/13612345678@10.0.0.3 to=13612345678 from=88880001 for=b
`;

test("an agent who dials has the call at once, and its talk begins when the customer answers", () => {
  const call = callOfEslTrace(`${dialled}
    2    CHANNEL_ANSWER          c
    2    CHANNEL_BRIDGE          b  A=b B=c
    6    CHANNEL_HANGUP          b  cause=NORMAL_CLEARING
    6    CHANNEL_HANGUP          c  cause=NORMAL_CLEARING
    6    CHANNEL_HANGUP_COMPLETE b  cause=NORMAL_CLEARING by=recv_bye
    6    CHANNEL_HANGUP_COMPLETE c  cause=NORMAL_CLEARING by=send_bye
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
  const call = callOfEslTrace(`${dialled}
    2    CHANNEL_BRIDGE          b  A=b B=c
    5    CHANNEL_HANGUP          b  cause=NORMAL_CLEARING v:endpoint_disposition=BLIND_TRANSFER
    5    CHANNEL_UNBRIDGE        b  A=b B=c Answer-State=hangup
    5    CHANNEL_HANGUP_COMPLETE b  cause=NORMAL_CLEARING by=send_bye
    5    member-queue-start      c  queue=sales@170 member=m1 session=c
    9    CHANNEL_HANGUP          c  cause=NORMAL_CLEARING
    9    CHANNEL_HANGUP_COMPLETE c  cause=NORMAL_CLEARING by=recv_bye
  `);
  assert.deepEqual(storyOf(call), [
    "agent 1001: 0 - 0 5 reason 17",
    "external 13612345678: 2 - 2 9 reason 15",
    "queue 1: 5 - - 9 reason 15",
    "ended by customer",
  ]);
});

test("a busy customer gives an outbound call its reason and release cause", () => {
  const events = eventsOfEslTrace(`${dialled}
    1    CHANNEL_HANGUP          c  cause=USER_BUSY
    1    CHANNEL_HANGUP_COMPLETE c  cause=USER_BUSY by=recv_refuse
    1    CHANNEL_HANGUP          b  cause=USER_BUSY
    1    CHANNEL_HANGUP_COMPLETE b  cause=USER_BUSY by=send_refuse
  `);
  assert.equal(eventLines(events).at(-1), "1 ended by=system leaveReason=20 releaseCause=537");
});

test("an agent may call a colleague, or a queue of the house", () => {
  const colleague = callOfEslTrace(`
    0    CHANNEL_CREATE          b  in  name=sofia/int/1001@10.0.0.1:5060 context=default to=1005 from=1001
    0    CHANNEL_CREATE          c  out name=sofia/int/x@10.0.0.5:5060 v:dialed_user=1005 v:dialed_domain=170.example.com to=1005 for=b
    2    CHANNEL_BRIDGE          b  A=b B=c
    4    CHANNEL_HANGUP          b  cause=NORMAL_CLEARING
    4    CHANNEL_HANGUP_COMPLETE b  cause=NORMAL_CLEARING by=recv_bye
  `);
  assert.equal(colleague.callType, 6);
  assert.deepEqual(storyOf(colleague), ["agent 1005: 0 0 2 4 reason 16", "ended by agent"]);
  const queue = callOfEslTrace(`
    0    CHANNEL_CREATE          b  in  name=sofia/int/1001@10.0.0.1:5060 context=default to=8500 from=1001
    0    member-queue-start      b  queue=support@170 member=m1 session=b
    4    CHANNEL_HANGUP          b  cause=NORMAL_CLEARING
    4    CHANNEL_HANGUP_COMPLETE b  cause=NORMAL_CLEARING by=recv_bye
  `);
  assert.equal(queue.direction, "out");
  assert.deepEqual(storyOf(queue), ["queue 2: 0 - - 4 reason 16", "ended by agent"]);
});

test("a phone that calls nobody gives no call, and the report says so", () => {
  const { events, meaning } = runEslTrace(`
    0    CHANNEL_CREATE          b  in  name=sofia/int/1001@10.0.0.1:5060 context=default to=*97 from=1001
    0    CHANNEL_EXECUTE         b  app=voicemail
    4    CHANNEL_HANGUP_COMPLETE b  cause=NORMAL_CLEARING by=recv_bye
  `);
  assert.deepEqual(events, []);
  assert.deepEqual(
    [...meaning.skipped],
    [["call from a phone of the house that reached nobody", 1]],
  );
});

test("a stranger on a trunk who calls himself 1001 is no agent", () => {
  const [arrived] = eventsOfEslTrace(`
    0    CHANNEL_CREATE   a  in  name=sofia/int/1001@203.0.113.9 context=public to=88880001 from=1001
  `);
  assert.equal(arrived?.kind === "arrived" && arrived.direction, "in");
});

test("an agent's phone is found by user and domain, whatever its address", () => {
  const call = callOfEslTrace(`
    0    CHANNEL_CREATE   b  in  name=sofia/int/x@192.0.2.7:34112 v:user_name=1005 v:domain_name=170.example.com context=default to=13612345678 from=1005
    0    CHANNEL_CREATE   c  out name=sofia/ext/13612345678@10.0.0.3 to=13612345678 for=b
  `);
  assert.equal(call.agentId, 1005);
});

test("agents' states are told when they change; a break begins behind the call", () => {
  const events = eventsOfEslTrace(`
    0    agent-status-change -  agent=1001@170 status=Available
    1    agent-state-change  -  agent=1001@170 state=Receiving
    2    agent-state-change  -  agent=1001@170 state=In~a~queue~call
    3    agent-status-change -  agent=1001@170 status=On~Break
    9    agent-state-change  -  agent=1001@170 state=Waiting
    20   agent-status-change -  agent=1001@170 status=Available~(On~Demand)
    21   agent-status-change -  agent=1001@170 status=Logged~Out
    22   agent-state-change  -  agent=1001@170 state=Idle
    30   agent-status-change -  agent=1001@170 status=Available
    30   agent-state-change  -  agent=1001@170 state=Waiting
    31   agent-state-change  -  agent=1001@170 state=Reserved
    40   agent-state-change  -  agent=9999@170 state=Waiting
  `);
  assert.deepEqual(eventLines(events), [
    "0 agentState agentId=1001 state=1",
    "1 agentState agentId=1001 state=4",
    "2 agentState agentId=1001 state=5",
    "9 agentState agentId=1001 state=8 reason=On Break",
    "20 agentState agentId=1001 state=1",
    "21 agentState agentId=1001 state=0",
    "30 agentState agentId=1001 state=1",
    "31 agentState agentId=1001 state=2",
  ]);
});

test("a task that calls two phones at once goes on with the one that answers, whatever the other does", () => {
  for (const [refusedAt, cause] of [
    [1, "USER_BUSY"],
    [3, "LOSE_RACE"],
  ] as const) {
    const refusal = `
    ${refusedAt} CHANNEL_HANGUP          c  cause=${cause}
    ${refusedAt} CHANNEL_HANGUP_COMPLETE c  cause=${cause}`;
    const events = eventsOfEslTrace(`
    0    CHANNEL_CREATE   b  out name=sofia/int/1001@10.0.0.1:5060 to=1001 v:task_id=18 v:called=13800000001
    0    CHANNEL_CREATE   c  out name=sofia/int/1001@10.0.0.2:5060 to=1001 v:task_id=18 v:called=13800000001
    0    CHANNEL_PROGRESS b ${refusedAt < 3 ? refusal : ""}
    3    CHANNEL_ANSWER   b ${refusedAt < 3 ? "" : refusal}
    3    CHANNEL_CREATE   d  out name=sofia/ext/13800000001@10.0.0.9 to=13800000001 for=b
    6    CHANNEL_ANSWER   d
    6    CHANNEL_BRIDGE   b  A=b B=d
    9    CHANNEL_HANGUP   d  cause=NORMAL_CLEARING
    9    CHANNEL_HANGUP_COMPLETE d  cause=NORMAL_CLEARING by=recv_bye
    `);
    const task = foldTask(events.filter(isTaskEvent));
    assert.equal(task.customer.talkingAt - task.startedAt, 6000);
    assert.deepEqual([task.state, task.reasonCode, task.endedAt - task.startedAt], [3, 0, 9000]);
  }
});

test("a task whose sides a program calls by themselves and joins goes on with the customer, to its end", () => {
  for (const variable of ["", "v:task_id=18"]) {
    const events = eventsOfEslTrace(`
    0    CHANNEL_CREATE   b  out name=sofia/int/1001@10.0.0.1:5060 to=1001 v:task_id=18 v:called=13800000001
    1    CHANNEL_ANSWER   b
    2    CHANNEL_CREATE   c  out name=sofia/ext/13800000001@10.0.0.9 to=13800000001 v:accountcode=170 ${variable}
    4    CHANNEL_ANSWER   c
    4    CHANNEL_BRIDGE   b  A=b B=c
    9    CHANNEL_HANGUP   c  cause=NORMAL_CLEARING
    9    CHANNEL_HANGUP_COMPLETE c cause=NORMAL_CLEARING by=recv_bye
    9    CHANNEL_HANGUP   b  cause=NORMAL_CLEARING
    9    CHANNEL_HANGUP_COMPLETE b cause=NORMAL_CLEARING by=send_bye
    `);
    const { startedAt, ...task } = foldTask(events.filter(isTaskEvent));
    const times = [task.agent.talkingAt, task.customer.talkingAt, task.endedAt];
    assert.deepEqual(
      times.map((at) => (at - startedAt) / 1000),
      [1, 4, 9],
    );
    assert.deepEqual([task.state, task.reasonCode, task.taskType], [3, 0, "1"]);
  }
  const untold = eventsOfEslTrace(`
    0    CHANNEL_CREATE   b  out name=sofia/int/1001@10.0.0.1:5060 to=1001 v:task_id=18
    1    CHANNEL_ANSWER   b
    2    CHANNEL_CREATE   c  out name=sofia/ext/13800000001@10.0.0.9 to=13800000001 v:accountcode=170
    4    CHANNEL_ANSWER   c
    4    CHANNEL_BRIDGE   b  A=b B=c
    9    CHANNEL_HANGUP_COMPLETE c cause=NORMAL_CLEARING by=recv_bye
    9    CHANNEL_HANGUP_COMPLETE b cause=NORMAL_CLEARING by=send_bye
  `);
  const { taskType, caller, called, state } = foldTask(untold.filter(isTaskEvent));
  assert.deepEqual([taskType, caller, called, state], ["1", "1001", "13800000001", 3]);
});
