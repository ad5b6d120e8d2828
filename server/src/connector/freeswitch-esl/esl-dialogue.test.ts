// The recording of a real FreeSWITCH, live: bytes cut anywhere, lines that break, servers that restart.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isCallEvent, type TrunklineEvent } from "@trunkline/contract";
import type { Call } from "../../call/call.ts";
import type { Conversation } from "../dialogue.ts";
import { assertSameButForReasons } from "../same-call.ts";
import { ReplayedLine } from "../replayed-line.ts";
import { Random } from "../../simulate/random.ts";
import { defaultEslDialogueLimits, openEslConversation } from "./esl-dialogue.ts";
import { callsOf, storyOf } from "./esl-trace.ts";
import { importRecording, recordingBytes, recordingSettings } from "./recording.ts";
import { ReplayedFreeswitch } from "./replayed-freeswitch.ts";

const settings = await recordingSettings();
const recording = await importRecording(settings, recordingBytes("plain"));
const bytes = Buffer.concat(await Array.fromAsync(recordingBytes("plain")));
const eventCount = new ReplayedFreeswitch(bytes).events.length;

function converse(known: readonly Call[] = [], limits = defaultEslDialogueLimits): Conversation {
  return openEslConversation({
    settings,
    login: { user: "", password: "ClueCon", format: "plain" },
    limits,
    knownCalls: () => known,
  });
}

function random(seed: number): () => number {
  const numbers = new Random(seed);
  return () => numbers.next();
}

function stories(events: readonly TrunklineEvent[]): Map<string, string[]> {
  return new Map([...callsOf(events)].map(([callId, call]) => [callId, storyOf(call)]));
}

function withoutBackfill(event: TrunklineEvent): TrunklineEvent {
  const { backfill: _backfill, ...rest } = event;
  return rest;
}

const imported = stories(recording.events);

test("heard live, in pieces of any size, the recording gives the events of its import", () => {
  const line = new ReplayedLine(new ReplayedFreeswitch(bytes), random(1));
  line.connect(converse());
  line.playTo(eventCount);
  line.rest();
  assert.deepEqual(line.events, recording.events.map(withoutBackfill));
});

test("a line that breaks and loses nothing changes no call, wherever it breaks", () => {
  const breaks = random(2);
  for (let run = 0; run < 4; run += 1) {
    const pbx = new ReplayedFreeswitch(bytes);
    const line = new ReplayedLine(pbx, random(run));
    const conversation = converse();
    line.connect(conversation);
    while (!pbx.isOver) {
      line.playTo(pbx.position + 1 + Math.floor(breaks() * 80));
      line.disconnect();
      line.connect(conversation);
    }
    line.rest();
    assert.deepEqual(stories(line.events), imported);
  }
});

test("a server that restarts goes on with the calls that it knew, wherever it stopped", () => {
  const stops = random(3);
  for (let run = 0; run < 4; run += 1) {
    const pbx = new ReplayedFreeswitch(bytes);
    const line = new ReplayedLine(pbx, random(run));
    line.connect(converse());
    while (!pbx.isOver) {
      line.playTo(pbx.position + 1 + Math.floor(stops() * 400));
      line.rest();
      line.disconnect();
      const known = [...callsOf(line.events).values()].filter((call) => call.endedAt === 0);
      line.connect(converse(known));
    }
    line.rest();
    const calls = callsOf(line.events);
    assert.deepEqual([...calls.keys()].toSorted(), [...imported.keys()].toSorted());
    for (const [callId, call] of calls) assertSameButForReasons(call, recording.calls.get(callId));
  }
});

test("after a gap every call that is open is open at the PBX, and every one gone has ended in it", () => {
  const gaps = random(4);
  for (let run = 0; run < 6; run += 1) {
    const pbx = new ReplayedFreeswitch(bytes);
    const line = new ReplayedLine(pbx, random(run));
    const conversation = converse();
    line.connect(conversation);
    while (!pbx.isOver) {
      line.playTo(pbx.position + 1 + Math.floor(gaps() * 200));
      const goneFrom = pbx.nowMs;
      const told = line.events.length;
      line.disconnect();
      line.playTo(pbx.position + 1 + Math.floor(gaps() * 200));
      line.connect(conversation);
      const linkedIds = pbx.channelIds;
      for (const [callId, call] of callsOf(line.events)) {
        if (call.endedAt === 0) assert.ok(linkedIds.has(callId), `${callId} is gone`);
        else if (!linkedIds.has(callId)) assert.ok(call.endedAt <= pbx.nowMs);
        assert.ok(call.endedAt === 0 || call.endedAt <= goneFrom || linkedIds.has(callId));
      }
      // A call of which nothing was heard went on for as long as the line was there.
      for (const event of line.events.slice(told)) {
        if (event.kind === "ended" && event.presumed === true) assert.equal(event.at, goneFrom);
      }
    }
    line.rest();
    const open = [...callsOf(line.events).values()].filter((call) => call.endedAt === 0);
    assert.deepEqual(open, []);
    const ids = line.events.filter(isCallEvent).map(({ id }) => id);
    const repeated = ids.filter((id, index) => ids.indexOf(id) !== index);
    assert.deepEqual(repeated, [], "an event was told twice");
  }
});

test("a FreeSWITCH that was restarted in a gap: its new calls stay open, those of before have ended", () => {
  const conversation = converse();
  const before = new ReplayedLine(new ReplayedFreeswitch(bytes), random(6));
  before.connect(conversation);
  before.playTo(30);
  before.disconnect();
  const old = [...callsOf(before.events).values()].filter((call) => call.endedAt === 0);
  assert.ok(old.length > 0);
  const text = bytes.toString("latin1");
  const core = /Core-UUID: (\S+)/.exec(text)?.[1] ?? "";
  const restarted = Buffer.from(text.replaceAll(core, core.replace(/^.{8}/, "0badcafe")), "latin1");
  const pbx = new ReplayedFreeswitch(restarted);
  const line = new ReplayedLine(pbx, random(7));
  line.playTo(eventCount / 2);
  line.connect(conversation);
  const { channelIds } = pbx;
  line.playTo(pbx.position + 1);
  line.rest();
  const calls = callsOf([...before.events, ...line.events]);
  for (const { callId } of old) assert.notEqual(calls.get(callId)?.endedAt, 0);
  const open = [...calls.values()].filter((call) => call.endedAt === 0);
  assert.deepEqual(
    open.map(({ callId }) => callId),
    [...calls.keys()].filter((callId) => channelIds.has(callId)),
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
