// Calls that were open when we stopped, each found again in what FreeSWITCH has: told on to their end, nothing twice.
import assert from "node:assert/strict";
import { test } from "node:test";
import { callsOf, storiesOf } from "../call-story.ts";
import { EslMeaning, defaultEslMeaningLimits } from "./esl-meaning.ts";
import { eslEventsOf, eventsOfEslTrace, microsOfTrace, traceSettings } from "./esl-trace.ts";
import { talking, talkingLegs } from "./esl-trace.ts";

/** The calls of `before`, of a start at which FreeSWITCH has these channels, and of `after`, by callId. */
function storiesOfRestart(before: string, dumps: string, after: string): Record<string, string[]> {
  const told = eventsOfEslTrace(before);
  const known = [...callsOf(told).values()].filter(({ endedAt }) => endedAt === 0);
  const limits = defaultEslMeaningLimits;
  const meaning = new EslMeaning({ settings: traceSettings, limits, takesUpCalls: true });
  const state = eslEventsOf(dumps);
  const channelIds = new Set(state.map((event) => String(event.value("Unique-ID"))));
  const snapshot = { channelIds, dumps: state, agents: [], heardMicros: 0 };
  told.push(...meaning.takeOver(snapshot, known));
  told.push(...eslEventsOf(after).flatMap((event) => meaning.take(event)));
  return Object.fromEntries(storiesOf([...told, ...meaning.finish()]));
}

/** A channel as `uuid_dump` shows it at second 20; `mark` tells the events of one trace apart. */
const dump = (mark: number, created: number, channel: string) =>
  `20 CHANNEL_DATA ${channel} created=${microsOfTrace(created)} Event-Sequence=${mark}\n`;

const caller = "a in context=public to=88880001 from=13800000001 Answer-State=answered";
const agentsPhone =
  "b out name=sofia/int/1001@10.0.0.1:5060 context=default to=1001 v:cc_side=agent v:cc_agent=1001@170 v:cc_member_session_uuid=a Answer-State=answered";

const hungUp = (channel: string, second: number, mark: number, by: string) => `
    ${second} CHANNEL_HANGUP          ${channel} cause=NORMAL_CLEARING Event-Sequence=${mark}
    ${second} CHANNEL_HANGUP_COMPLETE ${channel} cause=NORMAL_CLEARING by=${by} Event-Sequence=${mark + 1}
`;

test("an agent found again who hangs up has ended the call", () => {
  const stories = storiesOfRestart(
    talking,
    dump(100, 0, `${caller} v:signal_bond=b`) + dump(101, 1, `${agentsPhone} v:signal_bond=a`),
    hungUp("b", 25, 102, "recv_bye") + hungUp("a", 25, 104, "send_bye"),
  );
  assert.deepEqual(stories, { a: [...talkingLegs("25 reason 16"), "ended by agent"] });
});

/** The phone of agent 1001 consults 1005 in a call of its own, and hands the caller over by REFER. */
const handedOver = `${talking}
    3    CHANNEL_HOLD        b
    3    CHANNEL_CREATE      x   in  name=sofia/int/1001@10.0.0.1:5060 context=default to=1005 from=1001
    3    CHANNEL_CREATE      y   out name=sofia/int/1005@10.0.0.5:5060 to=1005 for=x
    5    CHANNEL_ANSWER      y
    5    CHANNEL_BRIDGE      x   A=x B=y
    8    CHANNEL_UNBRIDGE        x  A=x B=y
    8    CHANNEL_UNBRIDGE        a  A=a B=b source=2:u:uuid_br:y
    8    CHANNEL_BRIDGE          a  A=a B=y
    8    CHANNEL_HANGUP          b  cause=NORMAL_CLEARING v:endpoint_disposition=ATTENDED_TRANSFER
    8    CHANNEL_HANGUP_COMPLETE b  cause=NORMAL_CLEARING by=send_bye
    8    CHANNEL_HANGUP          x  cause=NORMAL_CLEARING
    8    CHANNEL_HANGUP_COMPLETE x  cause=NORMAL_CLEARING by=recv_bye
`;

test("a caller who was handed over is told on, though the colleague is now its originator", () => {
  const stories = storiesOfRestart(
    handedOver,
    dump(100, 0, `${caller} v:signal_bond=y for=y`) +
      dump(
        101,
        3,
        "y out name=sofia/int/1005@10.0.0.5:5060 to=1005 Answer-State=answered v:signal_bond=a v:originating_leg_uuid=x Other-Type=originatee Other-Leg-Unique-ID=a",
      ),
    hungUp("y", 25, 102, "recv_bye") + hungUp("a", 25, 104, "send_bye"),
  );
  assert.deepEqual(stories, {
    a: [...talkingLegs("8 reason 17"), "agent 1005: 8 8 8 25 reason 16", "ended by agent"],
    x: ["agent 1005: 3 3 5 8 reason 16", "ended by agent"],
  });
});

test("the phone that a program called before the customer belongs to the customer's call", () => {
  const before = `
    0    CHANNEL_CREATE   b  out name=sofia/int/1001@10.0.0.1:5060 to=1001 v:accountcode=170
    1    CHANNEL_ANSWER   b
    2    CHANNEL_CREATE   c  out name=sofia/ext/13800000001@10.0.0.9 to=13800000001 v:accountcode=170
    4    CHANNEL_ANSWER   c
    4    CHANNEL_BRIDGE   b  A=b B=c
  `;
  const dumps =
    dump(
      100,
      0,
      "b out name=sofia/int/1001@10.0.0.1:5060 to=1001 v:accountcode=170 Answer-State=answered v:signal_bond=c",
    ) +
    dump(
      101,
      2,
      "c out name=sofia/ext/13800000001@10.0.0.9 to=13800000001 v:accountcode=170 Answer-State=answered v:signal_bond=b for=b",
    );
  const after = hungUp("c", 25, 102, "recv_bye") + hungUp("b", 25, 104, "send_bye");
  const whole = Object.fromEntries(storiesOf(eventsOfEslTrace(before + after)));
  assert.deepEqual(storiesOfRestart(before, dumps, after), whole);
  assert.equal(whole["c"]?.at(-1), "ended by customer");
});

test("an agent who consults a colleague when we start has not handed the caller over", () => {
  const stories = storiesOfRestart(
    `${talking}
    3    CHANNEL_HOLD    b
    3    CHANNEL_CREATE  c  out name=sofia/int/1005@10.0.0.5:5060 to=1005 for=b
    5    CHANNEL_ANSWER  c
    5    CHANNEL_BRIDGE  b  A=b B=c
    `,
    dump(100, 0, `${caller} v:signal_bond=b`) +
      dump(101, 1, `${agentsPhone} v:signal_bond=c`) +
      dump(
        102,
        3,
        "c out name=sofia/int/1005@10.0.0.5:5060 to=1005 for=b Answer-State=answered v:signal_bond=b",
      ),
    hungUp("c", 25, 103, "recv_bye"),
  );
  assert.deepEqual(stories, {
    a: [...talkingLegs("- reason 0"), "agent 1005: 3 3 5 25 reason 16", "open"],
  });
});

const calledOutside = `
    0    CHANNEL_CREATE  a  in  context=public to=88880001 from=13800000001
    1    CHANNEL_CREATE  c  out name=sofia/ext/13612345678@10.0.0.7 to=13612345678 for=a
`;
const outside = "c out name=sofia/ext/13612345678@10.0.0.7 to=13612345678 for=a";

test("a party outside whom the caller was passed on to is found again, and rings or talks", () => {
  const ringing = storiesOfRestart(
    calledOutside,
    dump(100, 0, "a in context=public to=88880001") + dump(101, 1, outside),
    "22 CHANNEL_PROGRESS c Event-Sequence=102",
  );
  assert.deepEqual(ringing, { a: ["external 13612345678: 1 22 - - reason 0", "open"] });
  const talks = storiesOfRestart(
    `${calledOutside}
    2    CHANNEL_ANSWER  c
    2    CHANNEL_BRIDGE  a  A=a B=c
    `,
    dump(100, 0, `${caller} v:signal_bond=c`) +
      dump(101, 1, `${outside} Answer-State=answered v:signal_bond=a`),
    hungUp("a", 25, 102, "recv_bye"),
  );
  assert.deepEqual(talks, {
    a: ["external 13612345678: 1 - 2 25 reason 15", "ended by customer"],
  });
});

test("a party outside who has gone meanwhile has left the caller to the dialplan", () => {
  const stories = storiesOfRestart(
    `${calledOutside}
    2    CHANNEL_ANSWER  c
    2    CHANNEL_BRIDGE  a  A=a B=c
    `,
    dump(100, 0, caller),
    "25 CHANNEL_EXECUTE a app=conference Event-Sequence=101",
  );
  assert.deepEqual(stories, {
    a: ["external 13612345678: 1 - 2 20 reason 16", "ivr 0: 20 - - - reason 0", "open"],
  });
});

test("a caller who comes back to the IVR when nobody answers has never left its flow", () => {
  const stories = storiesOfRestart(
    `
    0    CHANNEL_CREATE   a  in  context=public to=88880001 from=13800000001
    1    CHANNEL_EXECUTE  a  app=ivr data=main
    4    CHANNEL_CREATE   c  out name=sofia/int/1005@10.0.0.5:5060 to=1005 for=a
    `,
    dump(100, 0, "a in context=default to=1005 v:current_application=bridge") +
      dump(101, 4, "c out name=sofia/int/1005@10.0.0.5:5060 to=1005 for=a"),
    `
    22   CHANNEL_HANGUP          c  cause=NO_ANSWER Event-Sequence=102
    22   CHANNEL_HANGUP_COMPLETE c  cause=NO_ANSWER Event-Sequence=103
    24   CHANNEL_EXECUTE         a  app=playback to=1005 context=default Event-Sequence=104
    `,
  );
  assert.deepEqual(stories, {
    a: [
      "ivr 3: 1 - - 4 reason 0",
      "agent 1005: 4 4 - 22 reason 5",
      "ivr 3: 22 - - - reason 0",
      "open",
    ],
  });
});

const epoch = (seconds: number) => microsOfTrace(seconds) / 1_000_000;
const waiting = `
    0    CHANNEL_CREATE      a   in  context=public to=88880001 from=13800000001
    0    CHANNEL_ANSWER      a
    1    member-queue-start  a   queue=sales@170 member=m1 session=a
`;

test("a caller who has just left the queue waits no more, though its application is still that", () => {
  const stories = storiesOfRestart(
    waiting,
    dump(
      100,
      0,
      `${caller} v:current_application=callcenter v:cc_queue=sales@170 v:cc_member_uuid=m1 v:cc_queue_joined_epoch=${epoch(1)} v:cc_queue_canceled_epoch=${epoch(19)} v:cc_cancel_reason=TIMEOUT`,
    ),
    "20.5 CHANNEL_EXECUTE a app=ivr data=main Event-Sequence=101",
  );
  assert.deepEqual(stories, {
    a: ["queue 1: 1 - - 19 reason 2", "ivr 3: 19 - - - reason 0", "open"],
  });
});

test("a caller who came from another queue in the same second waits, whatever is played to it", () => {
  const stories = storiesOfRestart(
    `${waiting}
    9.1  member-queue-end    a   queue=sales@170 member=m1 session=a end=Cancel reason=TIMEOUT
    9.2  member-queue-start  a   queue=support@170 member=m2 session=a
    12   agent-offering      -   queue=support@170 member=m2 session=a agent=1002@170
    `,
    dump(
      100,
      0,
      `${caller} v:current_application=playback v:cc_queue=support@170 v:cc_member_uuid=m2 v:cc_queue_joined_epoch=${epoch(9)} v:cc_queue_canceled_epoch=${epoch(9)} v:cc_cancel_reason=TIMEOUT`,
    ),
    "25 agent-offering - queue=support@170 member=m2 session=a agent=1001@170 Event-Sequence=101",
  );
  assert.deepEqual(stories["a"]?.slice(0, 2), [
    "queue 1: 1 - - 9.2 reason 2",
    "queue 2: 9.2 - - - reason 0",
  ]);
});
