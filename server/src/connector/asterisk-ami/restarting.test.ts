// Calls that were open when we stopped, each found again in what Asterisk has: told on to their end, nothing twice.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { TrunklineEvent } from "@trunkline/contract";
import { callsOf, storiesOf } from "../call-story.ts";
import { AmiMeaning, defaultAmiMeaningLimits } from "./ami-meaning.ts";
import { AmiParser, defaultAmiParserLimits } from "./ami-parser.ts";
import { SnapshotLists } from "./ami-snapshot.ts";
import { bytesOfAmiTrace, eventsOfAmiTrace, traceSettings } from "./ami-trace.ts";
import { ReplayedAsterisk } from "./replayed-asterisk.ts";

const askForState =
  "Action: CoreShowChannels\r\nActionID: 1\r\n\r\nAction: QueueStatus\r\nActionID: 2\r\n\r\n";

/** The calls of a trace during whose second part nobody listened; then it goes on, or it is we who start anew. */
function storiesOfGap(
  before: string,
  meanwhile: string,
  after: string,
  next: "goes on" | "starts",
): Map<string, string[]> {
  const open = () => new AmiMeaning({ settings: traceSettings, limits: defaultAmiMeaningLimits });
  const pbx = new ReplayedAsterisk(Buffer.from(bytesOfAmiTrace(before + meanwhile + after)));
  const parser = new AmiParser(defaultAmiParserLimits);
  parser.push(pbx.greeting());
  let meaning = open();
  const events: TrunklineEvent[] = [];
  const hear = () => {
    for (const block of parser.push(pbx.next())) events.push(...meaning.take(block));
  };
  for (const _ of linesOf(before)) hear();
  events.push(...(next === "starts" ? meaning.finish() : meaning.flush()));
  const heardMicros = next === "starts" ? 0 : pbx.nowMs * 1000;
  for (const _ of linesOf(meanwhile)) pbx.next();
  const known = [...callsOf(events).values()].filter(({ endedAt }) => endedAt === 0);
  const lists = new SnapshotLists();
  for (const block of parser.push(pbx.answer(askForState))) lists.take(block);
  if (next === "starts") meaning = open();
  const times = { micros: pbx.nowMs * 1000, heardMicros };
  events.push(...meaning.resynchronise(lists.snapshot(new Map()), times, known));
  while (!pbx.isOver) hear();
  return storiesOf([...events, ...meaning.finish()]);
}

const storiesOfRestart = (before: string, meanwhile: string, after: string) =>
  storiesOfGap(before, meanwhile, after, "starts");

function linesOf(trace: string): string[] {
  return trace.split("\n").filter((line) => line.trim() !== "");
}

const calledOutside = `
    0  Newchannel  PJSIP/trunk-1   State=Ring Context=from-trunk Exten=88880001 Uniqueid=1795235373.1
    1  Newchannel  PJSIP/carrier-2 State=Down Context=from-trunk Uniqueid=1795235374.2
    1  DialBegin   PJSIP/trunk-1   -> PJSIP/carrier-2 DialString=13612345678@carrier
`;
const answered = `
    3  Newstate    PJSIP/carrier-2 State=Up
    3  DialEnd     PJSIP/trunk-1   -> PJSIP/carrier-2 DialStatus=ANSWER
    3  BridgeEnter PJSIP/carrier-2 Bridge=b1
    3  BridgeEnter PJSIP/trunk-1   Bridge=b1
`;
const callerHangsUp = `
    9  HangupRequest PJSIP/trunk-1
    9  Hangup        PJSIP/carrier-2 Cause=16
    9  Hangup        PJSIP/trunk-1   Cause=16
`;

test("a party outside whom the caller was passed on to is found again, and rings, answers and talks", () => {
  const whole = storiesOf(eventsOfAmiTrace(calledOutside + answered + callerHangsUp));
  assert.deepEqual(whole.get("1795235373.1"), [
    "external 13612345678: 1 - 3 9 reason 15",
    "ended by customer",
  ]);
  assert.deepEqual(storiesOfRestart(calledOutside, "", answered + callerHangsUp), whole);
  assert.deepEqual(storiesOfRestart(calledOutside + answered, "", callerHangsUp), whole);
});

test("a party outside who has gone meanwhile has left the caller to the dialplan", () => {
  const stories = storiesOfRestart(
    calledOutside + answered,
    `
    5  BridgeLeave PJSIP/carrier-2 Bridge=b1
    5  BridgeLeave PJSIP/trunk-1   Bridge=b1
    5  Hangup      PJSIP/carrier-2 Cause=16
    `,
    "7  Newexten    PJSIP/trunk-1   Application=Playback AppData=bye Context=ivr",
  );
  assert.deepEqual(Object.fromEntries(stories), {
    "1795235373.1": ["external 13612345678: 1 - 3 5 reason 16", "ivr 1: 5 - - - reason 0", "open"],
  });
});

test("a caller who comes back to the IVR when nobody answers has never left its flow", () => {
  const ringing = `
    0  Newchannel  PJSIP/trunk-1 State=Ring Context=from-trunk Exten=88880001 Uniqueid=1795235373.1
    1  Newexten    PJSIP/trunk-1 Application=Read AppData=menu Context=ivr
    4  Newexten    PJSIP/trunk-1 Application=Dial AppData=PJSIP/1005 Context=house
    4  Newchannel  PJSIP/1005-2  State=Down Uniqueid=1795235377.2
    4  DialBegin   PJSIP/trunk-1 -> PJSIP/1005-2
  `;
  const refused = `
    8  DialEnd     PJSIP/trunk-1 -> PJSIP/1005-2 DialStatus=BUSY
    8  Hangup      PJSIP/1005-2  Cause=17
    9  Newexten    PJSIP/trunk-1 Application=Playback AppData=sorry Context=house
  `;
  const stories = storiesOfRestart(ringing, "", refused);
  assert.deepEqual(stories.get("1795235373.1"), [
    "ivr 1: 1 - - 4 reason 0",
    "agent 1005: 4 4 - 8 reason 20",
    "ivr 1: 8 - - - reason 0",
    "open",
  ]);
  assert.deepEqual(stories, storiesOf(eventsOfAmiTrace(ringing + refused)));
});

test("a caller whom the agent sent back into the queue meanwhile waits there again", () => {
  const stories = storiesOfGap(
    `
    0  Newchannel      PJSIP/trunk-1 State=Ring Context=from-trunk Exten=88880001 Uniqueid=1795235373.1
    1  Newexten        PJSIP/trunk-1 Application=Queue AppData=sales,tT
    1  QueueCallerJoin PJSIP/trunk-1 Queue=sales
    1  Newchannel      PJSIP/1001-2  State=Down Uniqueid=1795235374.2
    1  DialBegin       PJSIP/trunk-1 -> PJSIP/1001-2
    2  DialEnd         PJSIP/trunk-1 -> PJSIP/1001-2 DialStatus=ANSWER
    2  QueueCallerLeave PJSIP/trunk-1 Queue=sales
    2  BridgeEnter     PJSIP/1001-2  Bridge=b1
    2  BridgeEnter     PJSIP/trunk-1 Bridge=b1
    `,
    `
    5  BridgeLeave     PJSIP/trunk-1 Bridge=b1
    5  BlindTransfer   -             Result=Success Transferer=PJSIP/1001-2 Transferee=PJSIP/trunk-1
    5  BridgeLeave     PJSIP/1001-2  Bridge=b1
    5  Hangup          PJSIP/1001-2  Cause=16
    5  Newexten        PJSIP/trunk-1 Application=Queue AppData=sales,tT
    5  QueueCallerJoin PJSIP/trunk-1 Queue=sales
    `,
    "",
    "goes on",
  );
  assert.deepEqual(stories.get("1795235373.1"), [
    "queue 1: 1 - - 2 reason 0",
    "agent 1001: 1 1 2 2 reason 17",
    "queue 1: 2 - - - reason 0",
    "open",
  ]);
});
