import assert from "node:assert/strict";
import { test } from "node:test";
import type { Call } from "../../call/call.ts";
import type { Conversation } from "../dialogue.ts";
import { checkDialogue } from "../dialogue.conformance.ts";
import { action, defaultAmiDialogueLimits, openAmiConversation } from "./ami-dialogue.ts";
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
