import assert from "node:assert/strict";
import { test } from "node:test";
import type { Call } from "../../call/call.ts";
import { traceStart } from "../../call/event-trace.ts";
import { eventLines, onlyCallOf, storyOf } from "../call-story.ts";
import type { Conversation } from "../dialogue.ts";
import { checkDialogue } from "../dialogue.conformance.ts";
import { action, message, defaultAmiDialogueLimits, openAmiConversation } from "./ami-dialogue.ts";
import { bytesOfAmiTrace, eventsOfAmiTrace, traceSettings } from "./ami-trace.ts";
import { importRecording, recordingBytes, recordingSettings } from "./recording.ts";
import { ReplayedAsterisk } from "./replayed-asterisk.ts";

const settings = await recordingSettings();
const bytes = Buffer.concat(await Array.fromAsync(recordingBytes()));

function openTraceConversation(known: readonly Call[] = []): Conversation {
  return openAmiConversation({
    settings: traceSettings,
    login: { username: "trunkline", secret: "secret" },
    limits: defaultAmiDialogueLimits,
    knownCalls: () => known,
  });
}

function text(headers: Readonly<Record<string, string>>): Buffer {
  return Buffer.from(message(headers));
}

function converse(known: readonly Call[] = []): Conversation {
  return openAmiConversation({
    settings,
    login: { username: "trunkline", secret: "secret" },
    limits: defaultAmiDialogueLimits,
    knownCalls: () => known,
  });
}

checkDialogue({
  replay: () => new ReplayedAsterisk(bytes),
  converse,
  recording: await importRecording(settings),
});

test("the answer to a ping is a sign of life of every call that goes on in silence", () => {
  const conversation = converse();
  const connect = () => {
    const dialogue = conversation.open();
    dialogue.take(text({ Response: "Success", ActionID: action.login }), 0);
    const end = { Event: "CoreShowChannelsComplete", ActionID: action.channels };
    return { dialogue, events: dialogue.take(text(end), 0).events };
  };
  const { dialogue } = connect();
  const channel = { ChannelState: "4", Channel: "PJSIP/trunk-1", Uniqueid: "1.1", Linkedid: "1.1" };
  const called = { Context: "from-trunk", Exten: "88880001" };
  const born = { Event: "Newchannel", Timestamp: "1795235000.000000", ...channel, ...called };
  dialogue.take(text(born), 0);
  assert.deepEqual(
    dialogue.quiet(0).events.map(({ kind }) => kind),
    ["arrived"],
  );
  const pong = { Response: "Success", ActionID: action.ping, Ping: "Pong" };
  dialogue.take(text({ ...pong, Timestamp: "1795235060.000000" }), 0);
  const [ended] = connect().events;
  assert.deepEqual([ended?.kind, ended?.at], ["ended", 1_795_235_060_000]);
});

test("a caller who talks already when the PBX is first heard has waited in no queue that is known", () => {
  const dialogue = openTraceConversation().open();
  const channel = (fields: Readonly<Record<string, string>>) => ({
    Event: "CoreShowChannel",
    ActionID: action.channels,
    ChannelState: "6",
    Linkedid: "1795235373.1",
    BridgeId: "b1",
    ...fields,
  });
  const caller = { Channel: "PJSIP/trunk-1", Uniqueid: "1795235373.1", Context: "from-trunk" };
  const queue = { Exten: "88880001", Application: "Queue", ApplicationData: "sales" };
  const agent = { Channel: "PJSIP/1001-2", Uniqueid: "1795235373.2", Application: "AppQueue" };
  const said = [
    { Response: "Success", ActionID: action.login },
    { Response: "Error", ActionID: action.queues, Message: "Permission denied" },
    channel({ ...caller, ...queue }),
    channel(agent),
    { Event: "CoreShowChannelsComplete", ActionID: action.channels },
    { Response: "Success", ActionID: `${action.number}0`, Value: "88880001" },
  ];
  const steps = said.map((headers) => dialogue.take(text(headers), traceStart + 60_000));
  const events = eventLines(steps.flatMap((step) => step.events));
  assert.deepEqual(events, [
    "0 arrived direction=in callerNo= calleeNo=88880001 precisionMs=1000",
    "60 offered agentId=1001",
    "60 answered agentId=1001",
  ]);
});

test("a caller on the way is waited for by a clock that was set back, too", () => {
  const dialogue = openTraceConversation().open();
  dialogue.take(text({ Response: "Success", ActionID: action.login }), traceStart);
  const end = { Event: "CoreShowChannelsComplete", ActionID: action.channels };
  dialogue.take(text(end), traceStart);
  const take = (trace: string, seconds: number) =>
    dialogue.take(bytesOfAmiTrace(trace), traceStart + seconds * 1000);
  const quiet = (seconds: number) => eventLines(dialogue.quiet(traceStart + seconds * 1000).events);
  take("10 Newchannel PJSIP/other-1 State=Ring Context=from-trunk Exten=88880001", 0);
  quiet(0.1);
  take(
    `
    5  Newchannel    PJSIP/trunk-1 State=Ring Context=from-trunk Exten=88880001
    5  Newchannel    PJSIP/1001-2  State=Down
    5  DialBegin     PJSIP/trunk-1 -> PJSIP/1001-2
    6  BridgeEnter   PJSIP/1001-2  Bridge=b1
    6  BridgeEnter   PJSIP/trunk-1 Bridge=b1
    8  BlindTransfer -             Result=Success Transferer=PJSIP/1001-2 Transferee=PJSIP/trunk-1
    8  BridgeLeave   PJSIP/trunk-1 Bridge=b1
    8  Hangup        PJSIP/1001-2
    `,
    8,
  );
  assert.deepEqual(quiet(8.05), []);
  assert.deepEqual(quiet(10), []);
  assert.deepEqual(quiet(10.05), ['8 transferred to={"kind":"ivr"} agentId=1001']);
});

test("an agent who was known before a restart, and has gone in the next gap, has gone after the answer", () => {
  const told = eventsOfAmiTrace(`
    0        Newchannel  PJSIP/trunk-1 State=Ring Context=from-trunk Exten=88880001
    1        Newchannel  PJSIP/1001-2  State=Down
    1        DialBegin   PJSIP/trunk-1 -> PJSIP/1001-2
    2.000700 BridgeEnter PJSIP/1001-2  Bridge=b1
    2.000700 BridgeEnter PJSIP/trunk-1 Bridge=b1
  `);
  const conversation = openTraceConversation([onlyCallOf(told)]);
  const connect = (...channels: readonly string[]) => {
    const dialogue = conversation.open();
    const listed = channels.map((name) => ({
      Event: "CoreShowChannel",
      ActionID: action.channels,
      Channel: name,
      Uniqueid: name,
      Linkedid: "PJSIP/trunk-1",
      ChannelState: "6",
      BridgeId: "b1",
    }));
    const end = { Event: "CoreShowChannelsComplete", ActionID: action.channels };
    const number = { Response: "Success", ActionID: `${action.number}0`, Value: "88880001" };
    const said = [{ Response: "Success", ActionID: action.login }, ...listed, end, number];
    const steps = said.map((headers) => dialogue.take(text(headers), traceStart + 60_000));
    const later = dialogue.quiet(traceStart + 63_000).events;
    return [...steps.flatMap(({ events }) => events), ...later];
  };
  assert.deepEqual(connect("PJSIP/trunk-1", "PJSIP/1001-2"), []);
  assert.deepEqual(storyOf(onlyCallOf([...told, ...connect("PJSIP/trunk-1")])), [
    "agent 1001: 1 1 2 2 reason 17",
    "ivr 0: 2 - - - reason 0",
    "open",
  ]);
});

test("a call whose channels have an older Linkedid by now goes on after a restart", () => {
  const told = eventsOfAmiTrace(`
    0  Newchannel  PJSIP/1001-9  State=Ring Context=login
    1  Newchannel  PJSIP/trunk-1 of=PJSIP/trunk-1 State=Ring Context=from-trunk Exten=88880001
    2  BridgeEnter PJSIP/1001-9  Bridge=b1
    2  BridgeEnter PJSIP/trunk-1 Bridge=b1 Linkedid=PJSIP/1001-9
  `);
  const dialogue = openTraceConversation([onlyCallOf(told)]).open();
  const listed = ["PJSIP/1001-9", "PJSIP/trunk-1"].map((name) => ({
    Event: "CoreShowChannel",
    ActionID: action.channels,
    Channel: name,
    Uniqueid: name,
    Linkedid: "PJSIP/1001-9",
    ChannelState: "6",
    BridgeId: "b1",
  }));
  const end = { Event: "CoreShowChannelsComplete", ActionID: action.channels };
  const number = { Response: "Success", ActionID: `${action.number}0`, Value: "" };
  const said = [{ Response: "Success", ActionID: action.login }, ...listed, end, number];
  const steps = said.map((headers) => dialogue.take(text(headers), traceStart + 60_000));
  assert.deepEqual(
    steps.flatMap(({ events }) => events),
    [],
  );
});
