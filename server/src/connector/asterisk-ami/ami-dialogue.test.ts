import assert from "node:assert/strict";
import { test } from "node:test";
import type { Call } from "../../call/call.ts";
import { traceStart } from "../../call/event-trace.ts";
import { eventLines } from "../call-story.ts";
import type { Conversation } from "../dialogue.ts";
import { checkDialogue } from "../dialogue.conformance.ts";
import { action, defaultAmiDialogueLimits, openAmiConversation } from "./ami-dialogue.ts";
import { bytesOfAmiTrace, traceSettings } from "./ami-trace.ts";
import { importRecording, recordingBytes, recordingSettings } from "./recording.ts";
import { ReplayedAsterisk } from "./replayed-asterisk.ts";

const settings = await recordingSettings();
const bytes = Buffer.concat(await Array.fromAsync(recordingBytes()));

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
  const text = (headers: Readonly<Record<string, string>>) =>
    Buffer.from(
      `${Object.entries(headers)
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join("")}\r\n`,
    );
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

test("a caller on the way is waited for by a clock that was set back, too", () => {
  const conversation = openAmiConversation({
    settings: traceSettings,
    login: { username: "trunkline", secret: "secret" },
    limits: defaultAmiDialogueLimits,
    knownCalls: () => [],
  });
  const dialogue = conversation.open();
  const say = (block: string) => dialogue.take(Buffer.from(`${block}\r\n\r\n`), traceStart);
  say(`Response: Success\r\nActionID: ${action.login}`);
  say(`Event: CoreShowChannelsComplete\r\nActionID: ${action.channels}`);
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
