// Callers who have left an agent or a queue, and when they are taken to be with FreeSWITCH itself.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventLines, storiesOf, storyOf } from "../call-story.ts";
import { callOfEslTrace, eventsOfEslTrace, talking, talkingLegs } from "./esl-trace.ts";

const inConference = `${talking}
    5    CHANNEL_UNBRIDGE    a   A=a B=b to=3000 context=default source=2:u:bl_xfer:3000/default/XML
    5    CHANNEL_EXECUTE     a   app=conference data=room
    5    CHANNEL_EXECUTE     b   app=conference data=room
    600  CHANNEL_HANGUP          b  cause=NORMAL_CLEARING
    600  CHANNEL_HANGUP_COMPLETE b  cause=NORMAL_CLEARING by=recv_bye
`;

test("an agent who comes along into a conference has talked until hanging up", () => {
  const aloneFor = (seconds: number) =>
    storyOf(
      callOfEslTrace(`${inConference}
    ${600 + seconds} CHANNEL_HANGUP          a  cause=NORMAL_CLEARING
    ${600 + seconds} CHANNEL_HANGUP_COMPLETE a  cause=NORMAL_CLEARING by=recv_bye
    `),
    );
  assert.deepEqual(aloneFor(60), [
    ...talkingLegs("600 reason 16"),
    "ivr 0: 600 - - 660 reason 15",
    "ended by customer",
  ]);
  assert.deepEqual(aloneFor(1), [...talkingLegs("601 reason 16"), "ended by agent"]);
});

test("of two agents who come along into a conference each has talked until hanging up", () => {
  const call = callOfEslTrace(`${talking}
    3    CHANNEL_CREATE      c   out name=sofia/int/1005@10.0.0.5:5060 to=1005 for=b
    4    CHANNEL_ANSWER      c
    4    CHANNEL_BRIDGE      b   A=b B=c
    5    CHANNEL_UNBRIDGE    a   A=a B=b to=3000 context=default source=2:u:bl_xfer:3000/default/XML
    5    CHANNEL_EXECUTE     a   app=conference data=room
    100  CHANNEL_HANGUP          b  cause=NORMAL_CLEARING
    100  CHANNEL_HANGUP_COMPLETE b  cause=NORMAL_CLEARING by=recv_bye
    200  CHANNEL_HANGUP          c  cause=NORMAL_CLEARING
    200  CHANNEL_HANGUP_COMPLETE c  cause=NORMAL_CLEARING by=recv_bye
    300  CHANNEL_HANGUP          a  cause=NORMAL_CLEARING
    300  CHANNEL_HANGUP_COMPLETE a  cause=NORMAL_CLEARING by=recv_bye
  `);
  assert.deepEqual(storyOf(call), [
    ...talkingLegs("100 reason 16"),
    "agent 1005: 3 3 4 200 reason 16",
    "ivr 0: 200 - - 300 reason 15",
    "ended by customer",
  ]);
});

test("a caller whose agent leaves while the phone of the one consulted rings waits for that", () => {
  const call = callOfEslTrace(`${talking}
    3    CHANNEL_HOLD        b
    3    CHANNEL_CREATE      c   out name=sofia/int/1005@10.0.0.5:5060 to=1005 for=b
    5    CHANNEL_HANGUP          b  cause=NORMAL_CLEARING
    5    CHANNEL_HANGUP_COMPLETE b  cause=NORMAL_CLEARING by=recv_bye
    5    CHANNEL_UNBRIDGE        a  A=a B=b
    9    CHANNEL_ANSWER          c
    9    CHANNEL_BRIDGE          a  A=a B=c
    12   CHANNEL_HANGUP          a  cause=NORMAL_CLEARING
    12   CHANNEL_HANGUP_COMPLETE a  cause=NORMAL_CLEARING by=recv_bye
  `);
  assert.deepEqual(storyOf(call), [
    ...talkingLegs("5 reason 16"),
    "agent 1005: 3 3 9 12 reason 15",
    "ended by customer",
  ]);
});

test("who left before the clock was set back is waited for no longer than anybody else", () => {
  const events = eventsOfEslTrace(`
    1    CHANNEL_CREATE      a  in context=public to=88880001 from=13800000001
    2    member-queue-start  a  queue=sales@170 member=m1 session=a
    100  member-queue-end    a  queue=sales@170 member=m1 session=a end=Cancel reason=TIMEOUT
    50   CHANNEL_CREATE      b  in context=public to=88880001 from=13800000002
    53   CHANNEL_CREATE      c  in context=public to=88880001 from=13800000003
  `);
  assert.deepEqual(eventLines(events).slice(2), [
    "50 arrived direction=in callerNo=13800000002 calleeNo=88880001",
    "100 ivrEntered leaveReason=2",
    "53 arrived direction=in callerNo=13800000003 calleeNo=88880001",
  ]);
});

test("a caller whom the dialplan sends back to the agent who has hung up rings there, and talks anew", () => {
  const call = callOfEslTrace(`${talking}
    5    CHANNEL_HANGUP          b  cause=NORMAL_CLEARING
    5    CHANNEL_HANGUP_COMPLETE b  cause=NORMAL_CLEARING by=recv_bye
    5    CHANNEL_UNBRIDGE        a  A=a B=b
    6    CHANNEL_CREATE          c  out name=sofia/int/1001@10.0.0.1:5060 to=1001 for=a
    8    CHANNEL_ANSWER          c
    8    CHANNEL_BRIDGE          a  A=a B=c
    9    CHANNEL_HANGUP          a  cause=NORMAL_CLEARING
    9    CHANNEL_HANGUP_COMPLETE a  cause=NORMAL_CLEARING by=recv_bye
  `);
  assert.deepEqual(storyOf(call), [
    ...talkingLegs("5 reason 16"),
    "agent 1001: 5 6 8 9 reason 15",
    "ended by customer",
  ]);
});

test("a party outside whom the caller has left has no part in how the call ends", () => {
  const call = callOfEslTrace(`
    0    CHANNEL_CREATE          a  in  context=public to=88880001 from=13800000001
    1    CHANNEL_CREATE          c  out name=sofia/ext/13612345678@10.0.0.7 to=13612345678 for=a
    2    CHANNEL_ANSWER          c
    2    CHANNEL_BRIDGE          a  A=a B=c
    4    CHANNEL_HANGUP          c  cause=NORMAL_CLEARING
    4    CHANNEL_HANGUP_COMPLETE c  cause=NORMAL_CLEARING by=recv_bye
    4    CHANNEL_UNBRIDGE        a  A=a B=c
    4    CHANNEL_EXECUTE         a  app=read
    9    CHANNEL_HANGUP          a  cause=NORMAL_CLEARING
    9    CHANNEL_HANGUP_COMPLETE a  cause=NORMAL_CLEARING by=recv_bye
  `);
  assert.equal(call.endedBy, "customer");
});

test("an agent whose phone stays up talks with one caller after the other, and the one before goes on", () => {
  const stories = storiesOf(
    eventsOfEslTrace(`
    0    CHANNEL_CREATE      d  in context=default to=login v:user_name=1005 v:domain_name=170.example.com
    0    CHANNEL_ANSWER      d
    1    CHANNEL_CREATE      a  in context=public to=88880001 from=13800000001
    2    CHANNEL_BRIDGE      a  A=a B=d
    5    CHANNEL_UNBRIDGE    a  A=a B=d to=8500 context=queues source=2:u:bl_xfer:8500/queues/XML
    5    member-queue-start  a  queue=support@170 member=m1 session=a
    6    CHANNEL_CREATE      e  in context=public to=88880001 from=13800000002
    7    CHANNEL_BRIDGE      e  A=e B=d
    `),
  );
  assert.deepEqual(Object.fromEntries(stories), {
    a: ["agent 1005: 2 - 2 5 reason 17", "queue 2: 5 - - - reason 0", "open"],
    e: ["agent 1005: 7 - 7 - reason 0", "open"],
  });
});
