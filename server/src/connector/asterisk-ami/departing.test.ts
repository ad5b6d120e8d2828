// Callers who have left an agent or a queue, and when they are taken to be with the PBX itself.
import assert from "node:assert/strict";
import { test } from "node:test";
import { callsOf, eventLines, storyOf } from "../call-story.ts";
import { callOfAmiTrace, eventsOfAmiTrace, talking } from "./ami-trace.ts";

test("who left before the clock was set back is waited for no longer than anybody else", () => {
  const events = eventsOfAmiTrace(`
    1   Newchannel         PJSIP/trunk-1 State=Ring Context=from-trunk Exten=88880001
    2   QueueCallerJoin    PJSIP/trunk-1 Queue=sales
    100 QueueCallerAbandon PJSIP/trunk-1 Queue=sales
    100 QueueCallerLeave   PJSIP/trunk-1 Queue=sales
    50  Newchannel         PJSIP/trunk-2 State=Ring Context=from-trunk Exten=88880001 of=PJSIP/trunk-2
    53  Newchannel         PJSIP/trunk-3 State=Ring Context=from-trunk Exten=88880001 of=PJSIP/trunk-3
  `);
  assert.deepEqual(eventLines(events).slice(2), [
    "50 arrived direction=in callerNo= calleeNo=88880001",
    "100 ivrEntered leaveReason=2",
    "53 arrived direction=in callerNo= calleeNo=88880001",
  ]);
});

test("what the dialplan does after the hangup of a Local channel keeps no agent in the call", () => {
  const call = callOfAmiTrace(`
    0  Newchannel    PJSIP/trunk-1    State=Ring Context=from-trunk Exten=88880001
    1  Newchannel    Local/1001@a-1;1 State=Down
    1  Newchannel    Local/1001@a-1;2 State=Ring
    1  DialBegin     PJSIP/trunk-1    -> Local/1001@a-1;1
    1  Newchannel    PJSIP/1001-2     State=Down
    1  DialBegin     Local/1001@a-1;2 -> PJSIP/1001-2
    2  DialEnd       Local/1001@a-1;2 -> PJSIP/1001-2 DialStatus=ANSWER
    2  BridgeEnter   PJSIP/1001-2     Bridge=b2
    2  BridgeEnter   Local/1001@a-1;2 Bridge=b2
    2  BridgeEnter   Local/1001@a-1;1 Bridge=b1
    2  BridgeEnter   PJSIP/trunk-1    Bridge=b1
    5  BlindTransfer -                Result=Success Transferer=PJSIP/1001-2 Transferee=PJSIP/trunk-1 Extension=700
    5  BridgeLeave   PJSIP/trunk-1    Bridge=b1
    5  BridgeEnter   PJSIP/trunk-1    Bridge=lot BridgeTechnology=holding_bridge
    5  BridgeLeave   PJSIP/1001-2     Bridge=b2
    5  Hangup        PJSIP/1001-2
    5  Newexten      Local/1001@a-1;2 Exten=h Application=NoOp AppData=done
    5  Hangup        Local/1001@a-1;2
    5  Hangup        Local/1001@a-1;1
    60 HangupRequest PJSIP/trunk-1
    60 Hangup        PJSIP/trunk-1
  `);
  assert.deepEqual(storyOf(call), [
    "agent 1001: 1 1 2 5 reason 17",
    "ivr 0: 5 - - 60 reason 15",
    "ended by customer",
  ]);
});

test("a caller who is handed over to a phone that rings waits for it, however long it rings", () => {
  const handedOver = `${talking}
    3  Newchannel       PJSIP/1001-4  of=PJSIP/1001-4 State=Ring Context=from-internal Exten=1005
    3  Newchannel       PJSIP/1005-3  of=PJSIP/1001-4 State=Down
    3  DialBegin        PJSIP/1001-4  -> PJSIP/1005-3
    5  AttendedTransfer -             Result=Success OrigTransferer=PJSIP/1001-2 SecondTransferer=PJSIP/1001-4 Transferee=PJSIP/trunk-1 DestType=App
    5  BridgeLeave      PJSIP/trunk-1 Bridge=b1
    5  BridgeLeave      PJSIP/1001-2  Bridge=b1
    5  Hangup           PJSIP/1001-2
    5  Hangup           PJSIP/1001-4
    9  Newstate         PJSIP/1005-3  State=Ringing
  `;
  const storyWith = (end: string) => {
    const [call] = callsOf(eventsOfAmiTrace(handedOver + end)).values();
    return call === undefined ? [] : storyOf(call);
  };
  const answered = storyWith(`
    12 BridgeEnter      PJSIP/1005-3  Bridge=b3
    12 BridgeEnter      PJSIP/trunk-1 Bridge=b3
    20 HangupRequest    PJSIP/trunk-1
    20 Hangup           PJSIP/trunk-1
  `);
  assert.deepEqual(answered, [
    "agent 1001: 1 1 2 5 reason 17",
    "agent 1005: 5 5 12 20 reason 15",
    "ended by customer",
  ]);
  const unanswered = storyWith(`
    12 DialEnd          PJSIP/trunk-1 -> PJSIP/1005-3 DialStatus=NOANSWER
    12 Hangup           PJSIP/1005-3
    12 Newexten         PJSIP/trunk-1 Application=Playback AppData=nobody
    20 HangupRequest    PJSIP/trunk-1
    20 Hangup           PJSIP/trunk-1
  `);
  assert.deepEqual(unanswered, [
    "agent 1001: 1 1 2 5 reason 17",
    "agent 1005: 5 5 - 12 reason 5",
    "ivr 0: 12 - - 20 reason 15",
    "ended by customer",
  ]);
});

test("a caller whom the agent leaves alone in a conference is with the PBX from then on", () => {
  const call = callOfAmiTrace(`${talking}
    5  BridgeLeave   PJSIP/trunk-1 Bridge=b1
    5  BridgeLeave   PJSIP/1001-2  Bridge=b1
    5  BridgeEnter   PJSIP/1001-2  Bridge=room BridgeTechnology=softmix
    5  BridgeEnter   PJSIP/trunk-1 Bridge=room BridgeTechnology=softmix
    9  HangupRequest PJSIP/1001-2
    9  BridgeLeave   PJSIP/1001-2  Bridge=room
    9  Hangup        PJSIP/1001-2
    60 HangupRequest PJSIP/trunk-1
    60 Hangup        PJSIP/trunk-1
  `);
  assert.deepEqual(storyOf(call), [
    "agent 1001: 1 1 2 9 reason 16",
    "ivr 0: 9 - - 60 reason 15",
    "ended by customer",
  ]);
});

test("an agent who leaves a conversation of three leaves the caller with the party outside", () => {
  const call = callOfAmiTrace(`${talking}
    3  Newchannel    PJSIP/carrier-3 State=Down
    3  DialBegin     PJSIP/1001-2    -> PJSIP/carrier-3 DialString=13612345678@carrier
    4  DialEnd       PJSIP/1001-2    -> PJSIP/carrier-3 DialStatus=ANSWER
    4  BridgeEnter   PJSIP/carrier-3 Bridge=b1
    8  HangupRequest PJSIP/1001-2
    8  BridgeLeave   PJSIP/1001-2    Bridge=b1
    8  Hangup        PJSIP/1001-2
    22 HangupRequest PJSIP/carrier-3
    22 Hangup        PJSIP/carrier-3
    22 BridgeLeave   PJSIP/trunk-1   Bridge=b1
    22 Hangup        PJSIP/trunk-1
  `);
  assert.deepEqual(storyOf(call), [
    "agent 1001: 1 1 2 8 reason 16",
    "external 13612345678: 8 - 8 22 reason 16",
    "ended by agent",
  ]);
});

/** Of the features of Asterisk: the agent consults by a Local channel, and does not wait for the answer. */
const consulted = `${talking}
    3  Newchannel    Local/1005@a-1;1 State=Down
    3  Newchannel    Local/1005@a-1;2 State=Ring
    3  Newchannel    PJSIP/1005-3     State=Down
    3  BridgeLeave   PJSIP/1001-2     Bridge=b1
    3  BridgeEnter   Local/1005@a-1;1 Bridge=b2
    3  BridgeEnter   PJSIP/1001-2     Bridge=b2
    3  DialBegin     Local/1005@a-1;2 -> PJSIP/1005-3
    5  HangupRequest PJSIP/1001-2
    5  BridgeLeave   PJSIP/1001-2     Bridge=b2
    5  Hangup        PJSIP/1001-2
`;

test("an agent who leaves while the phone of the one consulted rings has the caller no more", () => {
  for (const seconds of [6, 9]) {
    const call = callOfAmiTrace(`${consulted}
    ${seconds}  BridgeEnter   PJSIP/1005-3     Bridge=b3
    ${seconds}  BridgeEnter   Local/1005@a-1;2 Bridge=b3
    ${seconds}  BridgeEnter   Local/1005@a-1;1 Bridge=b1
    12 HangupRequest PJSIP/trunk-1
    12 Hangup        PJSIP/trunk-1
    `);
    assert.deepEqual(storyOf(call), [
      "agent 1001: 1 1 2 5 reason 16",
      `agent 1005: 3 3 ${seconds} 12 reason 15`,
      "ended by customer",
    ]);
  }
});

test("an agent who comes along with the caller has talked until hanging up", () => {
  const call = callOfAmiTrace(`${talking}
    5   BridgeLeave   PJSIP/trunk-1 Bridge=b1
    5   BridgeLeave   PJSIP/1001-2  Bridge=b1
    5   Newexten      PJSIP/trunk-1 Application=MeetMe AppData=9
    5   Newexten      PJSIP/1001-2  Application=MeetMe AppData=9
    600 HangupRequest PJSIP/1001-2
    600 Hangup        PJSIP/1001-2
    660 HangupRequest PJSIP/trunk-1
    660 Hangup        PJSIP/trunk-1
  `);
  assert.deepEqual(storyOf(call), [
    "agent 1001: 1 1 2 600 reason 16",
    "ivr 0: 600 - - 660 reason 15",
    "ended by customer",
  ]);
});

test("an agent who goes on at another phone still has the caller", () => {
  const call = callOfAmiTrace(`${talking}
    5  Newchannel    PJSIP/1001-3  of=PJSIP/1001-3 State=Ring Context=from-internal Exten=900
    5  BridgeEnter   PJSIP/1001-3  Bridge=b1
    7  HangupRequest PJSIP/1001-2
    7  BridgeLeave   PJSIP/1001-2  Bridge=b1
    7  Hangup        PJSIP/1001-2
    12 Newstate      PJSIP/trunk-1 State=Up
    20 HangupRequest PJSIP/trunk-1
    20 Hangup        PJSIP/trunk-1
  `);
  assert.deepEqual(storyOf(call), ["agent 1001: 1 1 2 20 reason 15", "ended by customer"]);
});
