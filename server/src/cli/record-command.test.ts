// trunkline record and trunkline replay, with PBXs that play a recording.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { isCallEvent, type TrunklineEvent } from "@trunkline/contract";
import { parse, stringify } from "yaml";
import * as ami from "../connector/asterisk-ami/recording.ts";
import { ReplayedAsterisk } from "../connector/asterisk-ami/replayed-asterisk.ts";
import * as esl from "../connector/freeswitch-esl/recording.ts";
import { ReplayedFreeswitch } from "../connector/freeswitch-esl/replayed-freeswitch.ts";
import { startReplayedPbx, type Replay } from "../connector/replayed-pbx.ts";
import { Random } from "../simulate/random.ts";
import { runInTest, type CommandResult } from "./run-in-test.ts";
import type { Terminal } from "./terminal.ts";

type Pbx = {
  readonly kind: "asterisk-ami" | "freeswitch-esl";
  readonly login: object;
  readonly replay: () => Replay;
  /** Of the bytes that it plays. */
  readonly events: readonly TrunklineEvent[];
};

const secret = "said once";
const amiBytes = Buffer.concat(await Array.fromAsync(ami.recordingBytes()));
const eslBytes = Buffer.concat(await Array.fromAsync(esl.recordingBytes("plain")));
const eslSettings = await esl.recordingSettings();

const asterisk: Pbx = {
  kind: "asterisk-ami",
  login: { username: "trunkline", secret },
  replay: () => new ReplayedAsterisk(amiBytes),
  events: (await ami.importRecording(await ami.recordingSettings())).events,
};
const freeswitch: Pbx = {
  kind: "freeswitch-esl",
  login: { password: secret },
  replay: () => new ReplayedFreeswitch(eslBytes),
  events: (await esl.importRecording(eslSettings, esl.recordingBytes("plain"))).events,
};

let dir = "";
before(async () => {
  dir = await mkdtemp(join(tmpdir(), "trunkline-"));
});
after(() => rm(dir, { recursive: true, force: true }));

async function configuration({ kind, login }: Pbx, port: number): Promise<string> {
  const fixture = new URL(`../connector/${kind}/fixtures/settings.yaml`, import.meta.url);
  // The fixture is a mapping of settings.
  const settings = parse(await readFile(fixture, "utf8")) as object;
  const path = join(dir, `${kind}.yaml`);
  await writeFile(
    path,
    stringify({ sources: [{ kind, ...settings, connection: { port, ...login } }] }),
  );
  return path;
}

/** Begins once the PBX has answered; ends when the PBX, having told everything, hangs up. */
async function recorded(
  played: Pbx,
  words: readonly string[] = [],
  terminal: Partial<Terminal> = {},
): Promise<CommandResult & { readonly path: string; readonly bytes: Buffer }> {
  const replay = played.replay();
  const numbers = new Random(3);
  await using pbx = await startReplayedPbx(replay, { random: () => numbers.next() });
  const config = await configuration(played, pbx.port);
  const kept: Uint8Array[] = [];
  let told = "";
  const { code, said } = await runInTest(["record", played.kind, "--config", config, ...words], {
    write: (bytes) => {
      kept.push(Buffer.from(bytes));
      return Promise.resolve();
    },
    err: (text) => {
      told += `${text}\n`;
      if (!text.includes("Ctrl-C ends it")) return;
      pbx.playTo(Number.MAX_SAFE_INTEGER);
      pbx.hangUp();
    },
    ...terminal,
  });
  const path = join(dir, `${played.kind}.recording`);
  const bytes = Buffer.concat(kept);
  await writeFile(path, bytes);
  return { code, said: told + said, path, bytes };
}

async function replayed(
  path: string,
  words: readonly string[] = ["--speed", "max"],
): Promise<CommandResult & { readonly events: readonly TrunklineEvent[] }> {
  const out = join(dir, "events.ndjson");
  const { code, said } = await runInTest(["replay", path, "--out", out, ...words], {
    now: Date.now,
  });
  const text = (await readFile(out, "utf8")).trimEnd();
  // The command has written them.
  const events = text.split("\n").map((line) => JSON.parse(line) as TrunklineEvent);
  return { code, said, events };
}

const ofCalls = (events: readonly TrunklineEvent[]) => events.filter(isCallEvent);

for (const pbx of [asterisk, freeswitch]) {
  test(`${pbx.kind}: a replay of a recording tells what the PBX told, without any settings`, async () => {
    const { code, said, path, bytes } = await recorded(pbx);
    assert.equal(code, 1, said);
    assert.match(said, /^recorded [\d.]+ MB, of which a live connection makes [\d,]+ events$/m);
    assert.match(said, /^Cannot go on recording '\w+': .* closed by the other side; what came/m);
    assert.ok(!bytes.includes(secret));
    const again = await replayed(path);
    assert.equal(again.code, 0, again.said);
    assert.deepEqual(ofCalls(again.events), ofCalls(pbx.events));
    assert.match(again.said, /recorded at 2026-11-21T08:00:00\.000Z, numbers are real$/m);
  });

  test(`${pbx.kind}: numbers are made up while recording, the same for the same key`, async () => {
    const keyFile = join(dir, "key");
    await writeFile(keyFile, "a text that nobody guesses\n");
    const { said, path, bytes } = await recorded(pbx, ["--key-file", keyFile]);
    const made = ofCalls((await replayed(path)).events);
    const shape = (events: readonly TrunklineEvent[]) =>
      ofCalls(events).map(({ kind, at, callId }) => [kind, at, callId]);
    assert.deepEqual(shape(made), shape(pbx.events), said);
    const callers = pbx.events
      .flatMap((event) =>
        event.kind === "arrived" && event.direction === "in" ? (event.callerNo ?? []) : [],
      )
      .filter((number) => /^\d{6,}$/.test(number));
    assert.ok(callers.length > 10);
    assert.deepEqual(
      callers.filter((number) => bytes.includes(number)),
      [],
    );
    assert.deepEqual((await recorded(pbx, ["--key-file", keyFile])).bytes, bytes);
    const other = await recorded(pbx, ["--anonymise"]);
    assert.notDeepEqual(other.bytes, bytes);
    assert.match((await replayed(other.path)).said, /numbers are made up$/m);
  });
}

test("a replay keeps the pace of the recording, times its speed, and stops when it is told to", async () => {
  const { path } = await recorded(asterisk);
  const fast = await replayed(path, ["--speed", "1000000"]);
  assert.deepEqual(ofCalls(fast.events), ofCalls(asterisk.events));
  const stop = new AbortController();
  const { code, said } = await runInTest(["replay", path, "--out", "-"], {
    now: Date.now,
    signal: stop.signal,
    status: (text) => text !== "" && stop.abort(),
  });
  assert.equal(code, 1);
  assert.match(said, /^Cannot replay all of '.*': interrupted$/m);
  const told = Number(/^events: (\d+) accepted/m.exec(said)?.[1]);
  assert.ok(told > 0 && told < fast.events.length / 10, said);
  const wrong = await runInTest(["replay", path, "--out", "-", "--speed", "0.5"]);
  assert.match(wrong.said, /it must be a number from 1 on, or max/);
});

test("a recording may be packed, and have npm's words ahead of it; other files are no recording", async () => {
  const { path, bytes } = await recorded(asterisk);
  const { events } = await replayed(path);
  const words = "\n> trunkline@0.1.0 trunkline\n> node server/src/main.js record\n\n";
  await writeFile(path, gzipSync(Buffer.concat([Buffer.from(words), bytes])));
  assert.deepEqual((await replayed(path)).events, events);
  await writeFile(path, amiBytes);
  const { code, said } = await runInTest(["replay", path, "--out", "-"]);
  assert.equal(code, 2);
  assert.match(said, /^Cannot replay '.*': it does not begin as 'trunkline record' does/);
  await writeFile(path, "");
  const empty = await runInTest(["replay", path, "--out", "-"]);
  assert.match(empty.said, /^Cannot replay '.*': it is empty$/m);
});

test("a replay into a data directory makes the records of the calls", async () => {
  const { path } = await recorded(asterisk);
  const data = join(dir, "data");
  const first = await runInTest(["replay", path, "--speed", "max", "--data", data]);
  assert.equal(first.code, 0, first.said);
  const second = await runInTest(["replay", path, "--speed", "max", "--data", data]);
  const duplicates = Number(/, (\d+) duplicates, 0 refused$/m.exec(second.said)?.[1]);
  assert.ok(duplicates >= ofCalls(asterisk.events).length, second.said);
});

test("a recording ends with the signal, and begins with no terminal and no wrong password", async () => {
  const stop = new AbortController();
  const { signal } = stop;
  const ended = await recorded(asterisk, [], { signal, err: () => stop.abort() });
  assert.equal(ended.code, 0, ended.said);
  const seen = await recorded(asterisk, [], { isOutSeen: true });
  assert.equal(seen.code, 2);
  assert.match(seen.said, /^Cannot record to a terminal: add '> FILE' to say where to\n$/);
  const config = await configuration(asterisk, 1);
  const words = ["record", "asterisk-ami", "--config", config];
  const { code, said } = await runInTest(words);
  assert.equal(code, 1);
  assert.match(said, /^Cannot record 'pbx1': Cannot connect to '127\.0\.0\.1:1'/);
});
