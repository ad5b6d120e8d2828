// Agents who were not called for the caller that they come to talk with.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isTaskEvent } from "@trunkline/contract";
import { foldTask } from "../../call/task.ts";
import { traceStart } from "../../call/event-trace.ts";
import { callsOf, eventLines, onlyCallOf, storiesOf, storyOf } from "../call-story.ts";
import { callOfAmiTrace, runAmiTrace, talking } from "./ami-trace.ts";

test("a parked caller who is fetched has left the first agent, and talks with the one who fetches", () => {
  const { events, meaning } = runAmiTrace(`${talking}
    5  BlindTransfer -             Result=Success Transferer=PJSIP/1001-2 Transferee=PJSIP/trunk-1 Extension=700
    5  BridgeLeave   PJSIP/trunk-1 Bridge=b1
    5  BridgeEnter   PJSIP/trunk-1 Bridge=lot BridgeTechnology=holding_bridge
    5  BridgeLeave   PJSIP/1001-2  Bridge=b1
    5  Hangup        PJSIP/1001-2  Cause=16
    8  Newchannel    PJSIP/1005-3  of=PJSIP/1005-3 State=Ring Context=from-internal Exten=701
    8  Newexten      PJSIP/1005-3  Application=ParkedCall AppData=701
    8  BridgeEnter   PJSIP/1005-3  Bridge=b2
    8  BridgeLeave   PJSIP/trunk-1 Bridge=lot
    8  BridgeEnter   PJSIP/trunk-1 Bridge=b2
    12 HangupRequest PJSIP/1005-3
    12 Hangup        PJSIP/1005-3
    12 Hangup        PJSIP/trunk-1
  `);
  assert.deepEqual([...meaning.skipped], []);
  assert.equal(meaning.openCalls, 0);
  assert.deepEqual(storyOf(onlyCallOf(events)), [
    "agent 1001: 1 1 2 5 reason 17",
    "ivr 0: 5 - - 8 reason 0",
    "agent 1005: 8 8 8 12 reason 16",
    "ended by agent",
  ]);
});

const parked = `${talking}
    5  BlindTransfer -             Result=Success Transferer=PJSIP/1001-2 Transferee=PJSIP/trunk-1 Extension=700
    5  BridgeLeave   PJSIP/trunk-1 Bridge=b1
    5  BridgeEnter   PJSIP/trunk-1 Bridge=lot BridgeTechnology=holding_bridge
    5  BridgeLeave   PJSIP/1001-2  Bridge=b1
    5  Hangup        PJSIP/1001-2  Cause=16
`;

test("who parks a caller is free, though nobody fetches the caller, or the lot gives the caller back", () => {
  const abandoned = callOfAmiTrace(`${parked}
    60 HangupRequest PJSIP/trunk-1
    60 Hangup        PJSIP/trunk-1
  `);
  assert.deepEqual(storyOf(abandoned), [
    "agent 1001: 1 1 2 5 reason 17",
    "ivr 0: 5 - - 60 reason 15",
    "ended by customer",
  ]);
  const givenBack = callOfAmiTrace(`${parked}
    50 Newchannel    PJSIP/1001-4  State=Down
    50 DialBegin     PJSIP/trunk-1 -> PJSIP/1001-4
    53 DialEnd       PJSIP/trunk-1 -> PJSIP/1001-4 DialStatus=ANSWER
    53 BridgeEnter   PJSIP/1001-4  Bridge=b3
    53 BridgeEnter   PJSIP/trunk-1 Bridge=b3
  `);
  assert.deepEqual(storyOf(givenBack), [
    "agent 1001: 1 1 2 5 reason 17",
    "ivr 0: 5 - - 50 reason 0",
    "agent 1001: 50 50 53 - reason 0",
    "open",
  ]);
});

test("a caller who is parked is with the PBX while nothing else comes", () => {
  const { meaning } = runAmiTrace(parked);
  const at = (seconds: number) => meaning.settle(traceStart * 1000 + seconds * 1_000_000);
  assert.deepEqual(at(7), []);
  assert.deepEqual(eventLines(at(7.1)), ['5 transferred to={"kind":"ivr"} agentId=1001']);
  assert.deepEqual(at(9), []);
});

test("a caller whom the PBX itself keeps after a queue's timeout does not wait in it", () => {
  const call = callOfAmiTrace(`
    0  Newchannel         PJSIP/trunk-1 State=Ring Context=from-trunk Exten=88880001
    1  Newexten           PJSIP/trunk-1 Application=Queue AppData=sales
    1  QueueCallerJoin    PJSIP/trunk-1 Queue=sales
    4  QueueCallerAbandon PJSIP/trunk-1 Queue=sales
    4  QueueCallerLeave   PJSIP/trunk-1 Queue=sales
    4  VarSet             PJSIP/trunk-1 Variable=QUEUESTATUS Value=TIMEOUT
    4  Newexten           PJSIP/trunk-1 Application=ConfBridge AppData=9
    9  HangupRequest      PJSIP/trunk-1
    9  Hangup             PJSIP/trunk-1
  `);
  assert.deepEqual(storyOf(call), [
    "queue 1: 1 - - 4 reason 2",
    "ivr 0: 4 - - 9 reason 15",
    "ended by customer, missed",
  ]);
});

test("while the agent who has picked up hears an announcement, the caller goes nowhere else", () => {
  const call = callOfAmiTrace(`
    0  Newchannel       PJSIP/trunk-1 State=Ring Context=from-trunk Exten=88880001
    1  Newexten         PJSIP/trunk-1 Application=Queue AppData=sales
    1  QueueCallerJoin  PJSIP/trunk-1 Queue=sales
    1  Newchannel       PJSIP/1001-2  State=Down
    1  DialBegin        PJSIP/trunk-1 -> PJSIP/1001-2
    2  DialEnd          PJSIP/trunk-1 -> PJSIP/1001-2 DialStatus=ANSWER
    2  QueueCallerLeave PJSIP/trunk-1 Queue=sales
    2  Newexten         PJSIP/1001-2  Application=Playback AppData=recorded
    8  BridgeEnter      PJSIP/1001-2  Bridge=b1
    8  BridgeEnter      PJSIP/trunk-1 Bridge=b1
  `);
  assert.deepEqual(storyOf(call), [
    "queue 1: 1 - - 8 reason 0",
    "agent 1001: 1 1 8 - reason 0",
    "open",
  ]);
});

test("what the dialplan does after the hangup keeps nobody on the line", () => {
  const call = callOfAmiTrace(`${talking}
    5  HangupRequest PJSIP/1001-2
    5  BridgeLeave   PJSIP/1001-2  Bridge=b1
    5  BridgeLeave   PJSIP/trunk-1 Bridge=b1
    5  Hangup        PJSIP/1001-2
    5  Newexten      PJSIP/trunk-1 Exten=h Application=AGI AppData=bill
    9  Hangup        PJSIP/trunk-1
  `);
  assert.deepEqual(storyOf(call), ["agent 1001: 1 1 2 9 reason 16", "ended by agent"]);
});

test("one who joins a conversation that goes on takes nobody's place", () => {
  const call = callOfAmiTrace(`${talking}
    5  Newchannel    PJSIP/1005-3  of=PJSIP/1005-3 State=Ring Context=from-internal Exten=900
    5  BridgeEnter   PJSIP/1005-3  Bridge=b1
    7  BridgeLeave   PJSIP/1005-3  Bridge=b1
    7  Hangup        PJSIP/1005-3
    9  HangupRequest PJSIP/trunk-1
    9  Hangup        PJSIP/trunk-1
  `);
  assert.deepEqual(storyOf(call), [
    "agent 1001: 1 1 2 9 reason 15",
    "agent 1005: 5 5 5 7 reason 16",
    "ended by customer",
  ]);
});

test("caller and agent who are moved into a conference talk again, though the caller hears prompts first", () => {
  const call = callOfAmiTrace(`${talking}
    5  BridgeLeave   PJSIP/trunk-1 Bridge=b1
    5  BridgeLeave   PJSIP/1001-2  Bridge=b1
    5  Newexten      PJSIP/trunk-1 Application=Playback AppData=conference
    5  BridgeEnter   PJSIP/1001-2  Bridge=room BridgeTechnology=softmix
    8  Newexten      PJSIP/trunk-1 Application=ConfBridge AppData=9
    8  BridgeEnter   PJSIP/trunk-1 Bridge=room BridgeTechnology=softmix
    12 HangupRequest PJSIP/trunk-1
    12 Hangup        PJSIP/trunk-1
  `);
  assert.deepEqual(storyOf(call), [
    "agent 1001: 1 1 2 5 reason 17",
    "ivr 0: 5 - - 8 reason 0",
    "agent 1001: 8 8 8 12 reason 15",
    "ended by customer",
  ]);
});

test("both agents of a conference talk with the caller, though all three came into it one by one", () => {
  const [first, second, third] = ["PJSIP/trunk-1", "PJSIP/1001-2", "PJSIP/1005-3"];
  const orders = [
    [first, second, third],
    [second, third, first],
  ];
  for (const order of orders) {
    const call = callOfAmiTrace(`${talking}
    3  Newchannel    PJSIP/1005-3  State=Down
    3  DialBegin     PJSIP/1001-2  -> PJSIP/1005-3
    4  BridgeEnter   PJSIP/1005-3  Bridge=b1
    5  BridgeLeave   PJSIP/trunk-1 Bridge=b1
    5  BridgeLeave   PJSIP/1001-2  Bridge=b1
    5  BridgeLeave   PJSIP/1005-3  Bridge=b1
    5  Newexten      PJSIP/trunk-1 Application=Playback AppData=conference
    8  BridgeEnter   ${order[0]}   Bridge=room BridgeTechnology=softmix
    8  BridgeEnter   ${order[1]}   Bridge=room BridgeTechnology=softmix
    8  BridgeEnter   ${order[2]}   Bridge=room BridgeTechnology=softmix
    20 HangupRequest PJSIP/trunk-1
    20 Hangup        PJSIP/trunk-1
    `);
    assert.deepEqual(storyOf(call), [
      "agent 1001: 1 1 2 5 reason 17",
      "agent 1005: 3 3 4 5 reason 17",
      "ivr 0: 5 - - 8 reason 0",
      "agent 1001: 8 8 8 20 reason 15",
      "agent 1005: 8 8 8 20 reason 15",
      "ended by customer",
    ]);
  }
});

/** AgentLogin keeps the agent's phone on the line; the queue calls it through AgentRequest. */
const requested = (phone: string) => `
    0  Newchannel       PJSIP/trunk-1          State=Ring Context=from-trunk Exten=88880001
    0  Newexten         PJSIP/trunk-1          Application=Queue AppData=sales
    0  QueueCallerJoin  PJSIP/trunk-1          Queue=sales
    0  Newchannel       ${phone}-9             of=${phone}-9 State=Ring Context=login
    1  Newchannel       Local/1006@mobile-1;1  State=Down
    1  Newchannel       Local/1006@mobile-1;2  State=Ring
    1  AgentCalled      PJSIP/trunk-1          -> Local/1006@mobile-1;1 Interface=Local/1006@mobile
    1  DialBegin        PJSIP/trunk-1          -> Local/1006@mobile-1;1
    1  Newexten         Local/1006@mobile-1;2  Application=AgentRequest AppData=1006
    3  BridgeEnter      Local/1006@mobile-1;2  Bridge=b1
    3  BridgeEnter      ${phone}-9             Bridge=b1
    3  DialEnd          PJSIP/trunk-1          -> Local/1006@mobile-1;1 DialStatus=ANSWER
    3  QueueCallerLeave PJSIP/trunk-1          Queue=sales
    3  BridgeEnter      Local/1006@mobile-1;1  Bridge=b2
    3  BridgeEnter      PJSIP/trunk-1          Bridge=b2
    5  Hold             ${phone}-9
    6  Unhold           ${phone}-9
    9  HangupRequest    PJSIP/trunk-1
    9  Hangup           PJSIP/trunk-1          Cause=16
    9  Hangup           Local/1006@mobile-1;1
    9  Hangup           Local/1006@mobile-1;2
`;

test("an agent of a pool has answered when the queue has connected its member, whosever phone it is", () => {
  const holds = ["PJSIP/1005", "PJSIP/desk7"].map((phone) => {
    const { events } = runAmiTrace(requested(phone));
    const call = onlyCallOf(events);
    assert.deepEqual(storyOf(call), [
      "queue 1: 0 - - 3 reason 0",
      "agent 1006: 3 3 3 9 reason 15",
      "ended by customer",
    ]);
    return call.legs[1]?.holdMs;
  });
  // Of a phone that the settings do not have, the holds are not known.
  assert.deepEqual(holds, [1000, 0]);
});

test("a program has the caller in Stasis, calls an agent by itself and bridges the two", () => {
  const call = callOfAmiTrace(`
    0  Newchannel    PJSIP/trunk-1 State=Ring Context=from-trunk Exten=88880001
    0  Newexten      PJSIP/trunk-1 Application=Stasis AppData=app
    3  Newchannel    PJSIP/1001-2  of=PJSIP/1001-2 State=Down
    3  DialBegin     -             -> PJSIP/1001-2 DialString=1001
    3  Newstate      PJSIP/1001-2  State=Ringing
    5  DialEnd       -             -> PJSIP/1001-2 DialStatus=ANSWER
    5  Newstate      PJSIP/1001-2  State=Up
    5  BridgeEnter   PJSIP/trunk-1 Bridge=b1
    5  BridgeEnter   PJSIP/1001-2  Bridge=b1
    9  HangupRequest PJSIP/1001-2
    9  Hangup        PJSIP/1001-2
    9  Hangup        PJSIP/trunk-1
  `);
  assert.deepEqual(storyOf(call), [
    "ivr 0: 0 - - 3 reason 0",
    "agent 1001: 3 3 5 9 reason 16",
    "ended by agent",
  ]);
});

test("a task whose sides a program calls by themselves goes on with the customer, to its end", () => {
  for (const variable of [
    "VarSet PJSIP/1001-1 Variable=CALLED Value=13800000001",
    "Newcallerid -",
  ]) {
    const { events } = runAmiTrace(`
    0  Newchannel    PJSIP/1001-1    Uniqueid=task-7 State=Down CallerIDNum=1001
    0  ${variable}
    0  DialBegin     -               -> PJSIP/1001-1 DialString=1001
    1  DialEnd       -               -> PJSIP/1001-1 DialStatus=ANSWER
    2  Newchannel    PJSIP/carrier-2 of=PJSIP/carrier-2 State=Down AccountCode=170
    2  DialBegin     -               -> PJSIP/carrier-2 DialString=13800000001@carrier
    4  DialEnd       -               -> PJSIP/carrier-2 DialStatus=ANSWER
    4  BridgeEnter   PJSIP/1001-1    Bridge=b1
    4  BridgeEnter   PJSIP/carrier-2 Bridge=b1
    9  HangupRequest PJSIP/carrier-2
    9  Hangup        PJSIP/carrier-2
    9  Hangup        PJSIP/1001-1
    `);
    const task = foldTask(events.filter(isTaskEvent));
    assert.deepEqual([task.taskType, task.caller, task.called], ["1", "1001", "13800000001"]);
    assert.deepEqual([task.state, task.reasonCode], [3, 0]);
    assert.equal(task.endedAt - task.customer.talkingAt, 5000);
    const [, own] = [...callsOf(events)].find(([id]) => id === "PJSIP/carrier-2") ?? [];
    assert.deepEqual(own === undefined ? [] : storyOf(own), [
      "external 13800000001: 4 - 4 9 reason 15",
      "agent 1001: 4 4 4 9 reason 15",
      "ended by customer",
    ]);
  }
});

test("a caller who has had the older Linkedid of an agent whose phone stays up keeps the call when moving on", () => {
  const { events, meaning } = runAmiTrace(`
    0  Newchannel       PJSIP/1001-9  State=Ring Context=login
    1  Newchannel       PJSIP/trunk-1 of=PJSIP/trunk-1 State=Ring Context=from-trunk Exten=88880001
    2  BridgeEnter      PJSIP/1001-9  Bridge=b1
    2  BridgeEnter      PJSIP/trunk-1 Bridge=b1 Linkedid=PJSIP/1001-9
    4  BlindTransfer    -             Result=Success Transferer=PJSIP/1001-9 Transferee=PJSIP/trunk-1
    4  BridgeLeave      PJSIP/trunk-1 Bridge=b1
    4  BridgeLeave      PJSIP/1001-9  Bridge=b1
    4  QueueCallerJoin  PJSIP/trunk-1 Queue=sales
    5  Newchannel       PJSIP/1005-2  of=PJSIP/1001-9 State=Down
    5  DialBegin        PJSIP/trunk-1 -> PJSIP/1005-2
    6  Newchannel       PJSIP/trunk-3 of=PJSIP/trunk-3 State=Ring Context=from-trunk Exten=88880001
    7  BridgeEnter      PJSIP/1001-9  Bridge=b2
    7  BridgeEnter      PJSIP/trunk-3 Bridge=b2 Linkedid=PJSIP/1001-9
    8  DialEnd          PJSIP/trunk-1 -> PJSIP/1005-2 DialStatus=NOANSWER
    8  Hangup           PJSIP/1005-2  Cause=19
    9  Newchannel       PJSIP/1005-4  of=PJSIP/1001-9 State=Down
    9  DialBegin        PJSIP/trunk-1 -> PJSIP/1005-4
    10 DialEnd          PJSIP/trunk-1 -> PJSIP/1005-4 DialStatus=ANSWER
    10 BridgeEnter      PJSIP/1005-4  Bridge=b3
    10 BridgeEnter      PJSIP/trunk-1 Bridge=b3
    12 HangupRequest    PJSIP/trunk-1
    12 Hangup           PJSIP/1005-4
    12 Hangup           PJSIP/trunk-1
    14 HangupRequest    PJSIP/trunk-3
    14 Hangup           PJSIP/trunk-3
  `);
  assert.deepEqual([...meaning.skipped], []);
  assert.equal(meaning.openCalls, 0);
  assert.deepEqual(
    [...storiesOf(events).values()],
    [
      [
        "agent 1001: 2 2 2 4 reason 17",
        "queue 1: 4 - - 10 reason 0",
        "agent 1005: 5 5 - 8 reason 5",
        "agent 1005: 9 9 10 12 reason 15",
        "ended by customer",
      ],
      ["agent 1001: 7 7 7 14 reason 15", "ended by customer"],
    ],
  );
});
