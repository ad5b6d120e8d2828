// What FreeSWITCH does that nobody expects: each trace is cut down from the recording in fixtures/.
import assert from "node:assert/strict";
import { test } from "node:test";
import { callsOf, eventLines, storyOf } from "../call-story.ts";
import { textOf } from "./esl-event.ts";
import { eslSubscription } from "./esl-meaning.ts";
import { EslParser, defaultEslParserLimits } from "./esl-parser.ts";
import { callOfEslTrace, eventsOfEslTrace } from "./esl-trace.ts";
import { runEslTrace, traceSettings } from "./esl-trace.ts";

/** A caller in the queue "sales" from second 1 on, whom agent 1001's phone is rung for. */
const offered = `
    0    CHANNEL_CREATE      a   in  name=sofia/int/13800000001@10.0.0.9:5060 context=public to=88880001 from=13800000001
    0    CHANNEL_ANSWER      a
    1    CHANNEL_EXECUTE     a   app=callcenter data=sales@170
    1    member-queue-start  a   queue=sales@170 member=m1 session=a
    1.1  agent-offering      -   queue=sales@170 member=m1 session=a agent=1001@170
    1.1  CHANNEL_CREATE      b   out name=sofia/int/1001@10.0.0.1:5060 context=default to=1001 v:cc_side=agent v:cc_agent=1001@170 v:cc_member_session_uuid=a
    1.1  CHANNEL_PROGRESS    b
`;

const talking = `${offered}
    3    CHANNEL_ANSWER      b
    3    bridge-agent-start  b   queue=sales@170 member=m1 session=a agent=1001@170 agentUuid=b
    3.1  CHANNEL_BRIDGE      a   A=a B=b
`;
const talkingLegs = (end: string) => ["queue 1: 1 - - 3 reason 0", `agent 1001: 1.1 1.1 3 ${end}`];

test("an unknown number has a channel in FreeSWITCH: of no tenant it is no call, and is counted", () => {
  const trace = `
    0    CHANNEL_CREATE          a  in  context=public to=88889999 from=13800000032
    0    CHANNEL_HANGUP          a  cause=NO_ROUTE_DESTINATION
    0    CHANNEL_HANGUP_COMPLETE a  cause=NO_ROUTE_DESTINATION by=send_refuse
  `;
  const { events, meaning } = runEslTrace(trace);
  assert.deepEqual(events, []);
  assert.deepEqual(
    [...meaning.skipped],
    [["call to '88889999' in context 'public' of no tenant", 1]],
  );
  assert.equal(meaning.openCalls, 0);
  // A tenant that owns the context gets it, as a call that nobody was asked to take.
  const [own, other] = traceSettings.tenants;
  assert.ok(own !== undefined && other !== undefined);
  const tenants = [{ ...own, contexts: ["public"] }, other];
  const owned = eventsOfEslTrace(trace, { ...traceSettings, tenants });
  assert.deepEqual(eventLines(owned), [
    "0 arrived direction=in callerNo=13800000032 calleeNo=88889999",
    "0 ended by=system leaveReason=24 releaseCause=538",
  ]);
});

test("Terminated comes after the talk: the wait is over when the agent has the caller", () => {
  const call = callOfEslTrace(`${talking}
    8    CHANNEL_HANGUP          a  cause=NORMAL_CLEARING
    8    CHANNEL_HANGUP          b  cause=NORMAL_CLEARING
    8    CHANNEL_UNBRIDGE        a  A=a B=b Answer-State=hangup
    8    CHANNEL_HANGUP_COMPLETE b  cause=NORMAL_CLEARING by=send_bye
    8    CHANNEL_HANGUP_COMPLETE a  cause=NORMAL_CLEARING by=recv_bye
    8.1  bridge-agent-end        b  queue=sales@170 member=m1 session=a agent=1001@170 agentUuid=b Answer-State=hangup
    8.1  member-queue-end        a  queue=sales@170 member=m1 session=a end=Terminated Answer-State=hangup
  `);
  assert.deepEqual(storyOf(call), [...talkingLegs("8 reason 15"), "ended by customer"]);
});

test("members-count counts callers who talk too: nothing is made of it", () => {
  const { events, meaning } = runEslTrace(`${talking}
    3.1  members-count       -  queue=sales@170 CC-Count=1
  `);
  assert.equal(events.at(-1)?.kind, "answered");
  assert.deepEqual([...meaning.ignored], [["callcenter::info/members-count", 1]]);
});

test("CHANNEL_ANSWER of the caller is the IVR's answer: the conversation begins with the agent", () => {
  const call = callOfEslTrace(`
    0    CHANNEL_CREATE      a   in  context=public to=88880001 from=13800000001
    0    CHANNEL_EXECUTE     a   app=answer
    0.1  CHANNEL_ANSWER      a
    0.4  CHANNEL_EXECUTE     a   app=play_and_get_digits
    1.6  CHANNEL_EXECUTE     a   app=transfer data=q_1~XML~queues
    1.6  CHANNEL_EXECUTE     a   app=callcenter data=sales@170 to=q_1 context=queues
    1.6  member-queue-start  a   queue=sales@170 member=m1 session=a
    1.7  agent-offering      -   queue=sales@170 member=m1 session=a agent=1001@170
    3.7  bridge-agent-start  b   queue=sales@170 member=m1 session=a agent=1001@170 agentUuid=b
  `);
  assert.equal(call.callBegin - call.arrivedAt, 3700);
  assert.deepEqual(storyOf(call), [
    "ivr 1: 0.1 - - 1.6 reason 0",
    "queue 1: 1.6 - - 3.7 reason 0",
    "agent 1001: 1.7 1.7 3.7 - reason 0",
    "open",
  ]);
});

test("the access code is the destination of the first event: later it is the transfer's target", () => {
  const [arrived] = eventsOfEslTrace(`
    0    CHANNEL_CREATE      a   in  context=public to=88880001 from=13800000001
    1    CHANNEL_EXECUTE     a   app=callcenter to=q_1 context=queues source=1:u:bl_xfer:q_1/queues/XML
    1    member-queue-start  a   queue=sales@170 member=m1 session=a
  `);
  assert.equal(arrived?.kind === "arrived" && arrived.calleeNo, "88880001");
});

test("plain values are URL-encoded, headers repeat, JSON has another length: both give one event", () => {
  const plain = [
    "Event-Name: CHANNEL_HANGUP",
    "Caller-Caller-ID-Name: %E6%9D%8E%20%E9%9B%B7%2C%20100%25",
    "Hangup-Cause: NORMAL_CLEARING",
    "variable_rtp_local_sdp_str: v%3D0%0D%0Ao%3D-",
    "variable_DP_MATCH: ARRAY::q_1|:1",
    "Hangup-Cause: NORMAL_CLEARING",
    "variable_empty: _undef_",
    "Content-Length: 5",
    "",
    "+OK\n\n",
  ].join("\n");
  const json = JSON.stringify({
    "Event-Name": "CHANNEL_HANGUP",
    "Caller-Caller-ID-Name": "李 雷, 100%",
    "Hangup-Cause": "NORMAL_CLEARING",
    variable_rtp_local_sdp_str: "v=0\r\no=-",
    variable_DP_MATCH: ["q_1", "1"],
    variable_empty: "",
    "Content-Length": "5",
    _body: "+OK\n\n",
  });
  const read = (form: string, body: string) => {
    const head = `Content-Length: ${Buffer.byteLength(body)}\nContent-Type: text/event-${form}\n\n`;
    const [message] = new EslParser(defaultEslParserLimits).push(Buffer.from(head + body));
    assert.ok(message?.kind === "event");
    return message.event;
  };
  assert.notEqual(plain.length, json.length);
  assert.deepEqual(read("plain", plain).toRecord(), read("json", json).toRecord());
  assert.equal(textOf(read("plain", plain), "variable_DP_MATCH"), "1");
});

test("the clock steps in 20 ms: events of one instant are put in order by their sequence", () => {
  const call = callOfEslTrace(`
    0    CHANNEL_CREATE          a  in  context=public to=88880001 from=13800000001 Event-Sequence=10
    1    member-queue-start      a  queue=sales@170 member=m1 session=a Event-Sequence=11
    9    member-queue-start      a  queue=support@170 member=m2 session=a Event-Sequence=13
    9    member-queue-end        a  queue=sales@170 member=m1 session=a end=Cancel reason=TIMEOUT Event-Sequence=12
    10   CHANNEL_HANGUP_COMPLETE a  cause=NORMAL_CLEARING by=recv_bye Event-Sequence=15
    10   CHANNEL_HANGUP          a  cause=NORMAL_CLEARING Event-Sequence=14
  `);
  assert.deepEqual(storyOf(call), [
    "queue 1: 1 - - 9 reason 2",
    "queue 2: 9 - - 10 reason 15",
    "ended by customer, missed",
  ]);
});

test("the CC times are whole seconds of another clock: an event's own time counts", () => {
  const call = callOfEslTrace(`${offered}
    3.02 bridge-agent-start  b   queue=sales@170 member=m1 session=a agent=1001@170 agentUuid=b CC-Agent-Answered-Time=1795235377 CC-Member-Joined-Time=1795235375
  `);
  assert.deepEqual(storyOf(call), [
    "queue 1: 1 - - 3.02 reason 0",
    "agent 1001: 1.1 1.1 3.02 - reason 0",
    "open",
  ]);
});

test("the next queue begins before the last one and its agent end: queues are told apart by member", () => {
  const call = callOfEslTrace(`${talking}
    6    CHANNEL_HANGUP          b  cause=NORMAL_CLEARING v:endpoint_disposition=BLIND_TRANSFER
    6    CHANNEL_UNBRIDGE        a  A=a B=b to=8500 context=queues source=1:u:bl_xfer:8500/queues/XML
    6    CHANNEL_EXECUTE         a  app=callcenter data=support@170
    6    member-queue-start      a  queue=support@170 member=m2 session=a
    6    CHANNEL_HANGUP_COMPLETE b  cause=NORMAL_CLEARING by=send_bye
    6    bridge-agent-end        b  queue=sales@170 member=m1 session=a agent=1001@170 agentUuid=b Answer-State=hangup
    6    member-queue-end        a  queue=sales@170 member=m1 session=a end=Terminated
    6.1  agent-offering          -  queue=support@170 member=m2 session=a agent=1002@170
    7    bridge-agent-start      c  queue=support@170 member=m2 session=a agent=1002@170 agentUuid=c
    9    CHANNEL_HANGUP          a  cause=NORMAL_CLEARING
    9    CHANNEL_HANGUP_COMPLETE a  cause=NORMAL_CLEARING by=recv_bye
  `);
  assert.deepEqual(storyOf(call), [
    ...talkingLegs("6 reason 17"),
    "queue 2: 6 - - 7 reason 0",
    "agent 1002: 6.1 6.1 7 9 reason 15",
    "ended by customer",
  ]);
});

test("time-outs are not those of the configuration: only recorded times count", () => {
  const call = callOfEslTrace(`
    0    CHANNEL_CREATE          a  in  context=public to=88880001 from=13800000007
    0    CHANNEL_ANSWER          a
    0    member-queue-start      a  queue=sales@170 member=m1 session=a
    6    member-queue-end        a  queue=sales@170 member=m1 session=a end=Cancel reason=NO_AGENT_TIMEOUT
    6    CHANNEL_EXECUTE         a  app=playback data=tone_stream://%(1000,0,660)
    7    CHANNEL_HANGUP          a  cause=NORMAL_CLEARING
    7    CHANNEL_HANGUP_COMPLETE a  cause=NORMAL_CLEARING by=send_bye
  `);
  assert.deepEqual(storyOf(call), [
    "queue 1: 0 - - 6 reason 3",
    "ivr 1: 6 - - 7 reason 0",
    "ended by system, missed",
  ]);
});

test("events are big: only those that are needed are asked for, never all", () => {
  assert.equal(
    eslSubscription,
    "CHANNEL_CREATE CHANNEL_UUID CHANNEL_PROGRESS CHANNEL_PROGRESS_MEDIA CHANNEL_ANSWER " +
      "CHANNEL_EXECUTE CHANNEL_BRIDGE CHANNEL_UNBRIDGE CHANNEL_HOLD CHANNEL_UNHOLD CHANNEL_HANGUP " +
      "CHANNEL_HANGUP_COMPLETE BACKGROUND_JOB CUSTOM callcenter::info",
  );
});

test("offers and failed rings carry no variables: their call is found by the member's session", () => {
  const events = eventsOfEslTrace(`${offered}
    8    CHANNEL_HANGUP          b  cause=ALLOTTED_TIMEOUT
    8    CHANNEL_HANGUP_COMPLETE b  cause=ALLOTTED_TIMEOUT by=send_cancel
    8.1  bridge-agent-fail       -  queue=sales@170 member=m1 session=a agent=1001@170 failed=ALLOTTED_TIMEOUT
  `);
  assert.deepEqual(eventLines(events).slice(2), [
    "1.1 offered agentId=1001",
    "8.1 unanswered agentId=1001 reason=noAnswer",
  ]);
});

test("a caller who hangs up on hold is taken off hold by FreeSWITCH afterwards", () => {
  const call = callOfEslTrace(`${talking}
    5    CHANNEL_HOLD            b
    5.2  CHANNEL_EXECUTE         a  app=playback data=local_stream://moh
    8    CHANNEL_HANGUP          a  cause=NORMAL_CLEARING
    8    CHANNEL_UNHOLD          b
    8    CHANNEL_HANGUP          b  cause=NORMAL_CLEARING
    8    CHANNEL_HANGUP_COMPLETE a  cause=NORMAL_CLEARING by=recv_bye
  `);
  assert.deepEqual(storyOf(call), [...talkingLegs("8 reason 15"), "ended by customer"]);
  assert.equal(call.legs[1]?.holdMs, 3000);
});

test("an announcement to a caller who waits is a playback too, and no IVR", () => {
  const call = callOfEslTrace(`${offered}
    2    CHANNEL_EXECUTE     a  app=playback data=you-are-number-two.wav
    3    bridge-agent-start  b  queue=sales@170 member=m1 session=a agent=1001@170 agentUuid=b
  `);
  assert.deepEqual(storyOf(call), [...talkingLegs("- reason 0"), "open"]);
});

test("music on hold is a playback to the caller, and no IVR", () => {
  const kinds = eventsOfEslTrace(`${talking}
    5    CHANNEL_HOLD            b
    5.2  CHANNEL_EXECUTE         a  app=playback data=local_stream://moh
    7    CHANNEL_UNHOLD          b
  `).map((event) => event.kind);
  assert.deepEqual(kinds.slice(-2), ["held", "resumed"]);
});

test("a caller who gives up while a phone rings has not been refused by its agent", () => {
  const call = callOfEslTrace(`${offered}
    4    CHANNEL_HANGUP          a  cause=NORMAL_CLEARING
    4    CHANNEL_HANGUP          b  cause=ORIGINATOR_CANCEL
    4    member-queue-end        a  queue=sales@170 member=m1 session=a end=Cancel reason=BREAK_OUT Answer-State=hangup
    4    CHANNEL_HANGUP_COMPLETE b  cause=ORIGINATOR_CANCEL by=send_cancel
    4    CHANNEL_HANGUP_COMPLETE a  cause=NORMAL_CLEARING by=recv_bye
    4    bridge-agent-fail       -  queue=sales@170 member=m1 session=a agent=1001@170 failed=ORIGINATOR_CANCEL
  `);
  assert.deepEqual(storyOf(call), [
    "queue 1: 1 - - 4 reason 15",
    "agent 1001: 1.1 1.1 - 4 reason 15",
    "ended by customer, missed",
  ]);
  assert.equal(call.legs[1]?.unanswered, "cancelled");
});

test("Channel-Call-UUID is that of the member on an agent's hangup: legs are joined without it", () => {
  const calls = callsOf(
    eventsOfEslTrace(`${talking}
    8    CHANNEL_HANGUP          b  cause=NORMAL_CLEARING Channel-Call-UUID=a
    8    CHANNEL_HANGUP_COMPLETE b  cause=NORMAL_CLEARING by=recv_bye Channel-Call-UUID=b
    8    CHANNEL_UNBRIDGE        a  A=a B=b
    8    CHANNEL_HANGUP          a  cause=NORMAL_CLEARING
    8    CHANNEL_HANGUP_COMPLETE a  cause=NORMAL_CLEARING by=send_bye
  `),
  );
  assert.deepEqual([...calls.keys()], ["a"]);
  assert.deepEqual([...calls.values()].map(storyOf), [
    [...talkingLegs("8 reason 16"), "ended by agent"],
  ]);
});

test("accountcode comes after the first event: what came before is told once it is there", () => {
  const events = eventsOfEslTrace(`
    0    CHANNEL_CREATE     a  in  context=public to=99990000 from=13800000001
    0    CHANNEL_EXECUTE    a  app=set data=accountcode=170
    0.1  CHANNEL_ANSWER     a  v:accountcode=170
    0.5  CHANNEL_EXECUTE    a  app=playback
  `);
  assert.deepEqual(eventLines(events), [
    "0 arrived direction=in callerNo=13800000001 calleeNo=99990000",
    "0.1 ivrEntered",
  ]);
});

test("a user has two phones registered: one that refuses is no refusal while the other rings", () => {
  const call = callOfEslTrace(`
    0    CHANNEL_CREATE           a  in  context=public to=88880001 from=13800000001
    1    CHANNEL_CREATE           b  out name=sofia/int/1001@10.0.0.1:5060 context=default to=1001 for=a
    1    CHANNEL_CREATE           c  out name=sofia/int/1001@10.0.0.2:5060 context=default to=1001 for=a
    2    CHANNEL_HANGUP           c  cause=USER_BUSY
    2    CHANNEL_HANGUP_COMPLETE  c  cause=USER_BUSY by=recv_refuse
    3    CHANNEL_ANSWER           b
    3    CHANNEL_BRIDGE           a  A=a B=b
    9    CHANNEL_HANGUP           a  cause=NORMAL_CLEARING
    9    CHANNEL_HANGUP_COMPLETE  a  cause=NORMAL_CLEARING by=recv_bye
  `);
  assert.deepEqual(storyOf(call), ["agent 1001: 1 1 3 9 reason 15", "ended by customer"]);
});

test("of an agent whom the settings name by the phone alone, the phone tells of the queue's rings", () => {
  const call = callOfEslTrace(`
    0    CHANNEL_CREATE      a   in  context=public to=88880001 from=13800000001
    1    member-queue-start  a   queue=sales@170 member=m1 session=a
    2    agent-offering      -   queue=sales@170 member=m1 session=a agent=1005@170
    2    CHANNEL_CREATE      b   out name=sofia/int/1005@10.0.0.5:5060 to=1005 v:cc_side=agent v:cc_agent=1005@170 v:cc_member_session_uuid=a
    6    CHANNEL_HANGUP          b  cause=USER_BUSY
    6    CHANNEL_HANGUP_COMPLETE b  cause=USER_BUSY by=recv_refuse
    6    bridge-agent-fail   -   queue=sales@170 member=m1 session=a agent=1005@170 failed=USER_BUSY
  `);
  assert.deepEqual(storyOf(call), [
    "queue 1: 1 - - - reason 0",
    "agent 1005: 2 2 - 6 reason 20",
    "open",
  ]);
});
