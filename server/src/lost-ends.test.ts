// The line to a FreeSWITCH breaks in the middle of calls, and it posts what we have not heard: through the whole server.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { SourceStatus, getOperations } from "@trunkline/contract";
import type { Static } from "typebox";
import { parse, stringify } from "yaml";
import type { Call } from "./call/call.ts";
import { foldCall } from "./call/fold.ts";
import { importRecording, recordingBytes } from "./connector/freeswitch-esl/recording.ts";
import { recordingSettings } from "./connector/freeswitch-esl/recording.ts";
import { ReplayedFreeswitch } from "./connector/freeswitch-esl/replayed-freeswitch.ts";
import { recordedJsonCdrs } from "./connector/freeswitch-json-cdr/recording.ts";
import { startReplayedPbx, type ReplayedPbx } from "./connector/replayed-pbx.ts";
import { tenantKey } from "./lib/tenant-key.ts";
import { Random } from "./simulate/random.ts";
import { MemoryHistory } from "./storage/memory/memory-history.ts";
import { send, startTestServer, type TestServer } from "./test-server.ts";

const settingsUrl = new URL("connector/freeswitch-esl/fixtures/settings.yaml", import.meta.url);
const settings: object = parse(await readFile(settingsUrl, "utf8"));
const bytes = Buffer.concat(await Array.fromAsync(recordingBytes("plain")));
const whole = await importRecording(await recordingSettings(), recordingBytes("plain"));
const records = await recordedJsonCdrs();

/** Clocks of channels and events step apart by up to three ticks of 20 ms. */
const clockMs = 60;
const neverMs = "3600000";

type Scene = AsyncDisposable & {
  readonly server: TestServer;
  readonly history: MemoryHistory;
  readonly pbx: ReplayedPbx;
  readonly replay: ReplayedFreeswitch;
};

async function begin(reconnectMs: string): Promise<Scene> {
  const replay = new ReplayedFreeswitch(bytes);
  const numbers = new Random(3);
  const pbx = await startReplayedPbx(replay, { random: () => numbers.next() });
  const connection = { port: pbx.port, password: "ClueCon" };
  const sources = [{ kind: "freeswitch-esl", ...settings, connection }];
  const history = new MemoryHistory();
  const server = await startTestServer({
    history,
    configuration: stringify({ sources }),
    flags: {
      "connector.reconnectFirstMs": reconnectMs,
      "connector.reconnectMostMs": reconnectMs,
    },
  });
  return {
    ...{ server, history, pbx, replay },
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await pbx[Symbol.asyncDispose]();
    },
  };
}

async function sourceOf({ server }: Scene): Promise<SourceStatus> {
  const headers = { authorization: `Bearer ${server.bearer("admin")}` };
  const { body } = await send(`${server.url}/v1/operations`, { method: "GET", headers });
  // The reply is the contract's; there is one source.
  const [source] = (body as Static<typeof getOperations.reply>).sources;
  assert.ok(source !== undefined);
  return source;
}

async function until(scene: Scene, condition: (source: SourceStatus) => boolean): Promise<void> {
  while (!condition(await sourceOf(scene))) await nextTurn();
}

/** The server hears the first part; what comes after it happens while the line is down. */
async function breakLine(scene: Scene, share: number): Promise<void> {
  const { pbx, replay } = scene;
  await until(scene, ({ state }) => state === "connected");
  pbx.playTo(Math.floor(replay.events.length * share));
  await until(scene, ({ bytesRead }) => bytesRead === pbx.sentBytes());
  pbx.hangUp();
  pbx.playTo(replay.events.length);
}

async function post({ server }: Scene, record: string, key = server.bearer("ingest")) {
  const headers = { "content-type": "application/json", authorization: `Bearer ${key}` };
  return send(`${server.url}/v1/sources/freeswitch/json_cdr?uuid=x`, { headers }, record);
}

async function postAll(scene: Scene): Promise<void> {
  for (const record of records) {
    const { status, body } = await post(scene, record);
    assert.deepEqual([status, body["refused"]], [200, []]);
  }
}

/** What the store has of every call, but for when it was written. */
async function stored({ history }: Scene): Promise<ReadonlyMap<string, StoredFacts>> {
  const found = new Map<string, StoredFacts>();
  for (const { callId, arrivedAt, ...call } of whole.calls.values()) {
    const record = await history.call([tenantKey(call)], callId, arrivedAt);
    if (record === undefined) continue;
    const { loggedAt: _loggedAt, ...row } = record.row;
    found.set(callId, { row, call: foldCall(record.events) });
  }
  return found;
}

type StoredFacts = { readonly row: object; readonly call: Call };

/** What the caller's record alone does not tell are rings that nobody answered, and holds. */
function factsOf(call: Call): object {
  const { direction, callerNo, vdn, endedBy, leaveReason, releaseCause } = call;
  const places = call.legs
    .filter(({ device, callBegin }) => device.kind !== "agent" || callBegin > 0)
    .map(({ device, leaveReason: left }) => ({ device, left }));
  return { direction, callerNo, vdn, endedBy, leaveReason, releaseCause, places };
}

async function assertAllKnown(scene: Scene): Promise<void> {
  const found = await stored(scene);
  for (const call of whole.calls.values()) {
    const got = found.get(call.callId)?.call;
    assert.ok(got !== undefined, `${call.callId} is lost`);
    const offMs = Math.abs(got.endedAt - call.endedAt);
    assert.ok(offMs <= clockMs, `${call.callerNo} ended ${offMs} ms off`);
    assert.deepEqual(factsOf(got), factsOf(call), call.callerNo);
  }
  for (const task of whole.tasks.values()) {
    const got = await scene.history.task([tenantKey(task)], task.serialNo);
    const { state, reasonCode } = got?.task ?? {};
    assert.deepEqual([state, reasonCode], [task.state, task.reasonCode], task.serialNo);
  }
  assert.deepEqual([...scene.server.server.board.entries()], []);
}

/** Some of them within 20 ms of a call's next fact, or between the hangups of two channels of a call. */
const shares = [0.0917, 0.3, 0.5417, 0.6583, 0.7917, 0.875, 0.95];

for (const share of shares) {
  const cut = `line breaks after ${Math.round(share * 100)} %`;

  test(`${cut} and stays down: the posted records tell the rest, and change nothing else`, async () => {
    await using scene = await begin(neverMs);
    await breakLine(scene, share);
    await until(scene, ({ state }) => state === "waiting");
    const heard = await stored(scene);
    assert.ok(heard.size < whole.calls.size);
    await postAll(scene);
    await assertAllKnown(scene);
    const told = await stored(scene);
    for (const [callId, facts] of heard) assert.deepEqual(told.get(callId), facts);
    for (const record of records) assert.equal((await post(scene, record)).body["accepted"], 0);
    assert.deepEqual(await stored(scene), told);
  });

  test(`${cut} and comes back: the posted records correct the ends that were presumed`, async () => {
    await using scene = await begin("10");
    await breakLine(scene, share);
    await until(scene, ({ state, connections }) => state === "connected" && connections === 2);
    assert.deepEqual([...scene.server.server.board.entries()], []);
    await postAll(scene);
    await assertAllKnown(scene);
  });
}

test("a line that never breaks leaves nothing for the records to tell", async () => {
  await using scene = await begin(neverMs);
  await breakLine(scene, 1);
  await until(scene, ({ state }) => state === "waiting");
  const heard = await stored(scene);
  // The last events of all may still wait for their order.
  assert.ok(heard.size >= whole.calls.size - 1);
  await postAll(scene);
  const told = await stored(scene);
  for (const [callId, facts] of heard) assert.deepEqual(told.get(callId), facts);
});

test("the key of one tenant ends no call of another", async () => {
  await using scene = await begin(neverMs);
  await breakLine(scene, 0.8);
  await until(scene, ({ state }) => state === "waiting");
  const before = [await stored(scene), boardOf(scene)];
  const key = scene.server.bearer("ingest", "1/999");
  for (const record of records) assert.equal((await post(scene, record, key)).status, 404);
  assert.deepEqual([await stored(scene), boardOf(scene)], before);
  const own = [...whole.calls.values()].filter(({ vdn }) => vdn === 171);
  const other = [...whole.calls.values()].filter(({ vdn }) => vdn === 170);
  let refused = 0;
  for (const record of records) {
    const { status } = await post(scene, record, scene.server.bearer("ingest", "1/171"));
    if (status === 400) refused += 1;
  }
  assert.equal(refused, other.length);
  const after = await stored(scene);
  assert.ok(own.every(({ callId }) => after.has(callId)));
  for (const { callId } of other) assert.deepEqual(after.get(callId), before[0]?.get(callId));
});

function boardOf({ server }: Scene): ReadonlyMap<string, StoredFacts> {
  return new Map(
    [...server.server.board.entries()].map(({ call }) => [
      call.callId,
      { row: {}, call: structuredClone(call) },
    ]),
  );
}
