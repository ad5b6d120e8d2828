import assert from "node:assert/strict";
import { test } from "node:test";
import type { Call } from "../../call/call.ts";
import { traceStart } from "../../call/event-trace.ts";
import { callsOf, eventLines } from "../call-story.ts";
import type { Conversation } from "../dialogue.ts";
import { checkDialogue, openCalls, randomOf } from "../dialogue.conformance.ts";
import { ReplayedLine } from "../replayed-line.ts";
import { defaultEslDialogueLimits, openEslConversation } from "./esl-dialogue.ts";
import { bytesOfEslTrace, traceSettings } from "./esl-trace.ts";
import { importRecording, recordingBytes, recordingSettings } from "./recording.ts";
import { ReplayedFreeswitch } from "./replayed-freeswitch.ts";

const settings = await recordingSettings();
const bytes = Buffer.concat(await Array.fromAsync(recordingBytes("plain")));

function converse(known: readonly Call[] = [], limits = defaultEslDialogueLimits): Conversation {
  return openEslConversation({
    settings,
    login: { user: "", password: "ClueCon", format: "plain" },
    limits,
    knownCalls: () => known,
  });
}

checkDialogue({
  replay: () => new ReplayedFreeswitch(bytes),
  converse,
  recording: await importRecording(settings, recordingBytes("plain")),
});

test("a FreeSWITCH that was restarted in a gap: its new calls stay open, those of before have ended", () => {
  const conversation = converse();
  const before = new ReplayedLine(new ReplayedFreeswitch(bytes), randomOf(6));
  before.connect(conversation);
  before.playTo(30);
  before.disconnect();
  const old = openCalls(before.events);
  assert.ok(old.length > 0);
  const text = bytes.toString("latin1");
  const core = /Core-UUID: (\S+)/.exec(text)?.[1] ?? "";
  const restarted = Buffer.from(text.replaceAll(core, core.replace(/^.{8}/, "0badcafe")), "latin1");
  const pbx = new ReplayedFreeswitch(restarted);
  const line = new ReplayedLine(pbx, randomOf(7));
  line.playTo(pbx.events.length / 2);
  line.connect(conversation);
  const { callIds } = pbx;
  line.playTo(pbx.position + 1);
  line.rest();
  const events = [...before.events, ...line.events];
  const calls = callsOf(events);
  for (const { callId } of old) assert.notEqual(calls.get(callId)?.endedAt, 0);
  const open = openCalls(events);
  assert.deepEqual(
    open.map(({ callId }) => callId),
    [...calls.keys()].filter((callId) => callIds.has(callId)),
  );
  assert.ok(open.length > 0);
});

test("a user who may make no api calls hears events all the same, and the operator is told the cost", () => {
  const conversation = converse();
  const dialogue = conversation.open();
  const reply = (text: string) =>
    dialogue.take(Buffer.from(`Content-Type: command/reply\nReply-Text: ${text}\n\n`), 0).say;
  dialogue.take(Buffer.from("Content-Type: auth/request\n\n"), 0);
  reply("+OK accepted");
  const asked = reply("+OK event listener enabled plain").split("\n\n");
  for (const command of asked.slice(0, -1)) {
    assert.match(command, /^api /);
    reply("-ERR permission denied");
  }
  assert.equal(dialogue.isReady, true);
  assert.equal(dialogue.peer, "FreeSWITCH");
  assert.match(conversation.warnings().join("; "), /agents.*channels/);
});

test("a list of channels that is too long to be read is told of, and keeps nobody waiting", () => {
  const conversation = converse([], { ...defaultEslDialogueLimits, bodyBytesMax: 1000 });
  const dialogue = conversation.open();
  const take = (text: string) => dialogue.take(Buffer.from(text), 0);
  take("Content-Type: auth/request\n\n");
  take("Content-Type: command/reply\nReply-Text: +OK accepted\n\n");
  take("Content-Type: command/reply\nReply-Text: +OK event listener enabled plain\n\n");
  const answer = (body: string) =>
    take(`Content-Type: api/response\nContent-Length: ${body.length}\n\n${body}`);
  answer("FreeSWITCH Version 1.10.12");
  answer("name|status|state\n+OK\n");
  answer(
    JSON.stringify({ rows: Array.from({ length: 50 }, (_, id) => ({ uuid: `channel-${id}` })) }),
  );
  assert.equal(dialogue.isReady, true);
  assert.match(conversation.warnings().join("; "), /channels \('-ERR the reply is too long'\)/);
  assert.equal(conversation.skipped().get("message is too long"), 1);
});

test("a caller on the way is waited for by a clock that was set back, too", () => {
  const conversation = openEslConversation({
    settings: traceSettings,
    login: { user: "", password: "ClueCon", format: "plain" },
    limits: defaultEslDialogueLimits,
    knownCalls: () => [],
  });
  const dialogue = conversation.open();
  const say = (text: string) => dialogue.take(Buffer.from(`${text}\n\n`), traceStart);
  say("Content-Type: auth/request");
  say("Content-Type: command/reply\nReply-Text: +OK accepted");
  say("Content-Type: command/reply\nReply-Text: +OK event listener enabled plain");
  for (const _ of [1, 2, 3]) say("Content-Type: command/reply\nReply-Text: -ERR permission denied");
  const take = (trace: string, seconds: number) =>
    dialogue.take(bytesOfEslTrace(trace), traceStart + seconds * 1000);
  const quiet = (seconds: number) => eventLines(dialogue.quiet(traceStart + seconds * 1000).events);
  take(
    "10 CHANNEL_CREATE other in context=public to=88880001 from=13800000002 Event-Sequence=1",
    0,
  );
  quiet(0.1);
  take(
    `
    5  CHANNEL_CREATE      a in context=public to=88880001 from=13800000001 Event-Sequence=2
    5  member-queue-start  a queue=sales@170 member=m1 session=a Event-Sequence=3
    8  member-queue-end    a queue=sales@170 member=m1 session=a end=Cancel reason=TIMEOUT Event-Sequence=4
    `,
    8,
  );
  quiet(8.05);
  assert.deepEqual(quiet(10), []);
  assert.deepEqual(quiet(10.05), ["8 ivrEntered leaveReason=2"]);
});
