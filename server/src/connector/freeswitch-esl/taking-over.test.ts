// What FreeSWITCH has after a gap in the line, cut down from `uuid_dump`, beside what was known before.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { TrunklineEvent } from "@trunkline/contract";
import type { Call } from "../../call/call.ts";
import { callsOf, eventLines, onlyCallOf, storyOf } from "../call-story.ts";
import { EslMeaning, defaultEslMeaningLimits } from "./esl-meaning.ts";
import {
  callOfEslTrace,
  eslEventsOf,
  microsOfTrace,
  talking,
  talkingLegs,
  traceSettings,
} from "./esl-trace.ts";

const queued = `
    0    CHANNEL_CREATE      a   in  context=public to=88880001 from=13800000001
    0    CHANNEL_ANSWER      a
    1.5  member-queue-start  a   queue=sales@170 member=m1 session=a
`;

/** A caller's channel that has been in the queue "sales" since second 1. */
const channel =
  "CHANNEL_DATA a in context=public to=88880001 from=13800000001 Event-Sequence=100 Answer-State=answered " +
  `v:cc_queue=sales@170 v:cc_member_uuid=m1 v:cc_queue_joined_epoch=${epoch(1)}`;

function epoch(seconds: number): number {
  return microsOfTrace(seconds) / 1_000_000;
}

/** The events of `before`, of the state that is found after a gap, and of what is heard then. */
function eventsOfGap(
  before: string,
  heard: number,
  dumps: string,
  after = "",
  known: readonly Call[] = [],
): TrunklineEvent[] {
  const limits = defaultEslMeaningLimits;
  const meaning = new EslMeaning({ settings: traceSettings, limits, takesUpCalls: true });
  const events = eslEventsOf(before).flatMap((event) => meaning.take(event));
  const state = eslEventsOf(dumps);
  const channelIds = new Set(state.map((event) => String(event.value("Unique-ID"))));
  const heardMicros = microsOfTrace(heard);
  const snapshot = { channelIds, dumps: state, agents: [], heardMicros };
  events.push(...meaning.takeOver(snapshot, known));
  events.push(...eslEventsOf(after).flatMap((event) => meaning.take(event)));
  return [...events, ...meaning.finish()];
}

const storyOfGap = (...parts: Parameters<typeof eventsOfGap>) =>
  storyOf(onlyCallOf(eventsOfGap(...parts)));

test("a caller who left the queue in the gap for something that nobody tells of waits no more", () => {
  const story = storyOfGap(
    queued,
    3,
    `20 ${channel} v:current_application=valet_park v:cc_cancel_reason=TIMEOUT v:cc_queue_canceled_epoch=${epoch(10)}`,
    "25 CHANNEL_EXECUTE a app=set Event-Sequence=101",
  );
  assert.deepEqual(story, ["queue 1: 1.5 - - 10 reason 2", "ivr 0: 10 - - - reason 0", "open"]);
});

test("a caller who has heard an announcement waits still", () => {
  const played = `20 ${channel} v:current_application=playback`;
  assert.deepEqual(storyOfGap(queued, 3, played), ["queue 1: 1.5 - - - reason 0", "open"]);
  const arrived = "0 CHANNEL_CREATE a in context=public to=88880001 from=13800000001";
  assert.deepEqual(storyOfGap(arrived, 0.5, played), ["queue 1: 1 - - - reason 0", "open"]);
});

test("who joined a queue in the second of what was heard last has joined it after that", () => {
  const heard = `
    0    CHANNEL_CREATE   a  in  context=public to=88880001 from=13800000001
    0    CHANNEL_ANSWER   a
    1.2  CHANNEL_EXECUTE  a  app=ivr data=main
  `;
  const dump = `20 ${channel} v:current_application=callcenter`;
  assert.deepEqual(storyOfGap(heard, 1.3, dump), [
    "ivr 3: 0 - - 1.3 reason 0",
    "queue 1: 1.3 - - - reason 0",
    "open",
  ]);
});

test("a customer who answered and was queued in the gap did so in this order", () => {
  const calls = callsOf(
    eventsOfGap(
      "0 CHANNEL_CREATE a out name=sofia/ext/13612345678 context=default to=13612345678 v:accountcode=170",
      1,
      `20 CHANNEL_DATA a out name=sofia/ext/13612345678 Event-Sequence=100 Answer-State=answered
          Caller-Channel-Answered-Time=${microsOfTrace(5)} v:current_application=callcenter
          v:cc_queue=sales@170 v:cc_member_uuid=m1 v:cc_queue_joined_epoch=${epoch(5)}`
        .split("\n")
        .map((part) => part.trim())
        .join(" "),
    ),
  );
  const call = calls.get("a");
  assert.ok(call !== undefined);
  assert.equal(call.phase, "queued");
  assert.equal(call.callBegin - call.arrivedAt, 5000);
});

test("a caller whom an agent took in the gap talks since FreeSWITCH has joined the two", () => {
  const story = storyOfGap(
    queued,
    3,
    `
    20   CHANNEL_DATA  a  in  Event-Sequence=100 Answer-State=answered v:signal_bond=b Caller-Channel-Bridged-Time=${microsOfTrace(9)}
    20   CHANNEL_DATA  b  out name=sofia/int/1005@10.0.0.5:5060 to=1005 for=a created=${microsOfTrace(6)} Event-Sequence=101 Answer-State=answered v:signal_bond=a
    `,
  );
  assert.deepEqual(story, ["queue 1: 1.5 - - 9 reason 0", "agent 1005: 6 6 9 - reason 0", "open"]);
});

test("a hold that began or ended in the gap is told when the line is back", () => {
  const dump = (state: string) => `
    20   CHANNEL_DATA  a  in  Event-Sequence=100 Answer-State=answered v:signal_bond=b Channel-Call-State=ACTIVE
    20   CHANNEL_DATA  b  out Event-Sequence=101 Answer-State=answered v:signal_bond=a Channel-Call-State=${state}
  `;
  const held = onlyCallOf(eventsOfGap(talking, 5, dump("HELD")));
  assert.equal(held.phase, "held");
  const before = `${talking}
    4    CHANNEL_HOLD  b
  `;
  const resumed = onlyCallOf(eventsOfGap(before, 5, dump("UNHELD")));
  assert.equal(resumed.phase, "talking");
  assert.equal(resumed.legs[1]?.holdMs, 16_000);
  assert.deepEqual(storyOf(resumed), [...talkingLegs("- reason 0"), "open"]);
});

const dialled = `
  0  CHANNEL_CREATE  a  in  name=sofia/int/1001@10.0.0.1:5060 context=default to=13612345678 from=1001
  1  CHANNEL_CREATE  b  out name=sofia/ext/13612345678@10.0.0.7 to=13612345678 for=a
  2  CHANNEL_ANSWER  b
  2  CHANNEL_BRIDGE  a  A=a B=b
`;

test("the customer of an outbound call that was open when we stopped may be sent on to a queue", () => {
  const dumps = `
    20 CHANNEL_DATA  a  in  name=sofia/int/1001@10.0.0.1:5060 context=default to=13612345678 Answer-State=answered Event-Sequence=100 created=${microsOfTrace(0)} v:signal_bond=b
    20 CHANNEL_DATA  b  out name=sofia/ext/13612345678@10.0.0.7 to=13612345678 for=a Answer-State=answered Event-Sequence=101 created=${microsOfTrace(1)} v:signal_bond=a
  `;
  const sentOn = `
    25 CHANNEL_HANGUP          a  cause=NORMAL_CLEARING v:endpoint_disposition=BLIND_TRANSFER Event-Sequence=102
    25 CHANNEL_UNBRIDGE        a  A=a B=b Event-Sequence=103
    25 CHANNEL_HANGUP_COMPLETE a  cause=NORMAL_CLEARING by=send_bye Event-Sequence=104
    25 member-queue-start      b  queue=sales@170 member=m1 session=b Event-Sequence=105
  `;
  const known = callOfEslTrace(dialled);
  assert.deepEqual(eventLines(eventsOfGap("", 0, dumps, sentOn, [known])), [
    '25 transferred to={"kind":"queue","skillId":1} agentId=1001',
  ]);
});

test("a customer who was sent on to a queue before we stopped is in the call that the phone now gone began", () => {
  const known = callOfEslTrace(`${dialled}
    5  CHANNEL_HANGUP          a  cause=NORMAL_CLEARING v:endpoint_disposition=BLIND_TRANSFER
    5  CHANNEL_UNBRIDGE        a  A=a B=b
    5  CHANNEL_HANGUP_COMPLETE a  cause=NORMAL_CLEARING by=send_bye
    5  member-queue-start      b  queue=sales@170 member=m1 session=b
  `);
  const dumps = `
    20 CHANNEL_DATA  b  out name=sofia/ext/13612345678@10.0.0.7 to=q_1 for=a Answer-State=answered Event-Sequence=100 v:current_application=callcenter v:cc_queue=sales@170 v:cc_member_uuid=m1 v:cc_queue_joined_epoch=${epoch(5)}
  `;
  const hungUp = `
    25 CHANNEL_HANGUP          b  cause=NORMAL_CLEARING Event-Sequence=101
    25 CHANNEL_HANGUP_COMPLETE b  cause=NORMAL_CLEARING by=recv_bye Event-Sequence=102
  `;
  const events = eventsOfGap("", 0, dumps, hungUp, [known]);
  assert.deepEqual(eventLines(events), ["25 ended by=customer"]);
  assert.equal(onlyCallOf(events).callId, known.callId);
});

test("a ring that was over after the gap is told after its beginning, and the next one is another", () => {
  const story = storyOfGap(
    `${queued}
    3    agent-offering      -   queue=sales@170 member=m1 session=a agent=1001@170 Event-Sequence=10
    3    CHANNEL_CREATE      b   out name=sofia/int/1001@10.0.0.1:5060 to=1001 v:cc_side=agent v:cc_agent=1001@170 v:cc_member_session_uuid=a Event-Sequence=11
    `,
    3,
    `20 ${channel} v:current_application=callcenter`,
    "25  agent-offering  -  queue=sales@170 member=m1 session=a agent=1001@170 Event-Sequence=101",
  );
  assert.deepEqual(story, [
    "queue 1: 1.5 - - - reason 0",
    "agent 1001: 3 3 - 3 reason 5",
    "agent 1001: 25 25 - - reason 0",
    "open",
  ]);
});

test("the agent who talks after the gap has hung up, also who had the caller before it", () => {
  const again =
    "out name=sofia/int/1001@10.0.0.1:5060 to=1001 v:cc_side=agent v:cc_agent=1001@170 v:cc_member_session_uuid=a Answer-State=answered";
  const story = storyOfGap(
    talking,
    3,
    `
    20   CHANNEL_DATA  a  in  Event-Sequence=100 Answer-State=answered v:signal_bond=c
    20   CHANNEL_DATA  c  ${again} created=${microsOfTrace(9)} Event-Sequence=101 v:signal_bond=a
    `,
    `
    25   CHANNEL_HANGUP          c  cause=NORMAL_CLEARING Event-Sequence=102
    25   CHANNEL_HANGUP_COMPLETE c  cause=NORMAL_CLEARING by=recv_bye Event-Sequence=103
    25   CHANNEL_HANGUP          a  cause=NORMAL_CLEARING Event-Sequence=104
    25   CHANNEL_HANGUP_COMPLETE a  cause=NORMAL_CLEARING by=send_bye Event-Sequence=105
    `,
  );
  assert.equal(story.at(-1), "ended by agent");
});
