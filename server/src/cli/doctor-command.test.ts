// trunkline doctor, with a PBX that plays a recording, and without one.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { parse, stringify } from "yaml";
import { recordingBytes } from "../connector/asterisk-ami/recording.ts";
import { ReplayedAsterisk } from "../connector/asterisk-ami/replayed-asterisk.ts";
import { startReplayedPbx } from "../connector/replayed-pbx.ts";
import { Random } from "../simulate/random.ts";
import { runInTest, type CommandResult } from "./run-in-test.ts";
import type { Terminal } from "./terminal.ts";

const fixture = new URL("../connector/asterisk-ami/fixtures/settings.yaml", import.meta.url);
const bytes = Buffer.concat(await Array.fromAsync(recordingBytes()));

let dir = "";
before(async () => {
  dir = await mkdtemp(join(tmpdir(), "trunkline-"));
});
after(() => rm(dir, { recursive: true, force: true }));

async function configuration(
  sources: readonly ({ readonly name: string } & Readonly<Record<string, unknown>>)[],
): Promise<string> {
  const settings: unknown = parse(await readFile(fixture, "utf8"));
  const path = join(dir, "trunkline.yaml");
  const entries = sources.map(({ name, ...rest }) => ({
    kind: "asterisk-ami",
    // The fixture is a mapping of settings.
    ...(settings as object),
    source: name,
    ...rest,
  }));
  await writeFile(path, stringify({ sources: entries }));
  return path;
}

/** The doctor at a PBX in the middle of its recording, which goes on once the doctor listens. */
async function examined(terminal: Partial<Terminal> = {}): Promise<CommandResult> {
  const replay = new ReplayedAsterisk(bytes);
  while (replay.position < 1500) replay.next();
  const numbers = new Random(3);
  await using pbx = await startReplayedPbx(replay, { random: () => numbers.next() });
  const connection = { port: pbx.port, username: "trunkline", secret: "said once" };
  const config = await configuration([{ name: "pbx1", connection }]);
  let said = "";
  const out = (text: string) => {
    said += `${text}\n`;
    if (text.includes("listening")) pbx.playTo(replay.position + 300);
  };
  const now = () => replay.nowMs;
  const words = ["doctor", "asterisk", "--config", config];
  const { code, said: others } = await runInTest(words, { out, now, ...terminal });
  return { code, said: said + others };
}

test("the doctor tells what is well, what is missing, and what is made of three live events", async () => {
  const { code, said } = await examined();
  assert.equal(code, 0, said);
  assert.match(
    said,
    /^pbx1 \(asterisk-ami\) at 127\.0\.0\.1:\d+\n.*listening for three live events, at most 30 s\n/,
  );
  assert.match(said, /^ok {7}Asterisk 22\.10\.1, calls now: \d+$/m);
  assert.match(said, /^warning {2}\d queues? of the settings not at the PBX: /m);
  assert.match(said, /^ {9}costs: {2}no call will ever be in it/m);
  assert.match(said, /^ {9}change: queues\.conf, or /m);
  const samples = said.slice(said.indexOf("heard, and what Trunkline makes of it"));
  assert.equal(samples.match(/^ {2}Event: /gm)?.length, 3);
  assert.match(samples, /^ {2}-> \w+ at 2026-11-21T\d\d:\d\d:\d\d\.\d{3}Z \{"/m);
  // The played PBX hurries ahead of its own events.
  assert.match(said, /^warning {2}the PBX's clock is [\d.]+ s behind this machine's$/m);
  assert.match(said, /^2 warnings, 0 failures$/m);
  assert.doesNotMatch(said, /said once/);
});

test("colours are for people: on a terminal, unless they ask for none", async () => {
  const escape = "\u001B[";
  assert.ok(!(await examined()).said.includes(escape));
  assert.ok((await examined({ isOutSeen: true })).said.includes(`${escape}32mok`));
  const plain = await examined({ isOutSeen: true, environment: { NO_COLOR: "1" } });
  assert.ok(!plain.said.includes(escape));
});

test("a check that fails gives exit code 1", async () => {
  const connection = { port: 1, username: "trunkline", secret: "x" };
  const config = await configuration([{ name: "pbx1", connection }]);
  const { code, said } = await runInTest(["doctor", "asterisk", "--config", config]);
  assert.equal(code, 1);
  assert.match(said, /^failure {2}Cannot connect to '127\.0\.0\.1:1'/m);
  assert.match(said, /^Cannot rely on 'pbx1': a check has failed\n$/m);
});

test("without a source to examine the doctor says what to give", async () => {
  const none = await runInTest(["doctor", "freeswitch"]);
  assert.equal(none.code, 2);
  assert.match(
    none.said,
    /^Cannot examine: no source of kind freeswitch-esl; give --config FILE.*docs\/guide\/freeswitch\.md/,
  );
  const connection = { username: "trunkline" };
  const config = await configuration([
    { name: "a", connection },
    { name: "b", connection },
    { name: "files" },
  ]);
  const several = await runInTest(["doctor", "asterisk", "--config", config]);
  assert.match(several.said, /say --source with one of 'a', 'b', 'files'/);
  const words = ["doctor", "asterisk", "--config", config, "--source", "files"];
  assert.match((await runInTest(words)).said, /^Cannot examine: .* has no 'connection'/);
  const wait = await runInTest(["doctor", "asterisk", "--wait", "soon"]);
  assert.match(wait.said, /It must be|it must be a number of seconds/);
});
