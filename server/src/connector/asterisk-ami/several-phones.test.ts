// An agent with several phones, or an endpoint with several registrations: all ring, one is picked up.
import assert from "node:assert/strict";
import { test } from "node:test";
import { storyOf } from "../call-story.ts";
import { callOfAmiTrace } from "./ami-trace.ts";

const bothRing = `
    0    Newchannel       PJSIP/trunk-1 State=Ring Context=from-trunk Exten=88880001
    0    Newexten         PJSIP/trunk-1 Application=Queue AppData=sales
    0    QueueCallerJoin  PJSIP/trunk-1 Queue=sales
    1    Newchannel       PJSIP/1001-2  State=Down
    1    Newchannel       PJSIP/1001-3  State=Down
    1    DialBegin        PJSIP/trunk-1 -> PJSIP/1001-2
    1    DialBegin        PJSIP/trunk-1 -> PJSIP/1001-3
    1    Newstate         PJSIP/1001-2  State=Ringing
    1    Newstate         PJSIP/1001-3  State=Ringing
`;

function pickedUp(phone: string, other: string): string {
  return `${bothRing}
    3    Newstate         ${phone}      State=Up
    3    DialEnd          PJSIP/trunk-1 -> ${phone} DialStatus=ANSWER
    3    DialEnd          PJSIP/trunk-1 -> ${other} DialStatus=CANCEL
    3    Hangup           ${other}      Cause=26
    3    QueueCallerLeave PJSIP/trunk-1 Queue=sales
    3.1  BridgeEnter      ${phone}      Bridge=b1
    3.1  BridgeEnter      PJSIP/trunk-1 Bridge=b1
    5    Hold             ${phone}
    6    Unhold           ${phone}
    9    HangupRequest    ${phone}
    9    Hangup           ${phone}      Cause=16
    9    Hangup           PJSIP/trunk-1 Cause=16
  `;
}

test("whichever phone of an agent is picked up, the agent has answered and the call is not missed", () => {
  const [first, second] = ["PJSIP/1001-2", "PJSIP/1001-3"] as const;
  for (const call of [pickedUp(first, second), pickedUp(second, first)].map((trace) =>
    callOfAmiTrace(trace),
  )) {
    assert.deepEqual(storyOf(call), [
      "queue 1: 0 - - 3.1 reason 0",
      "agent 1001: 1 1 3.1 9 reason 16",
      "ended by agent",
    ]);
    assert.equal(call.legs[1]?.holdMs, 1000);
  }
});

test("a phone that is busy is no refusal while another of the same agent rings; the last one is", () => {
  const call = callOfAmiTrace(`${bothRing}
    2    DialEnd           PJSIP/trunk-1 -> PJSIP/1001-3 DialStatus=CHANUNAVAIL
    2    Hangup            PJSIP/1001-3  Cause=20
    7    HangupRequest     PJSIP/1001-2  Cause=17
    7    DialEnd           PJSIP/trunk-1 -> PJSIP/1001-2 DialStatus=BUSY
    7    Hangup            PJSIP/1001-2  Cause=17
    8    HangupRequest     PJSIP/trunk-1
    8    Hangup            PJSIP/trunk-1 Cause=16
  `);
  assert.deepEqual(storyOf(call), [
    "queue 1: 0 - - 8 reason 15",
    "agent 1001: 1 1 - 7 reason 20",
    "ended by customer, missed",
  ]);
});
