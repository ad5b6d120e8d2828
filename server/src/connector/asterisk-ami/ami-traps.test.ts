// What Asterisk does that nobody expects: each trace is cut down from the recording in fixtures/.
import assert from "node:assert/strict";
import { test } from "node:test";
import { callsOf, eventLines, storyOf } from "../call-story.ts";
import { callOfAmiTrace, eventsOfAmiTrace } from "./ami-trace.ts";
import { runAmiTrace } from "./ami-trace.ts";

test("the access code is the number of the first event, not the extension of the queue's", () => {
  const call = callOfAmiTrace(`
    0     Newchannel      PJSIP/trunk-1  State=Ring Context=from-trunk Exten=88880001 CallerIDNum=13800000001
    0.1   Newstate        PJSIP/trunk-1  State=Up   Context=ivr        Exten=s
    0.6   Newexten        PJSIP/trunk-1  Application=BackGround Context=ivr Exten=s AppData=welcome
    1.6   Newexten        PJSIP/trunk-1  Application=Queue      Context=ivr Exten=1 AppData=sales,tT
    1.6   QueueCallerJoin PJSIP/trunk-1  Queue=sales            Context=ivr Exten=1
    3     HangupRequest   PJSIP/trunk-1
    3     Hangup          PJSIP/trunk-1  Cause=0
  `);
  assert.equal(call.calleeNo, "88880001");
  assert.deepEqual(storyOf(call), [
    "ivr 1: 0.1 - - 1.6 reason 0",
    "queue 1: 1.6 - - 3 reason 15",
    "ended by customer, missed",
  ]);
});

test("an abandonment at the queue's timeout leaves the caller on the line for the next queue", () => {
  const call = callOfAmiTrace(`
    0     Newchannel         PJSIP/trunk-1  State=Ring Context=from-trunk Exten=88880001
    0.5   Newexten           PJSIP/trunk-1  Application=Queue AppData=sales,tT,,,20
    0.5   QueueCallerJoin    PJSIP/trunk-1  Queue=sales
    20.5  QueueCallerAbandon PJSIP/trunk-1  Queue=sales
    20.5  QueueCallerLeave   PJSIP/trunk-1  Queue=sales
    20.5  VarSet             PJSIP/trunk-1  Variable=QUEUESTATUS Value=TIMEOUT
    20.6  Newexten           PJSIP/trunk-1  Application=Queue AppData=support
    20.6  Newchannel         PJSIP/1005-2   State=Down Context=from-agent
    20.6  DialBegin          PJSIP/trunk-1  -> PJSIP/1005-2 DialString=PJSIP/1005
    22    DialEnd            PJSIP/trunk-1  -> PJSIP/1005-2 DialStatus=ANSWER
    22    BridgeEnter        PJSIP/1005-2   Bridge=b1
    22    BridgeEnter        PJSIP/trunk-1  Bridge=b1
    29    HangupRequest      PJSIP/trunk-1
    29    Hangup             PJSIP/trunk-1
  `);
  assert.deepEqual(storyOf(call), [
    "queue 1: 0.5 - - 20.6 reason 2",
    "queue 2: 20.6 - - 22 reason 0",
    "agent 1005: 20.6 20.6 22 29 reason 15",
    "ended by customer",
  ]);
});

test("a caller who leaves the queue by a key is not told as abandoned, and is back with the IVR", () => {
  const call = callOfAmiTrace(`
    0     Newchannel       PJSIP/trunk-1  State=Ring Context=from-trunk Exten=88880001
    1     Newexten         PJSIP/trunk-1  Application=Queue AppData=sales Context=ivr Exten=1
    1     QueueCallerJoin  PJSIP/trunk-1  Queue=sales
    1     Newchannel       PJSIP/1001-2   State=Down
    1     DialBegin        PJSIP/trunk-1  -> PJSIP/1001-2
    6     DialEnd          PJSIP/trunk-1  -> PJSIP/1001-2 DialStatus=CANCEL
    6     DialEnd          PJSIP/trunk-1  -> PJSIP/1001-2 DialStatus=CANCEL
    6     Newexten         PJSIP/trunk-1  Application=Queue AppData=sales Context=queue-exit Exten=9
    6     QueueCallerLeave PJSIP/trunk-1  Queue=sales
    6     Hangup           PJSIP/1001-2   Cause=0
    6     Newexten         PJSIP/trunk-1  Application=Playback AppData=bye Context=queue-exit Exten=9
    7     Newexten         PJSIP/trunk-1  Application=Hangup   Context=queue-exit Exten=9
    7     Hangup           PJSIP/trunk-1  Cause=16
  `);
  assert.deepEqual(storyOf(call), [
    "queue 1: 1 - - 6 reason 4",
    "agent 1001: 1 1 - 6 reason 4",
    "ivr 0: 6 - - 7 reason 0",
    "ended by system, missed",
  ]);
});

test("a supervisor's redirect has no event: the agent's leg ends when the caller leaves the bridge", () => {
  const call = callOfAmiTrace(`
    0     Newchannel      PJSIP/trunk-1  State=Ring Context=from-trunk Exten=88880001
    1     Newexten        PJSIP/trunk-1  Application=Queue AppData=sales Exten=1
    1     QueueCallerJoin PJSIP/trunk-1  Queue=sales
    1     Newchannel      PJSIP/1001-2   State=Down
    1     DialBegin       PJSIP/trunk-1  -> PJSIP/1001-2
    2     BridgeEnter     PJSIP/1001-2   Bridge=b1
    2     BridgeEnter     PJSIP/trunk-1  Bridge=b1
    5     Newexten        PJSIP/trunk-1  Application=Queue AppData=sales Exten=8500
    5     BridgeLeave     PJSIP/trunk-1  Bridge=b1
    5     BridgeLeave     PJSIP/1001-2   Bridge=b1
    5     QueueCallerJoin PJSIP/trunk-1  Queue=support
    5     Hangup          PJSIP/1001-2   Cause=16
    5     Newchannel      PJSIP/1005-3   State=Down
    5     DialBegin       PJSIP/trunk-1  -> PJSIP/1005-3
    6     BridgeEnter     PJSIP/1005-3   Bridge=b2
    6     BridgeEnter     PJSIP/trunk-1  Bridge=b2
    11    HangupRequest   PJSIP/1005-3
    11    BridgeLeave     PJSIP/1005-3   Bridge=b2
    11    BridgeLeave     PJSIP/trunk-1  Bridge=b2
    11    AgentComplete   PJSIP/trunk-1  Queue=sales MemberName=1001 Reason=caller TalkTime=9
    11    Hangup          PJSIP/1005-3   Cause=16
    11    Hangup          PJSIP/trunk-1  Cause=16
  `);
  assert.deepEqual(storyOf(call), [
    "queue 1: 1 - - 2 reason 0",
    "agent 1001: 1 1 2 5 reason 17",
    "queue 2: 5 - - 6 reason 0",
    "agent 1005: 5 5 6 11 reason 16",
    "ended by agent",
  ]);
});

test("durations come from timestamps, not from the whole seconds that the queue counts", () => {
  const call = callOfAmiTrace(`
    0        Newchannel      PJSIP/trunk-1 State=Ring Context=from-trunk Exten=88880001
    0.961    Newexten        PJSIP/trunk-1 Application=Queue AppData=sales
    0.962    Newchannel      PJSIP/1001-2  State=Down
    0.963    AgentCalled     PJSIP/trunk-1 -> PJSIP/1001-2 Queue=sales Interface=PJSIP/1001
    1.984    AgentConnect    PJSIP/trunk-1 -> PJSIP/1001-2 Queue=sales Interface=PJSIP/1001 HoldTime=2 RingTime=1
    1.984    BridgeEnter     PJSIP/1001-2  Bridge=b1
    1.985    BridgeEnter     PJSIP/trunk-1 Bridge=b1
  `);
  assert.deepEqual(storyOf(call), [
    "queue 1: 0.961 - - 1.985 reason 0",
    "agent 1001: 0.963 0.963 1.985 - reason 0",
    "open",
  ]);
});

test("CEL and Cdr events tell nothing that the others do not: whole seconds, and rows that mislead", () => {
  const { events, meaning } = runAmiTrace(`
    0  CEL  -  EventName=CHAN_START Exten=88880001 Context=from-trunk UniqueID=u1 LinkedID=u1
    1  CEL  -  EventName=APP_START  Application=Queue UniqueID=u1 LinkedID=u1
    2  Cdr  -  Disposition=ANSWERED Destination=1 UniqueID=u1
  `);
  assert.deepEqual(events, []);
  assert.deepEqual(
    [...meaning.ignored],
    [
      ["CEL", 2],
      ["Cdr", 1],
    ],
  );
});

test("a ring that is cancelled twice ends once, with the call", () => {
  const events = eventsOfAmiTrace(`
    0     Newchannel    PJSIP/trunk-1 State=Ring Context=from-trunk Exten=88880001
    1     Newchannel    PJSIP/1005-2  State=Down
    1     DialBegin     PJSIP/trunk-1 -> PJSIP/1005-2
    4     HangupRequest PJSIP/trunk-1 Cause=127 TechCause=487
    4     DialEnd       PJSIP/trunk-1 -> PJSIP/1005-2 DialStatus=CANCEL
    4     DialEnd       PJSIP/trunk-1 -> PJSIP/1005-2 DialStatus=CANCEL
    4     Hangup        PJSIP/1005-2  Cause=127 TechCause=500
    4     Hangup        PJSIP/trunk-1 Cause=127 TechCause=487
  `);
  assert.deepEqual(eventLines(events), [
    "0 arrived direction=in callerNo= calleeNo=88880001",
    "1 offered agentId=1005",
    "4 ended by=customer",
  ]);
});

test("why a call ended comes from what happened: the cause of an abandoned call is 0 or 127", () => {
  const call = callOfAmiTrace(`
    0   Newchannel    PJSIP/trunk-1 State=Ring Context=from-trunk Exten=88880001
    0   Newexten      PJSIP/trunk-1 Application=Queue AppData=sales
    5   HangupRequest PJSIP/trunk-1
    5   Hangup        PJSIP/trunk-1 Cause=0 Cause-txt=Unknown
  `);
  assert.deepEqual([call.endedBy, call.leaveReason], ["customer", 15]);
});

test("an end that the dialplan made is the system's, even if the trunk's hangup request comes first", () => {
  const call = callOfAmiTrace(`
    0     Newchannel    PJSIP/trunk-1 State=Ring Context=from-trunk Exten=88880001
    0     Newchannel    PJSIP/1005-2  State=Down
    0     DialBegin     PJSIP/trunk-1 -> PJSIP/1005-2
    1     HangupRequest PJSIP/1005-2  Cause=17 TechCause=486
    1     DialEnd       PJSIP/trunk-1 -> PJSIP/1005-2 DialStatus=BUSY
    1     Newexten      PJSIP/trunk-1 Application=Busy AppData=2
    1     HangupRequest PJSIP/trunk-1 Cause=17 TechCause=486
    1     Hangup        PJSIP/trunk-1 Cause=17
  `);
  assert.deepEqual(storyOf(call), ["agent 1005: 0 0 - 1 reason 20", "ended by system, missed"]);
  assert.equal(call.leaveReason, 20);
});

test("a hold that was never begun does not end, and one that the hangup ends is counted", () => {
  const events = eventsOfAmiTrace(`
    0   Newchannel       PJSIP/trunk-1 State=Ring Context=from-trunk Exten=88880001
    0   Newchannel       PJSIP/1001-2  State=Down
    0   DialBegin        PJSIP/trunk-1 -> PJSIP/1001-2
    1   BridgeEnter      PJSIP/1001-2  Bridge=b1
    1   BridgeEnter      PJSIP/trunk-1 Bridge=b1
    2   Unhold           PJSIP/1001-2
    3   Hold             PJSIP/1001-2  MusicClass=default
    3   MusicOnHoldStart PJSIP/trunk-1 Class=default
    6   HangupRequest    PJSIP/trunk-1
    6   MusicOnHoldStop  PJSIP/trunk-1
    6   Hangup           PJSIP/trunk-1
  `);
  const kinds = events.map((event) => event.kind);
  assert.deepEqual(kinds, ["arrived", "offered", "answered", "held", "ended"]);
  const [call] = callsOf(events).values();
  assert.equal(call?.legs[0]?.holdMs, 3000);
});

test("a queue that is empty or full has no event of its own: the caller has queued nevertheless", () => {
  const events = eventsOfAmiTrace(`
    0     Newchannel PJSIP/trunk-1 State=Ring Context=from-trunk Exten=88880001
    1     Newexten   PJSIP/trunk-1 Application=Queue AppData=sales
    1     VarSet     PJSIP/trunk-1 Variable=QUEUESTATUS Value=JOINEMPTY
    1     Newexten   PJSIP/trunk-1 Application=Queue AppData=support
    1     VarSet     PJSIP/trunk-1 Variable=QUEUESTATUS Value=FULL
    1     Newexten   PJSIP/trunk-1 Application=Playback AppData=bye
    2     Newexten   PJSIP/trunk-1 Application=Hangup
    2     Hangup     PJSIP/trunk-1 Cause=16
  `);
  assert.deepEqual(eventLines(events).slice(1), [
    "1 queued skillId=1 skillName=sales",
    "1 queued skillId=2 skillName=support leaveReason=3",
    "1 ivrEntered leaveReason=1",
    "2 ended by=system",
  ]);
  const [call] = callsOf(events).values();
  assert.equal(call === undefined ? "" : storyOf(call).at(-1), "ended by system, missed");
});

test("a queue member behind a Local channel is one agent, though four channels exist", () => {
  const call = callOfAmiTrace(`
    0     Newchannel    PJSIP/trunk-1           State=Ring Context=from-trunk Exten=88880001
    1     Newexten      PJSIP/trunk-1           Application=Queue AppData=sales
    1     Newchannel    Local/1002@agents-1;1   State=Down
    1     Newchannel    Local/1002@agents-1;2   State=Ring
    1     AgentCalled   PJSIP/trunk-1           -> Local/1002@agents-1;1 Interface=Local/1002@agents/n
    1     DialBegin     PJSIP/trunk-1           -> Local/1002@agents-1;1
    1     Newchannel    PJSIP/1002-2            State=Down
    1     DialBegin     Local/1002@agents-1;2   -> PJSIP/1002-2
    2.5   DialEnd       Local/1002@agents-1;2   -> PJSIP/1002-2          DialStatus=ANSWER
    2.5   DialEnd       PJSIP/trunk-1           -> Local/1002@agents-1;1 DialStatus=ANSWER
    2.5   BridgeEnter   PJSIP/1002-2            Bridge=b1
    2.5   BridgeEnter   Local/1002@agents-1;1   Bridge=b2
    2.5   BridgeEnter   Local/1002@agents-1;2   Bridge=b1
    2.5   BridgeEnter   PJSIP/trunk-1           Bridge=b2
    7.5   HangupRequest PJSIP/trunk-1
    7.5   HangupRequest Local/1002@agents-1;2
    7.5   Hangup        PJSIP/trunk-1
    7.5   Hangup        Local/1002@agents-1;1
    7.5   Hangup        Local/1002@agents-1;2
    7.5   Hangup        PJSIP/1002-2
  `);
  assert.deepEqual(storyOf(call), [
    "queue 1: 1 - - 2.5 reason 0",
    "agent 1002: 1 1 2.5 7.5 reason 15",
    "ended by customer",
  ]);
});

test("an attended transfer runs over a Local channel, and the caller stays with an agent throughout", () => {
  const call = callOfAmiTrace(`
    0     Newchannel         PJSIP/trunk-1       State=Ring Context=from-trunk Exten=88880001
    1     Newexten           PJSIP/trunk-1       Application=Queue AppData=sales
    1     Newchannel         PJSIP/1001-2        State=Down
    1     DialBegin          PJSIP/trunk-1       -> PJSIP/1001-2
    2     BridgeEnter        PJSIP/1001-2        Bridge=b1
    2     BridgeEnter        PJSIP/trunk-1       Bridge=b1
    5     Hold               PJSIP/1001-2
    5.1   Newchannel         Local/1005@a-1;1    State=Down
    5.1   Newchannel         Local/1005@a-1;2    State=Ring
    5.1   BridgeEnter        Local/1005@a-1;1    Bridge=b2
    5.1   Newchannel         PJSIP/1005-3        State=Down
    5.1   BridgeLeave        PJSIP/1001-2        Bridge=b1
    5.1   BridgeEnter        PJSIP/1001-2        Bridge=b2
    5.1   DialBegin          Local/1005@a-1;2    -> PJSIP/1005-3
    6.7   DialEnd            Local/1005@a-1;2    -> PJSIP/1005-3 DialStatus=ANSWER
    6.7   BridgeEnter        PJSIP/1005-3        Bridge=b3
    6.7   BridgeEnter        Local/1005@a-1;2    Bridge=b3
    10.3  BridgeLeave        PJSIP/1001-2        Bridge=b2
    10.3  BridgeLeave        Local/1005@a-1;1    Bridge=b2
    10.3  BridgeEnter        Local/1005@a-1;1    Bridge=b1
    10.3  AttendedTransfer   -                   Result=Success OrigTransferer=PJSIP/1001-2 SecondTransferer=PJSIP/1001-2
    10.3  AgentComplete      PJSIP/trunk-1       Reason=transfer
    10.3  Hangup             PJSIP/1001-2
    10.6  BridgeLeave        PJSIP/1005-3        Bridge=b3
    10.6  BridgeLeave        Local/1005@a-1;1    Bridge=b1
    10.6  BridgeEnter        PJSIP/1005-3        Bridge=b1
    10.6  BridgeLeave        Local/1005@a-1;2    Bridge=b3
    10.6  HangupRequest      Local/1005@a-1;1
    10.6  Hangup             Local/1005@a-1;1
    10.6  Hangup             Local/1005@a-1;2
    18.4  HangupRequest      PJSIP/trunk-1
    18.4  Hangup             PJSIP/trunk-1
    18.4  Hangup             PJSIP/1005-3
  `);
  assert.deepEqual(storyOf(call), [
    "queue 1: 1 - - 2 reason 0",
    "agent 1001: 1 1 2 10.3 reason 17",
    "agent 1005: 5.1 5.1 6.7 18.4 reason 15",
    "ended by customer",
  ]);
});

test("events that come out of order by milliseconds are put in order by their timestamps", () => {
  const inOrder = `
    0       Newchannel    PJSIP/trunk-1 State=Ring Context=from-trunk Exten=88880001
    0       Newchannel    PJSIP/1001-2  State=Down
    0       DialBegin     PJSIP/trunk-1 -> PJSIP/1001-2
    1       BridgeEnter   PJSIP/1001-2  Bridge=b1
    1.0001  BridgeEnter   PJSIP/trunk-1 Bridge=b1
    4       HangupRequest PJSIP/1001-2
    4.0016  Hangup        PJSIP/1001-2
    4.002   HangupRequest PJSIP/trunk-1
    4.003   Hangup        PJSIP/trunk-1
  `;
  const lines = inOrder.trim().split("\n");
  const [hangup = "", request = ""] = [lines[8], lines[5]];
  const swapped = [...lines.slice(0, 5), ...lines.slice(6, 8), request, hangup];
  assert.deepEqual(eventsOfAmiTrace(swapped.join("\n")), eventsOfAmiTrace(inOrder));
});

test("the tenant comes from the number dialled: account code and tenant ID are set a moment later", () => {
  const [arrived] = eventsOfAmiTrace(`
    0 Newchannel PJSIP/trunk-1 State=Ring Context=from-trunk Exten=88881001 AccountCode=
  `);
  assert.deepEqual([arrived?.kind, arrived?.vdn], ["arrived", 171]);
});

test("a call to a number of no tenant waits for its account code, and keeps its time of arrival", () => {
  const events = eventsOfAmiTrace(`
    0     Newchannel     PJSIP/trunk-1 State=Ring Context=from-trunk Exten=88889000 AccountCode=
    0.1   Newexten       PJSIP/trunk-1 Application=Playback AccountCode=
    0.2   NewAccountCode PJSIP/trunk-1 AccountCode=171
  `);
  assert.deepEqual(eventLines(events), [
    "0 arrived direction=in callerNo= calleeNo=88889000",
    "0.1 ivrEntered",
  ]);
  assert.ok(events.every((event) => event.vdn === 171));
});

test("an unknown caller has an empty number", () => {
  const call = callOfAmiTrace(
    "0 Newchannel PJSIP/trunk-1 State=Ring Context=from-trunk Exten=88880001 CallerIDNum=<unknown>",
  );
  assert.equal(call.callerNo, "");
});

test("a queue says NOANSWER for a busy phone: the phone's cause tells", () => {
  const events = eventsOfAmiTrace(`
    0   Newchannel        PJSIP/trunk-1 State=Ring Context=from-trunk Exten=88880001
    0   Newexten          PJSIP/trunk-1 Application=Queue AppData=sales
    1   Newchannel        PJSIP/1001-2  State=Down
    1   DialBegin         PJSIP/trunk-1 -> PJSIP/1001-2
    1   Newstate          PJSIP/1001-2  State=Ringing
    2   HangupRequest     PJSIP/1001-2  Cause=17 TechCause=486
    2   DialEnd           PJSIP/trunk-1 -> PJSIP/1001-2 DialStatus=NOANSWER
    2   AgentRingNoAnswer PJSIP/trunk-1 -> PJSIP/1001-2 Interface=PJSIP/1001
    2   Hangup            PJSIP/1001-2  Cause=17
    3   Newchannel        PJSIP/1002-3  State=Down
    3   DialBegin         PJSIP/trunk-1 -> PJSIP/1002-3
    9   AgentRingNoAnswer PJSIP/trunk-1 -> PJSIP/1002-3 Interface=PJSIP/1002
    9   DialEnd           PJSIP/trunk-1 -> PJSIP/1002-3 DialStatus=NOANSWER
    9   DialEnd           PJSIP/trunk-1 -> PJSIP/1002-3 DialStatus=CANCEL
    9   Hangup            PJSIP/1002-3  Cause=0
  `);
  assert.deepEqual(eventLines(events).slice(2), [
    "1 offered agentId=1001",
    "2 unanswered agentId=1001 reason=busy",
    "3 offered agentId=1002",
    "9 unanswered agentId=1002 reason=unreachable",
  ]);
});

test("when all phones ring and one answers, the others stop without having been refused", () => {
  const call = callOfAmiTrace(`
    0   Newchannel  PJSIP/trunk-1 State=Ring Context=from-trunk Exten=88880001
    0   Newexten    PJSIP/trunk-1 Application=Queue AppData=sales
    1   Newchannel  PJSIP/1001-2  State=Down
    1   Newchannel  PJSIP/1002-3  State=Down
    1   DialBegin   PJSIP/trunk-1 -> PJSIP/1001-2
    1   DialBegin   PJSIP/trunk-1 -> PJSIP/1002-3
    3   Newstate    PJSIP/1002-3  State=Up
    3   DialEnd     PJSIP/trunk-1 -> PJSIP/1002-3 DialStatus=ANSWER
    3   DialEnd     PJSIP/trunk-1 -> PJSIP/1001-2 DialStatus=CANCEL
    3   Hangup      PJSIP/1001-2  Cause=26
    3.1 BridgeEnter PJSIP/1002-3  Bridge=b1
    3.1 BridgeEnter PJSIP/trunk-1 Bridge=b1
  `);
  assert.deepEqual(storyOf(call), [
    "queue 1: 0 - - 3.1 reason 0",
    "agent 1001: 1 1 - 3.1 reason 13",
    "agent 1002: 1 1 3.1 - reason 0",
    "open",
  ]);
});
