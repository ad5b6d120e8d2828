// Transfers, consultations and what follows a conversation, as Asterisk tells of them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { callsOf, eventLines, storyOf } from "../call-story.ts";
import { callOfAmiTrace, eventsOfAmiTrace } from "./ami-trace.ts";

/** A caller who talks with agent 1001 from second 2 on, out of the queue "sales". */
const talking = `
    0  Newchannel      PJSIP/trunk-1 State=Ring Context=from-trunk Exten=88880001
    1  Newexten        PJSIP/trunk-1 Application=Queue AppData=sales Exten=1
    1  QueueCallerJoin PJSIP/trunk-1 Queue=sales
    1  Newchannel      PJSIP/1001-2  State=Down
    1  DialBegin       PJSIP/trunk-1 -> PJSIP/1001-2
    2  DialEnd         PJSIP/trunk-1 -> PJSIP/1001-2 DialStatus=ANSWER
    2  BridgeEnter     PJSIP/1001-2  Bridge=b1
    2  BridgeEnter     PJSIP/trunk-1 Bridge=b1
`;
const talkingLegs = (end: string) => ["queue 1: 1 - - 2 reason 0", `agent 1001: 1 1 2 ${end}`];

test("a blind transfer to an agent ends the leg at the transfer and rings the other", () => {
  const call = callOfAmiTrace(`${talking}
    5  BridgeLeave   PJSIP/trunk-1 Bridge=b1
    5  BlindTransfer -             Result=Success Transferer=PJSIP/1001-2 Transferee=PJSIP/trunk-1 Extension=1005
    5  BridgeLeave   PJSIP/1001-2  Bridge=b1
    5  Hangup        PJSIP/1001-2  Cause=16
    6  Newchannel    PJSIP/1005-3  State=Down
    6  DialBegin     PJSIP/trunk-1 -> PJSIP/1005-3
    8  DialEnd       PJSIP/trunk-1 -> PJSIP/1005-3 DialStatus=ANSWER
    8  BridgeEnter   PJSIP/1005-3  Bridge=b2
    8  BridgeEnter   PJSIP/trunk-1 Bridge=b2
    12 HangupRequest PJSIP/1005-3
    12 Hangup        PJSIP/1005-3
    12 Hangup        PJSIP/trunk-1
  `);
  assert.deepEqual(storyOf(call), [
    ...talkingLegs("5 reason 17"),
    "agent 1005: 5 6 8 12 reason 16",
    "ended by agent",
  ]);
});

test("a blind transfer to a queue waits again, told by the queue alone", () => {
  const events = eventsOfAmiTrace(`${talking}
    5  BlindTransfer   -             Result=Success Transferer=PJSIP/1001-2 Transferee=PJSIP/trunk-1 Extension=8500
    5  BridgeLeave     PJSIP/1001-2  Bridge=b1
    5  Newexten        PJSIP/trunk-1 Application=Queue AppData=sales Exten=8500
    5  Hangup          PJSIP/1001-2
    5  BridgeLeave     PJSIP/trunk-1 Bridge=b1
    5  QueueCallerJoin PJSIP/trunk-1 Queue=support
  `);
  assert.deepEqual(eventLines(events).slice(4), [
    '5 transferred to={"kind":"queue","skillId":2} agentId=1001',
  ]);
});

test("a failed transfer changes nothing", () => {
  const call = callOfAmiTrace(`${talking}
    5  BlindTransfer    - Result=Fail Transferer=PJSIP/1001-2 Transferee=PJSIP/trunk-1 Extension=99
    5  AttendedTransfer - Result=Fail OrigTransferer=PJSIP/1001-2 SecondTransferer=PJSIP/1001-2
  `);
  assert.deepEqual(storyOf(call), [...talkingLegs("- reason 0"), "open"]);
});

test("a transfer to an outside number ends with the outside party's answer", () => {
  const call = callOfAmiTrace(`${talking}
    5  BlindTransfer -                Result=Success Transferer=PJSIP/1001-2 Transferee=PJSIP/trunk-1
    5  BridgeLeave   PJSIP/trunk-1    Bridge=b1
    5  Hangup        PJSIP/1001-2
    5  Newchannel    PJSIP/carrier-3  State=Down Context=from-trunk
    5  DialBegin     PJSIP/trunk-1    -> PJSIP/carrier-3 DialString=13612345678@carrier
    7  BridgeEnter   PJSIP/carrier-3  Bridge=b2
    7  BridgeEnter   PJSIP/trunk-1    Bridge=b2
    9  HangupRequest PJSIP/trunk-1
    9  Hangup        PJSIP/trunk-1
  `);
  assert.deepEqual(storyOf(call), [
    ...talkingLegs("5 reason 17"),
    "external 13612345678: 5 - 7 9 reason 15",
    "ended by customer",
  ]);
});

test("an outside number that is busy gives the caller back to the IVR", () => {
  const events = eventsOfAmiTrace(`
    0  Newchannel    PJSIP/trunk-1   State=Ring Context=from-trunk Exten=88880001
    1  Newchannel    PJSIP/carrier-3 State=Down
    1  DialBegin     PJSIP/trunk-1   -> PJSIP/carrier-3 DialString=13612345678@carrier
    2  DialEnd       PJSIP/trunk-1   -> PJSIP/carrier-3 DialStatus=BUSY
    2  Newexten      PJSIP/trunk-1   Application=Playback AppData=busy
  `);
  assert.deepEqual(eventLines(events).slice(1), [
    '1 transferred to={"kind":"external","number":"13612345678"}',
    "2 ivrEntered leaveReason=20",
  ]);
});

test("after the agent hangs up the dialplan may go on: a survey is no transfer", () => {
  const call = callOfAmiTrace(`${talking}
    5   HangupRequest PJSIP/1001-2
    5   BridgeLeave   PJSIP/1001-2  Bridge=b1
    5   BridgeLeave   PJSIP/trunk-1 Bridge=b1
    5   VarSet        PJSIP/trunk-1 Variable=QUEUESTATUS Value=CONTINUE
    5   Hangup        PJSIP/1001-2
    5.1 Newexten      PJSIP/trunk-1 Application=Read Context=survey
    9   HangupRequest PJSIP/trunk-1
    9   Hangup        PJSIP/trunk-1
  `);
  assert.deepEqual(storyOf(call), [
    ...talkingLegs("5 reason 16"),
    "ivr 2: 5 - - 9 reason 15",
    "ended by customer",
  ]);
});

test("an agent sends the caller to an IVR flow", () => {
  const events = eventsOfAmiTrace(`${talking}
    5   BlindTransfer -             Result=Success Transferer=PJSIP/1001-2 Transferee=PJSIP/trunk-1
    5   BridgeLeave   PJSIP/trunk-1 Bridge=b1
    5   Hangup        PJSIP/1001-2
    5.1 Newexten      PJSIP/trunk-1 Application=Read Context=survey
  `);
  assert.equal(
    eventLines(events).at(-1),
    '5 transferred to={"kind":"ivr","flowId":2} agentId=1001',
  );
});

const consulting = `${talking}
    3  Hold        PJSIP/1001-2
    3  Newchannel  Local/1005@a-1;1 State=Down
    3  Newchannel  Local/1005@a-1;2 State=Ring
    3  Newchannel  PJSIP/1005-3     State=Down
    3  BridgeEnter Local/1005@a-1;1 Bridge=b2
    3  BridgeEnter PJSIP/1001-2     Bridge=b2
    3  DialBegin   Local/1005@a-1;2 -> PJSIP/1005-3
`;

test("a consultation that nobody answers leaves the caller with the first agent", () => {
  const call = callOfAmiTrace(`${consulting}
    6  DialEnd     Local/1005@a-1;2 -> PJSIP/1005-3 DialStatus=CANCEL
    6  Hangup      PJSIP/1005-3
    6  Unhold      PJSIP/1001-2
    6  BridgeEnter PJSIP/1001-2     Bridge=b1
  `);
  assert.deepEqual(storyOf(call), [
    ...talkingLegs("- reason 0"),
    "agent 1005: 3 3 - 6 reason 5",
    "open",
  ]);
  assert.equal(call.legs[1]?.holdMs, 3000);
});

/** The agent has brought caller and consulted agent together in second 6. */
const three = `${consulting}
    5  BridgeEnter   PJSIP/1005-3     Bridge=b3
    5  BridgeEnter   Local/1005@a-1;2 Bridge=b3
    6  Unhold        PJSIP/1001-2
    6  BridgeEnter   PJSIP/1001-2     Bridge=b1
    6  BridgeEnter   Local/1005@a-1;1 Bridge=b1
`;

test("three talk, and the one who leaves is told, without the call being over", () => {
  const call = callOfAmiTrace(`${three}
    8  HangupRequest PJSIP/1001-2
    8  BridgeLeave   PJSIP/1001-2     Bridge=b1
    8  Hangup        PJSIP/1001-2
    11 HangupRequest PJSIP/trunk-1
    11 Hangup        PJSIP/trunk-1
  `);
  assert.deepEqual(storyOf(call), [
    ...talkingLegs("8 reason 16"),
    "agent 1005: 3 3 5 11 reason 15",
    "ended by customer",
  ]);
});

test("an agent who makes three of a consultation stays in the call", () => {
  const call = callOfAmiTrace(`${three}
    6  AttendedTransfer -                Result=Success OrigTransferer=PJSIP/1001-2 SecondTransferer=PJSIP/1001-2 DestType=Threeway
    9  HangupRequest    PJSIP/1001-2
    9  BridgeLeave      PJSIP/1001-2     Bridge=b1
    9  Hangup           PJSIP/1001-2
  `);
  assert.deepEqual(storyOf(call), [
    ...talkingLegs("9 reason 16"),
    "agent 1005: 3 3 5 - reason 0",
    "open",
  ]);
});

/** As phones do it: the consultation is a call of its own, that agent 1001 begins. */
const consultingApart = `${talking}
    3  Hold        PJSIP/1001-2
    3  Newchannel  PJSIP/1001-3 State=Ring Context=from-agent Exten=1005 CallerIDNum=1001 of=PJSIP/1001-3
    3  Newchannel  PJSIP/1005-4 State=Down of=PJSIP/1001-3
    3  DialBegin   PJSIP/1001-3 -> PJSIP/1005-4 DialString=1005
    5  DialEnd     PJSIP/1001-3 -> PJSIP/1005-4 DialStatus=ANSWER
    5  BridgeEnter PJSIP/1005-4 Bridge=b2
    5  BridgeEnter PJSIP/1001-3 Bridge=b2
`;

test("a phone that consults in a call of its own hands over, and that call is over", () => {
  const calls = callsOf(
    eventsOfAmiTrace(`${consultingApart}
    8  BridgeLeave      PJSIP/1001-3  Bridge=b2
    8  AttendedTransfer -             Result=Success OrigTransferer=PJSIP/1001-2 SecondTransferer=PJSIP/1001-3
    8  BridgeLeave      PJSIP/1001-2  Bridge=b1
    8  BridgeEnter      PJSIP/1005-4  Bridge=b1
    8  Hangup           PJSIP/1001-2
    8  Hangup           PJSIP/1001-3
    12 HangupRequest    PJSIP/1005-4
    12 BridgeLeave      PJSIP/1005-4  Bridge=b1
    12 BridgeLeave      PJSIP/trunk-1 Bridge=b1
    12 Hangup           PJSIP/1005-4
    12 Hangup           PJSIP/trunk-1
  `),
  );
  const [first, second] = [...calls.values()].map(storyOf);
  assert.deepEqual(first, [
    ...talkingLegs("8 reason 17"),
    "agent 1005: 8 8 8 12 reason 16",
    "ended by agent",
  ]);
  assert.deepEqual(second, ["agent 1005: 3 3 5 8 reason 16", "ended by agent"]);
});

test("an agent who consults outside hands the caller over to that number", () => {
  const calls = callsOf(
    eventsOfAmiTrace(`${talking}
    3  Newchannel       PJSIP/1001-3    State=Ring Context=from-agent Exten=913612345678 CallerIDNum=1001 of=PJSIP/1001-3
    3  Newchannel       PJSIP/carrier-4 State=Down of=PJSIP/1001-3
    3  DialBegin        PJSIP/1001-3    -> PJSIP/carrier-4 DialString=13612345678@carrier
    5  DialEnd          PJSIP/1001-3    -> PJSIP/carrier-4 DialStatus=ANSWER
    5  BridgeEnter      PJSIP/carrier-4 Bridge=b2
    5  BridgeEnter      PJSIP/1001-3    Bridge=b2
    8  AttendedTransfer -               Result=Success OrigTransferer=PJSIP/1001-2 SecondTransferer=PJSIP/1001-3
    8  Hangup           PJSIP/1001-2
    8  Hangup           PJSIP/1001-3
    12 HangupRequest    PJSIP/trunk-1
    12 Hangup           PJSIP/trunk-1
  `),
  );
  const [first, second] = [...calls.values()].map(storyOf);
  assert.deepEqual(first, [
    ...talkingLegs("8 reason 17"),
    "external 13612345678: 8 - 8 12 reason 15",
    "ended by customer",
  ]);
  assert.deepEqual(second?.at(-1), "ended by agent");
});

test("a ring that a colleague picks up is that colleague's, and nobody has refused it", () => {
  const call = callOfAmiTrace(`
    0  Newchannel  PJSIP/trunk-1 State=Ring Context=from-trunk Exten=88880001
    1  Newchannel  PJSIP/1001-2  State=Down
    1  DialBegin   PJSIP/trunk-1 -> PJSIP/1001-2
    3  Newchannel  PJSIP/1002-3  of=PJSIP/1002-3 State=Ring Context=from-agent Exten=*8
    3  Newexten    PJSIP/1002-3  Application=Pickup
    3  Rename      PJSIP/1001-2  Newname=PJSIP/1001-2<ZOMBIE>
    3  Hangup      PJSIP/1001-2  Cause=26
    3  DialEnd     PJSIP/trunk-1 -> PJSIP/1002-3 DialStatus=ANSWER
    3  BridgeEnter PJSIP/1002-3  Bridge=b1
    3  BridgeEnter PJSIP/trunk-1 Bridge=b1
  `);
  assert.deepEqual(storyOf(call), [
    "agent 1001: 1 1 - 3 reason 13",
    "agent 1002: 3 3 3 - reason 0",
    "open",
  ]);
});

test("a ring whose channel takes the name of the colleague's who picks it up is that colleague's", () => {
  const call = callOfAmiTrace(`
    0  Newchannel  PJSIP/trunk-1 State=Ring Context=from-trunk Exten=88880001
    1  Newchannel  PJSIP/1001-2  State=Down
    1  DialBegin   PJSIP/trunk-1 -> PJSIP/1001-2
    3  Rename      PJSIP/1001-2  Newname=PJSIP/1001-2<MASQ>
    3  Rename      PJSIP/1001-2  Newname=PJSIP/1002-3
    3  BridgeEnter PJSIP/1001-2  Bridge=b1
    3  BridgeEnter PJSIP/trunk-1 Bridge=b1
  `);
  assert.deepEqual(storyOf(call), [
    "agent 1001: 1 1 - 3 reason 13",
    "agent 1002: 3 3 3 - reason 0",
    "open",
  ]);
});

test("a queue member that leads to a mobile phone is the agent's", () => {
  const call = callOfAmiTrace(`
    0  Newchannel  PJSIP/trunk-1         State=Ring Context=from-trunk Exten=88880001
    0  Newexten    PJSIP/trunk-1         Application=Queue AppData=sales
    1  Newchannel  Local/1006@mobile-1;1 State=Down
    1  Newchannel  Local/1006@mobile-1;2 State=Ring
    1  AgentCalled PJSIP/trunk-1         -> Local/1006@mobile-1;1 Interface=Local/1006@mobile/n
    1  DialBegin   PJSIP/trunk-1         -> Local/1006@mobile-1;1
    1  Newchannel  PJSIP/carrier-2       State=Down
    1  DialBegin   Local/1006@mobile-1;2 -> PJSIP/carrier-2 DialString=13900000000@carrier
    4  BridgeEnter PJSIP/carrier-2       Bridge=b1
    4  BridgeEnter Local/1006@mobile-1;2 Bridge=b1
    4  BridgeEnter Local/1006@mobile-1;1 Bridge=b2
    4  BridgeEnter PJSIP/trunk-1         Bridge=b2
  `);
  assert.deepEqual(storyOf(call), [
    "queue 1: 0 - - 4 reason 0",
    "agent 1006: 1 1 4 - reason 0",
    "open",
  ]);
});

test("channels that wait in a holding bridge do not talk with each other", () => {
  const call = callOfAmiTrace(`
    0  Newchannel  PJSIP/trunk-1 State=Ring Context=from-trunk Exten=88880001
    1  Newchannel  PJSIP/1001-2  State=Down
    1  DialBegin   PJSIP/trunk-1 -> PJSIP/1001-2
    3  BridgeEnter PJSIP/1001-2  Bridge=b1 BridgeTechnology=holding_bridge
    3  BridgeEnter PJSIP/trunk-1 Bridge=b1 BridgeTechnology=holding_bridge
  `);
  assert.deepEqual(storyOf(call), ["agent 1001: 1 1 - - reason 0", "open"]);
});
