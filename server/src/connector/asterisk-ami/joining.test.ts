// Agents who were not called for the caller that they come to talk with.
import assert from "node:assert/strict";
import { test } from "node:test";
import { onlyCallOf, storyOf } from "../call-story.ts";
import { callOfAmiTrace, runAmiTrace } from "./ami-trace.ts";

const talking = `
    0  Newchannel   PJSIP/trunk-1 State=Ring Context=from-trunk Exten=88880001
    1  Newchannel   PJSIP/1001-2  State=Down
    1  DialBegin    PJSIP/trunk-1 -> PJSIP/1001-2
    2  DialEnd      PJSIP/trunk-1 -> PJSIP/1001-2 DialStatus=ANSWER
    2  BridgeEnter  PJSIP/1001-2  Bridge=b1
    2  BridgeEnter  PJSIP/trunk-1 Bridge=b1
`;

test("a parked caller who is fetched has left the first agent, and talks with the one who fetches", () => {
  const { events, meaning } = runAmiTrace(`${talking}
    5  BlindTransfer -             Result=Success Transferer=PJSIP/1001-2 Transferee=PJSIP/trunk-1 Extension=700
    5  BridgeLeave   PJSIP/trunk-1 Bridge=b1
    5  BridgeEnter   PJSIP/trunk-1 Bridge=lot BridgeTechnology=holding_bridge
    5  BridgeLeave   PJSIP/1001-2  Bridge=b1
    5  Hangup        PJSIP/1001-2  Cause=16
    8  Newchannel    PJSIP/1005-3  of=PJSIP/1005-3 State=Ring Context=from-internal Exten=701
    8  Newexten      PJSIP/1005-3  Application=ParkedCall AppData=701
    8  BridgeEnter   PJSIP/1005-3  Bridge=b2
    8  BridgeLeave   PJSIP/trunk-1 Bridge=lot
    8  BridgeEnter   PJSIP/trunk-1 Bridge=b2
    12 HangupRequest PJSIP/1005-3
    12 Hangup        PJSIP/1005-3
    12 Hangup        PJSIP/trunk-1
  `);
  assert.deepEqual([...meaning.skipped], []);
  assert.equal(meaning.openCalls, 0);
  assert.deepEqual(storyOf(onlyCallOf(events)), [
    "agent 1001: 1 1 2 5 reason 17",
    "agent 1005: 5 8 8 12 reason 16",
    "ended by agent",
  ]);
});

test("one who joins a conversation that goes on takes nobody's place", () => {
  const call = callOfAmiTrace(`${talking}
    5  Newchannel    PJSIP/1005-3  of=PJSIP/1005-3 State=Ring Context=from-internal Exten=900
    5  BridgeEnter   PJSIP/1005-3  Bridge=b1
    7  BridgeLeave   PJSIP/1005-3  Bridge=b1
    7  Hangup        PJSIP/1005-3
    9  HangupRequest PJSIP/trunk-1
    9  Hangup        PJSIP/trunk-1
  `);
  assert.deepEqual(storyOf(call), [
    "agent 1001: 1 1 2 9 reason 15",
    "agent 1005: 5 5 5 7 reason 16",
    "ended by customer",
  ]);
});

/** AgentLogin keeps the agent's phone on the line; the queue calls it through AgentRequest. */
const requested = (phone: string) => `
    0  Newchannel       PJSIP/trunk-1          State=Ring Context=from-trunk Exten=88880001
    0  Newexten         PJSIP/trunk-1          Application=Queue AppData=sales
    0  QueueCallerJoin  PJSIP/trunk-1          Queue=sales
    0  Newchannel       ${phone}-9             of=${phone}-9 State=Ring Context=login
    1  Newchannel       Local/1006@mobile-1;1  State=Down
    1  Newchannel       Local/1006@mobile-1;2  State=Ring
    1  AgentCalled      PJSIP/trunk-1          -> Local/1006@mobile-1;1 Interface=Local/1006@mobile
    1  DialBegin        PJSIP/trunk-1          -> Local/1006@mobile-1;1
    1  Newexten         Local/1006@mobile-1;2  Application=AgentRequest AppData=1006
    3  BridgeEnter      Local/1006@mobile-1;2  Bridge=b1
    3  BridgeEnter      ${phone}-9             Bridge=b1
    3  DialEnd          PJSIP/trunk-1          -> Local/1006@mobile-1;1 DialStatus=ANSWER
    3  QueueCallerLeave PJSIP/trunk-1          Queue=sales
    3  BridgeEnter      Local/1006@mobile-1;1  Bridge=b2
    3  BridgeEnter      PJSIP/trunk-1          Bridge=b2
    5  Hold             ${phone}-9
    6  Unhold           ${phone}-9
    9  HangupRequest    PJSIP/trunk-1
    9  Hangup           PJSIP/trunk-1          Cause=16
    9  Hangup           Local/1006@mobile-1;1
    9  Hangup           Local/1006@mobile-1;2
`;

test("an agent of a pool has answered when the queue has connected its member, whosever phone it is", () => {
  const holds = ["PJSIP/1005", "PJSIP/desk7"].map((phone) => {
    const { events } = runAmiTrace(requested(phone));
    const call = onlyCallOf(events);
    assert.deepEqual(storyOf(call), [
      "queue 1: 0 - - 3 reason 0",
      "agent 1006: 3 3 3 9 reason 15",
      "ended by customer",
    ]);
    return call.legs[1]?.holdMs;
  });
  // Of a phone that the settings do not have, the holds are not known.
  assert.deepEqual(holds, [1000, 0]);
});
