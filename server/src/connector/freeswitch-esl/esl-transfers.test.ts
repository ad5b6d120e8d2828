// Transfers, consultations and what follows a conversation, as FreeSWITCH tells of them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { callsOf, eventLines, storyOf } from "../call-story.ts";
import { callOfEslTrace, eventsOfEslTrace, talking, talkingLegs } from "./esl-trace.ts";
import { microsOfTrace, runEslTrace } from "./esl-trace.ts";

/** The agent's phone sends REFER; the caller is at the new number before the bridge has been taken down. */
const referred = (number: string) => `${talking}
    5    CHANNEL_HANGUP      b   cause=NORMAL_CLEARING v:endpoint_disposition=BLIND_TRANSFER
    5    CHANNEL_UNBRIDGE    a   A=a B=b to=${number} context=queues source=2:u:bl_xfer:${number}/queues/XML
`;

test("a REFER to an agent has no event of its own: it ends the leg and rings the other", () => {
  const call = callOfEslTrace(`${referred("1005")}
    5    CHANNEL_EXECUTE         a  app=bridge data=sofia/int/1005@10.0.0.5:5060
    5    CHANNEL_HANGUP_COMPLETE b  cause=NORMAL_CLEARING by=send_bye
    6    CHANNEL_CREATE          c  out name=sofia/int/1005@10.0.0.5:5060 to=1005 for=a
    8    CHANNEL_ANSWER          c
    8    CHANNEL_BRIDGE          a  A=a B=c
    12   CHANNEL_HANGUP          c  cause=NORMAL_CLEARING
    12   CHANNEL_HANGUP_COMPLETE c  cause=NORMAL_CLEARING by=recv_bye
    12   CHANNEL_UNBRIDGE        a  A=a B=c
    12   CHANNEL_HANGUP          a  cause=NORMAL_CLEARING
    12   CHANNEL_HANGUP_COMPLETE a  cause=NORMAL_CLEARING by=send_bye
  `);
  assert.deepEqual(storyOf(call), [
    ...talkingLegs("5 reason 17"),
    "agent 1005: 5 6 8 12 reason 16",
    "ended by agent",
  ]);
});

test("the agent who sends the caller to a queue is told; a supervisor's uuid_transfer has nobody", () => {
  const byAgent = eventsOfEslTrace(`${referred("8500")}
    5    member-queue-start  a   queue=support@170 member=m2 session=a
  `);
  assert.deepEqual(eventLines(byAgent).slice(4), [
    '5 transferred to={"kind":"queue","skillId":2} agentId=1001',
  ]);
  const bySupervisor = eventsOfEslTrace(`${talking}
    5    CHANNEL_HANGUP          b  cause=NORMAL_CLEARING
    5    CHANNEL_HANGUP_COMPLETE b  cause=NORMAL_CLEARING by=send_bye
    5    CHANNEL_UNBRIDGE        a  A=a B=b to=8500 source=2:u:bl_xfer:8500/queues/XML
    5    member-queue-start      a  queue=support@170 member=m2 session=a
  `);
  assert.deepEqual(eventLines(bySupervisor).slice(4), [
    '5 transferred to={"kind":"queue","skillId":2}',
  ]);
});

test("a transfer back into the same queue is a new wait", () => {
  const call = callOfEslTrace(`${referred("q_1")}
    5    member-queue-start  a   queue=sales@170 member=m2 session=a
    5    member-queue-end    a   queue=sales@170 member=m1 session=a end=Terminated
    6    agent-offering      -   queue=sales@170 member=m2 session=a agent=1002@170
  `);
  assert.deepEqual(storyOf(call), [
    ...talkingLegs("5 reason 17"),
    "queue 1: 5 - - - reason 0",
    "agent 1002: 6 6 - - reason 0",
    "open",
  ]);
});

test("a transfer to an outside number ends with the outside party's answer", () => {
  const call = callOfEslTrace(`${referred("13612345678")}
    5    CHANNEL_CREATE          c  out name=sofia/ext/13612345678@10.0.0.7 to=13612345678 for=a
    7    CHANNEL_BRIDGE          a  A=a B=c
    9    CHANNEL_HANGUP          a  cause=NORMAL_CLEARING
    9    CHANNEL_HANGUP_COMPLETE a  cause=NORMAL_CLEARING by=recv_bye
  `);
  assert.deepEqual(storyOf(call), [
    ...talkingLegs("5 reason 17"),
    "external 13612345678: 5 - 7 9 reason 15",
    "ended by customer",
  ]);
});

test("an outside number that is busy gives the caller back to the IVR", () => {
  const events = eventsOfEslTrace(`
    0    CHANNEL_CREATE          a  in  context=public to=88880001 from=13800000001
    1    CHANNEL_CREATE          c  out name=sofia/ext/13612345678@10.0.0.7 to=13612345678 for=a
    2    CHANNEL_HANGUP          c  cause=USER_BUSY
    2    CHANNEL_HANGUP_COMPLETE c  cause=USER_BUSY by=recv_refuse
    2    CHANNEL_EXECUTE         a  app=playback data=busy.wav
  `);
  assert.deepEqual(eventLines(events).slice(1), [
    '1 transferred to={"kind":"external","number":"13612345678"}',
    "2 ivrEntered flowId=1 leaveReason=20",
  ]);
});

test("after the agent hangs up the dialplan may go on: a survey is no transfer", () => {
  const call = callOfEslTrace(`${talking}
    5    CHANNEL_HANGUP          b  cause=NORMAL_CLEARING
    5    CHANNEL_HANGUP_COMPLETE b  cause=NORMAL_CLEARING by=recv_bye
    5    CHANNEL_UNBRIDGE        a  A=a B=b
    5.1  CHANNEL_EXECUTE         a  app=read context=survey
    9    CHANNEL_HANGUP          a  cause=NORMAL_CLEARING
    9    CHANNEL_HANGUP_COMPLETE a  cause=NORMAL_CLEARING by=recv_bye
  `);
  assert.deepEqual(storyOf(call), [
    ...talkingLegs("5 reason 16"),
    "ivr 2: 5 - - 9 reason 15",
    "ended by customer",
  ]);
});

test("an agent sends the caller to an IVR flow", () => {
  const events = eventsOfEslTrace(`${referred("survey")}
    5.1  CHANNEL_EXECUTE     a   app=read context=survey
  `);
  assert.equal(
    eventLines(events).at(-1),
    '5 transferred to={"kind":"ivr","flowId":2} agentId=1001',
  );
});

test("the menu of the application ivr names the flow", () => {
  const events = eventsOfEslTrace(`
    0    CHANNEL_CREATE   a  in  context=public to=88880001 from=13800000001
    1    CHANNEL_EXECUTE  a  app=playback data=welcome.wav
    2    CHANNEL_EXECUTE  a  app=ivr data=main
    3    CHANNEL_EXECUTE  a  app=ivr data=main
  `);
  assert.deepEqual(eventLines(events).slice(1), ["1 ivrEntered flowId=1", "2 ivrEntered flowId=3"]);
});

/** att_xfer: the agent's leg calls the colleague itself, while the caller hears music. */
const consulting = `${talking}
    3    CHANNEL_HOLD        b
    3    CHANNEL_CREATE      c   out name=sofia/int/1005@10.0.0.5:5060 to=1005 for=b
`;

test("a consultation that nobody answers leaves the caller with the first agent", () => {
  const call = callOfEslTrace(`${consulting}
    6    CHANNEL_HANGUP          c  cause=NO_ANSWER
    6    CHANNEL_HANGUP_COMPLETE c  cause=NO_ANSWER by=send_cancel
    6    CHANNEL_UNHOLD          b
  `);
  assert.deepEqual(storyOf(call), [
    ...talkingLegs("- reason 0"),
    "agent 1005: 3 3 - 6 reason 5",
    "open",
  ]);
  assert.equal(call.legs[1]?.holdMs, 3000);
});

test("after a consultation the agent leaves, and the colleague has the caller", () => {
  const call = callOfEslTrace(`${consulting}
    5    CHANNEL_BRIDGE          b  A=b B=c
    8    CHANNEL_HANGUP          b  cause=NORMAL_CLEARING
    8    CHANNEL_HANGUP_COMPLETE b  cause=NORMAL_CLEARING by=recv_bye
    8    CHANNEL_UNBRIDGE        b  A=b B=c Answer-State=hangup
    8    CHANNEL_BRIDGE          a  A=a B=c
    12   CHANNEL_HANGUP          a  cause=NORMAL_CLEARING
    12   CHANNEL_HANGUP_COMPLETE a  cause=NORMAL_CLEARING by=recv_bye
  `);
  assert.deepEqual(storyOf(call), [
    ...talkingLegs("8 reason 16"),
    "agent 1005: 3 3 5 12 reason 15",
    "ended by customer",
  ]);
});

/** As phones do it: the consultation is a call of its own, that agent 1001 begins. */
const consultingApart = (target: string) => `${talking}
    3    CHANNEL_HOLD        b
    3    CHANNEL_CREATE      x   in  name=sofia/int/1001@10.0.0.1:5060 context=default to=${target} from=1001
    3    CHANNEL_CREATE      y   out name=sofia/int/${target}@10.0.0.5:5060 to=${target} for=x
    5    CHANNEL_ANSWER      y
    5    CHANNEL_BRIDGE      x   A=x B=y
`;

/** A REFER with Replaces: FreeSWITCH bridges the far ends, and then lets go of the phone's two legs. */
const handedOver = `
    8    CHANNEL_UNBRIDGE        x  A=x B=y
    8    CHANNEL_UNBRIDGE        a  A=a B=b source=2:u:uuid_br:y
    8    CHANNEL_BRIDGE          a  A=a B=y
    8    CHANNEL_HANGUP          b  cause=NORMAL_CLEARING v:endpoint_disposition=ATTENDED_TRANSFER
    8    CHANNEL_HANGUP_COMPLETE b  cause=NORMAL_CLEARING by=send_bye
    8    CHANNEL_HANGUP          x  cause=NORMAL_CLEARING
    8    CHANNEL_HANGUP_COMPLETE x  cause=NORMAL_CLEARING by=recv_bye
    12   CHANNEL_HANGUP          y  cause=NORMAL_CLEARING
    12   CHANNEL_HANGUP_COMPLETE y  cause=NORMAL_CLEARING by=recv_bye
    12   CHANNEL_UNBRIDGE        a  A=a B=y
    12   CHANNEL_HANGUP          a  cause=NORMAL_CLEARING
    12   CHANNEL_HANGUP_COMPLETE a  cause=NORMAL_CLEARING by=send_bye
`;

test("a phone that consults in a call of its own hands over, and that call is over", () => {
  const { events, meaning } = runEslTrace(consultingApart("1005") + handedOver);
  const calls = callsOf(events);
  assert.deepEqual([...calls.keys()], ["a", "x"]);
  const [first, second] = [...calls.values()].map(storyOf);
  assert.deepEqual(first, [
    ...talkingLegs("8 reason 17"),
    "agent 1005: 8 8 8 12 reason 16",
    "ended by agent",
  ]);
  assert.deepEqual(second, ["agent 1005: 3 3 5 8 reason 16", "ended by agent"]);
  assert.equal(meaning.openCalls, 0);
});

test("it does not matter whether the phone's legs end before or after the far ends are bridged", () => {
  const lines = handedOver.trim().split("\n");
  const moved = [
    ...lines.slice(0, 2),
    ...lines.slice(3, 7),
    ...lines.slice(2, 3),
    ...lines.slice(7),
  ];
  const first = callsOf(eventsOfEslTrace(consultingApart("1005") + moved.join("\n"))).get("a");
  assert.ok(first !== undefined);
  assert.deepEqual(storyOf(first), [
    ...talkingLegs("8 reason 17"),
    "agent 1005: 8 8 8 12 reason 16",
    "ended by agent",
  ]);
});

test("an agent who consulted somebody outside hands the caller over to them", () => {
  const calls = callsOf(eventsOfEslTrace(consultingApart("13612345678") + handedOver));
  const [first, second] = [...calls.values()];
  assert.ok(first !== undefined && second !== undefined);
  assert.deepEqual(storyOf(first), [
    ...talkingLegs("8 reason 17"),
    "external 13612345678: 8 - 8 12 reason 16",
    "ended by agent",
  ]);
  assert.deepEqual([second.direction, second.endedBy], ["out", "agent"]);
});

test("a caller who leaves a queue by a key, and one who is fetched from it, are not with it any more", () => {
  const byKey = callOfEslTrace(`
    0    CHANNEL_CREATE      a   in  context=public to=88880001 from=13800000001
    1    member-queue-start  a   queue=sales@170 member=m1 session=a
    6    member-queue-end    a   queue=sales@170 member=m1 session=a end=Cancel reason=EXIT_WITH_KEY
    6.5  CHANNEL_EXECUTE     a   app=playback
  `);
  assert.deepEqual(storyOf(byKey), [
    "queue 1: 1 - - 6 reason 4",
    "ivr 1: 6 - - - reason 0",
    "open",
  ]);
  const fetched = callOfEslTrace(`
    0    CHANNEL_CREATE      a   in  context=public to=88880001 from=13800000001
    1    member-queue-start  a   queue=sales@170 member=m1 session=a
    6    member-queue-end    a   queue=sales@170 member=m1 session=a end=Cancel reason=BREAK_OUT
    6    CHANNEL_CREATE      c   out name=sofia/int/1005@10.0.0.5:5060 to=1005 for=a
    7    CHANNEL_BRIDGE      a   A=a B=c
  `);
  assert.deepEqual(storyOf(fetched), [
    "queue 1: 1 - - 6 reason 4",
    "agent 1005: 6 6 7 - reason 0",
    "open",
  ]);
});

test("of phones that ring together the one that answers has the call, the others were too late", () => {
  const call = callOfEslTrace(`
    0    CHANNEL_CREATE          a  in  context=public to=88880001 from=13800000001
    1    CHANNEL_CREATE          b  out name=sofia/int/1001@10.0.0.1:5060 to=1001 for=a
    1    CHANNEL_CREATE          c  out name=sofia/int/1005@10.0.0.5:5060 to=1005 for=a
    3    CHANNEL_ANSWER          c
    3    CHANNEL_HANGUP          b  cause=LOSE_RACE
    3    CHANNEL_HANGUP_COMPLETE b  cause=LOSE_RACE by=send_cancel
    3    CHANNEL_BRIDGE          a  A=a B=c
  `);
  assert.deepEqual(storyOf(call), [
    "agent 1001: 1 1 - 3 reason 13",
    "agent 1005: 1 1 3 - reason 0",
    "open",
  ]);
});

test("how a ring ended is named: busy, rejected, unreachable, not answered", () => {
  const reasons = ["USER_BUSY", "CALL_REJECTED", "USER_NOT_REGISTERED", "NO_ANSWER"].map(
    (cause) => {
      const events = eventsOfEslTrace(`
    0    CHANNEL_CREATE          a  in  context=public to=88880001 from=13800000001
    1    CHANNEL_CREATE          b  out name=sofia/int/1005@10.0.0.5:5060 to=1005 for=a
    3    CHANNEL_HANGUP          b  cause=${cause}
    `);
      return eventLines(events).at(-1);
    },
  );
  assert.deepEqual(reasons, [
    "3 unanswered agentId=1005 reason=busy",
    "3 unanswered agentId=1005 reason=rejected",
    "3 unanswered agentId=1005 reason=unreachable",
    "3 unanswered agentId=1005 reason=noAnswer",
  ]);
});

test("an agent reached by a loopback has one leg, although there are four channels", () => {
  const call = callOfEslTrace(`
    0    CHANNEL_CREATE          a   in  context=public to=88880001 from=13800000001
    1    member-queue-start      a   queue=sales@170 member=m1 session=a
    1    agent-offering          -   queue=sales@170 member=m1 session=a agent=1002@170
    1    CHANNEL_CREATE          la  out name=loopback/1002-a to=1002 v:cc_side=agent v:cc_agent=1002@170 v:cc_member_session_uuid=a
    1    CHANNEL_CREATE          lb  in  name=loopback/1002-b context=default to=1002 v:other_loopback_leg_uuid=la
    1    CHANNEL_CREATE          c   out name=sofia/int/1002@10.0.0.2:5060 to=1002 for=lb
    2    CHANNEL_BRIDGE          lb  A=lb B=c
    2    bridge-agent-start      la  queue=sales@170 member=m1 session=a agent=1002@170 agentUuid=la
    2    CHANNEL_BRIDGE          a   A=a B=la
    7    CHANNEL_HANGUP          a   cause=NORMAL_CLEARING
    7    CHANNEL_HANGUP_COMPLETE a   cause=NORMAL_CLEARING by=recv_bye
  `);
  assert.deepEqual(storyOf(call), [
    "queue 1: 1 - - 2 reason 0",
    "agent 1002: 1 1 2 7 reason 15",
    "ended by customer",
  ]);
});

test("a caller who is fetched from a parking lot has left the first agent when it was parked", () => {
  const call = callOfEslTrace(`${referred("5901")}
    5    CHANNEL_EXECUTE         a  app=valet_park data=lot~5901
    5    CHANNEL_HANGUP_COMPLETE b  cause=NORMAL_CLEARING by=send_bye
    8    CHANNEL_CREATE          d  in context=default to=5901 v:user_name=1005 v:domain_name=170.example.com
    8    CHANNEL_EXECUTE         d  app=valet_park data=lot~5901
    8    CHANNEL_BRIDGE          a  A=a B=d
    12   CHANNEL_HANGUP          a  cause=NORMAL_CLEARING
    12   CHANNEL_HANGUP_COMPLETE a  cause=NORMAL_CLEARING by=recv_bye
  `);
  assert.deepEqual(storyOf(call), [
    ...talkingLegs("5 reason 17"),
    "ivr 0: 5 - - 8 reason 0",
    "agent 1005: 8 - 8 12 reason 15",
    "ended by customer",
  ]);
});

test("a caller whom FreeSWITCH itself keeps is with no agent and in no queue any more", () => {
  const parked = `${referred("5901")}
    5    CHANNEL_EXECUTE         a  app=valet_park data=lot~5901
    5    CHANNEL_HANGUP_COMPLETE b  cause=NORMAL_CLEARING by=send_bye
  `;
  const abandoned = callOfEslTrace(`${parked}
    60   CHANNEL_HANGUP          a  cause=NORMAL_CLEARING
    60   CHANNEL_HANGUP_COMPLETE a  cause=NORMAL_CLEARING by=recv_bye
  `);
  assert.deepEqual(storyOf(abandoned), [
    ...talkingLegs("5 reason 17"),
    "ivr 0: 5 - - 60 reason 15",
    "ended by customer",
  ]);
  const { meaning } = runEslTrace(parked);
  const at = (seconds: number) => eventLines(meaning.settle(microsOfTrace(seconds)));
  assert.deepEqual(at(7), []);
  assert.deepEqual(at(7.1), ['5 transferred to={"kind":"ivr"} agentId=1001']);
  const timedOut = callOfEslTrace(`
    0    CHANNEL_CREATE          a  in  context=public to=88880001 from=13800000001
    1    member-queue-start      a  queue=sales@170 member=m1 session=a context=queues to=q_1
    4    member-queue-end        a  queue=sales@170 member=m1 session=a end=Cancel reason=TIMEOUT
    4    CHANNEL_EXECUTE         a  app=conference data=9
    9    CHANNEL_HANGUP          a  cause=NORMAL_CLEARING
    9    CHANNEL_HANGUP_COMPLETE a  cause=NORMAL_CLEARING by=recv_bye
  `);
  assert.deepEqual(storyOf(timedOut), [
    "queue 1: 1 - - 4 reason 2",
    "ivr 0: 4 - - 9 reason 15",
    "ended by customer, missed",
  ]);
});
