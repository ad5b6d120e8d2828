// The recording of a real Asterisk, live: bytes cut anywhere, lines that break, servers that restart.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isCallEvent, type TrunklineEvent } from "@trunkline/contract";
import type { Call } from "../../call/call.ts";
import type { Conversation } from "../dialogue.ts";
import { assertSameButForReasons } from "../same-call.ts";
import { ReplayedLine } from "../replayed-line.ts";
import { Random } from "../../simulate/random.ts";
import { action, defaultAmiDialogueLimits, openAmiConversation } from "./ami-dialogue.ts";
import { callsOf, storyOf } from "./ami-trace.ts";
import { importRecording, recordingBytes, recordingSettings } from "./recording.ts";
import { ReplayedAsterisk } from "./replayed-asterisk.ts";

const settings = await recordingSettings();
const recording = await importRecording(settings);
const bytes = Buffer.concat(await Array.fromAsync(recordingBytes()));
const blockCount = new ReplayedAsterisk(bytes).blocks.length;

function converse(known: readonly Call[] = []): Conversation {
  return openAmiConversation({
    settings,
    login: { username: "trunkline", secret: "secret" },
    limits: defaultAmiDialogueLimits,
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
  const line = new ReplayedLine(new ReplayedAsterisk(bytes), random(1));
  line.connect(converse());
  line.playTo(blockCount);
  line.rest();
  assert.deepEqual(line.events, recording.events.map(withoutBackfill));
});

test("a line that breaks and loses nothing changes no call, wherever it breaks", () => {
  const breaks = random(2);
  for (let run = 0; run < 4; run += 1) {
    const pbx = new ReplayedAsterisk(bytes);
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
    const pbx = new ReplayedAsterisk(bytes);
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
    const pbx = new ReplayedAsterisk(bytes);
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
      const linkedIds = new Set(
        [...pbx.channels.values()].map(({ fields }) => fields.get("Linkedid")),
      );
      for (const [callId, call] of callsOf(line.events)) {
        if (call.endedAt === 0) assert.ok(linkedIds.has(callId), `${callId} is gone`);
        else if (!linkedIds.has(callId)) assert.ok(call.endedAt <= pbx.nowMs);
        assert.ok(call.endedAt === 0 || call.endedAt <= goneFrom || linkedIds.has(callId));
      }
      // A call of which nothing was heard went on for as long as the line was there.
      for (const event of line.events.slice(told)) {
        if (event.kind !== "ended" || event.presumed !== true) continue;
        assert.ok(Math.abs(event.at - goneFrom) <= 1, `${event.at} for ${goneFrom}`);
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
