// Live sources of the program from outside: a PBX that plays a recording, and a server that is killed.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { parse, stringify } from "yaml";
import { importRecording, recordingBytes } from "./connector/asterisk-ami/recording.ts";
import { recordingSettings } from "./connector/asterisk-ami/recording.ts";
import { ReplayedAsterisk } from "./connector/asterisk-ami/replayed-asterisk.ts";
import { assertSameButForReasons } from "./connector/same-call.ts";
import { startReplayedPbx } from "./connector/replayed-pbx.ts";
import { defaultLineLimits } from "./connector/socket-connector.ts";
import { foldCall } from "./call/fold.ts";
import { tenantKey } from "./lib/tenant-key.ts";
import { Random } from "./simulate/random.ts";
import { SpawnedServer } from "./spawned-server.ts";
import { openHistory } from "./storage/open-history.ts";

const fixture = new URL("connector/asterisk-ami/fixtures/settings.yaml", import.meta.url);

let dir = "";
before(async () => {
  dir = await mkdtemp(join(tmpdir(), "trunkline-"));
});
after(() => rm(dir, { recursive: true, force: true }));

async function writeConfiguration(port: number): Promise<string> {
  const settings: unknown = parse(await readFile(fixture, "utf8"));
  const connection = { port, username: "trunkline", secretFile: join(dir, "secret") };
  await writeFile(join(dir, "secret"), "said once\n");
  const path = join(dir, "trunkline.yaml");
  // The fixture is a mapping of settings.
  const source = { kind: "asterisk-ami", ...(settings as object), connection };
  await writeFile(path, stringify({ sources: [source] }));
  return path;
}

test("a server that listens to a PBX and is killed in the middle of calls has every call, once", async () => {
  const recording = await importRecording(await recordingSettings());
  const replay = new ReplayedAsterisk(Buffer.concat(await Array.fromAsync(recordingBytes())));
  const numbers = new Random(11);
  await using pbx = await startReplayedPbx(replay, { random: () => numbers.next() });
  const config = await writeConfiguration(pbx.port);
  const words = ["--data", join(dir, "data"), "--config", config];
  for (const stopAt of [1500, 2700, Infinity]) {
    await using server = await SpawnedServer.start(words);
    await server.logged("connected to Asterisk");
    pbx.playTo(stopAt);
    await until(async () => (await sum(server, "bytes_read")) === pbx.sentBytes());
    await isQuiet(server);
    server.signal("SIGKILL");
    await server.ended();
  }
  await using history = await openHistory({ dataDir: join(dir, "data") });
  let calls = 0;
  for (const callId of recording.calls.keys()) {
    const tenant = tenantKey(recording.calls.get(callId) ?? { ccId: 1, vdn: 0 });
    const stored = await history.call([tenant], callId);
    assert.ok(stored !== undefined, `${callId} is lost`);
    assertSameButForReasons(foldCall(stored.events), recording.calls.get(callId));
    calls += 1;
  }
  assert.equal(calls, 34);
});

test("a server whose source lacks the file of its secret says so, and never listens", async () => {
  const config = await writeConfiguration(1);
  const gone = join(dir, "gone");
  await writeFile(config, (await readFile(config, "utf8")).replace(join(dir, "secret"), gone));
  const words = ["--data", join(dir, "unheard"), "--config", config];
  await assert.rejects(SpawnedServer.start(words), ({ message }: Error) => {
    assert.match(message, /exit code 1: /);
    assert.doesNotMatch(message, /listening/);
    const said = `Cannot read '${gone}' of source 'pbx1': there is no such file`;
    assert.equal(
      message
        .trimEnd()
        .split("\n")
        .at(-1)
        ?.replace(/^.*exit code 1: /, ""),
      said,
    );
    return true;
  });
});

async function sum(server: SpawnedServer, name: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const line = new RegExp(`^trunkline_source_${name}_total\\{.*\\} (\\d+)$`, "m").exec(text);
  assert.ok(line !== null, `the metrics tell no ${name}`);
  return Number(line[1]);
}

/** What waits for its order has gone on: a connector lets it go when the line has been quiet. */
async function isQuiet(server: SpawnedServer): Promise<void> {
  let before = -1;
  await until(async () => {
    const sent = await sum(server, "events_sent");
    const isSame = sent === before;
    before = sent;
    await delay(4 * defaultLineLimits.quietMs);
    return isSame;
  });
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(10);
}
