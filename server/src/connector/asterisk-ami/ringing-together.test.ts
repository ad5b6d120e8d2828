// Phones of agents and numbers outside that are called at once, by a queue or by the dialplan.
import assert from "node:assert/strict";
import { test } from "node:test";
import { storyOf } from "../call-story.ts";
import { callOfAmiTrace } from "./ami-trace.ts";

/** In a queue of which one member, a mobile phone, is nobody's in the settings. */
const queued = `
    0  Newchannel       PJSIP/trunk-1   State=Ring Context=from-trunk Exten=88880001
    1  Newexten         PJSIP/trunk-1   Application=Queue AppData=sales
    1  QueueCallerJoin  PJSIP/trunk-1   Queue=sales
    2  Newchannel       PJSIP/1001-2    State=Down
    2  DialBegin        PJSIP/trunk-1   -> PJSIP/1001-2
    2  Newchannel       PJSIP/carrier-3 State=Down
    2  DialBegin        PJSIP/trunk-1   -> PJSIP/carrier-3 DialString=13612345678@carrier
`;

test("a caller waits in the queue while it calls a member whom the settings do not have", () => {
  const answered = callOfAmiTrace(`${queued}
    6  DialEnd          PJSIP/trunk-1   -> PJSIP/1001-2 DialStatus=ANSWER
    6  DialEnd          PJSIP/trunk-1   -> PJSIP/carrier-3 DialStatus=CANCEL
    6  Hangup           PJSIP/carrier-3 Cause=26
    6  QueueCallerLeave PJSIP/trunk-1   Queue=sales
    6  BridgeEnter      PJSIP/1001-2    Bridge=b1
    6  BridgeEnter      PJSIP/trunk-1   Bridge=b1
  `);
  assert.deepEqual(storyOf(answered), [
    "queue 1: 1 - - 6 reason 0",
    "agent 1001: 2 2 6 - reason 0",
    "open",
  ]);
  const abandoned = callOfAmiTrace(`${queued}
    9  DialEnd          PJSIP/trunk-1   -> PJSIP/carrier-3 DialStatus=NOANSWER
    9  Hangup           PJSIP/carrier-3
    20 HangupRequest    PJSIP/trunk-1
    20 Hangup           PJSIP/trunk-1
  `);
  assert.equal(storyOf(abandoned)[0], "queue 1: 1 - - 20 reason 15");
});

test("a member whom the settings do not have is a party outside once it has answered", () => {
  const call = callOfAmiTrace(`${queued}
    6  DialEnd          PJSIP/trunk-1   -> PJSIP/carrier-3 DialStatus=ANSWER
    6  DialEnd          PJSIP/trunk-1   -> PJSIP/1001-2 DialStatus=CANCEL
    6  Hangup           PJSIP/1001-2    Cause=26
    6  QueueCallerLeave PJSIP/trunk-1   Queue=sales
    6  BridgeEnter      PJSIP/carrier-3 Bridge=b1
    6  BridgeEnter      PJSIP/trunk-1   Bridge=b1
  `);
  assert.deepEqual(storyOf(call), [
    "queue 1: 1 - - 6 reason 4",
    "agent 1001: 2 2 - 6 reason 4",
    "external 13612345678: 6 - 6 - reason 0",
    "open",
  ]);
});

const group = `
    0  Newchannel    PJSIP/trunk-1   State=Ring Context=from-trunk Exten=88880001
    2  Newchannel    PJSIP/1001-2    State=Down
    2  DialBegin     PJSIP/trunk-1   -> PJSIP/1001-2
    2  Newchannel    PJSIP/carrier-3 State=Down
    2  DialBegin     PJSIP/trunk-1   -> PJSIP/carrier-3 DialString=13612345678@carrier
`;

test("an agent rings until the answer, though a mobile phone rings beside", () => {
  const byAgent = callOfAmiTrace(`${group}
    6  DialEnd       PJSIP/trunk-1   -> PJSIP/1001-2 DialStatus=ANSWER
    6  Hangup        PJSIP/carrier-3 Cause=26
    6  BridgeEnter   PJSIP/1001-2    Bridge=b1
    6  BridgeEnter   PJSIP/trunk-1   Bridge=b1
  `);
  assert.deepEqual(storyOf(byAgent), ["agent 1001: 2 2 6 - reason 0", "open"]);
  const byMobile = callOfAmiTrace(`${group}
    6  DialEnd       PJSIP/trunk-1   -> PJSIP/carrier-3 DialStatus=ANSWER
    6  Hangup        PJSIP/1001-2    Cause=26
    6  BridgeEnter   PJSIP/carrier-3 Bridge=b1
    6  BridgeEnter   PJSIP/trunk-1   Bridge=b1
  `);
  assert.deepEqual(storyOf(byMobile), [
    "agent 1001: 2 2 - 6 reason 17",
    "external 13612345678: 6 - 6 - reason 0",
    "open",
  ]);
});
