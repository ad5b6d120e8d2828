// The program from outside, exactly as its black-box contract says.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { request, type ClientRequest, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { after, before, test } from "node:test";
import { runCommandLine } from "./cli/run-command-line.ts";
import { runCommand, SpawnedServer, type Ran } from "./spawned-server.ts";

const tenant = "1/170";
const app = { key: "K", secret: "app-secret" };
const taskPath = "/apiaccess/CC-Management/v1/mobileAgent/queryCallDetailRecord";
const now = Date.now();
const second = Math.floor(now / 1000);

let dir = "";
let ingestKey = "";

function run(...words: readonly string[]): Ran {
  return runCommand(words, { cwd: dir });
}

/** What the command printed; it must have succeeded, and said nothing on stderr. */
function succeed(...words: readonly string[]): string {
  const { code, out, err } = run(...words);
  assert.deepEqual({ code, err }, { code: 0, err: "" }, words.join(" "));
  return out.trimEnd();
}

before(async () => {
  dir = await mkdtemp(join(tmpdir(), "trunkline-"));
  const data = ["--data", "data"];
  const codes = ["--access-code", "1=88880001,2=88880002"];
  succeed("tenant", "set", ...data, "--tenant", tenant, "--time-zone", "Asia/Shanghai", ...codes);
  succeed("key", "create", ...data, "--ak", "AK", "--sk", "SK", "--tenant", tenant);
  succeed(
    "app",
    "create",
    ...data,
    "--app-key",
    app.key,
    "--app-secret",
    app.secret,
    "--tenant",
    tenant,
  );
  ingestKey = succeed("token", "create", ...data, "--role", "ingest", "--tenant", tenant);
});

after(() => rm(dir, { recursive: true, force: true }));

test("what is shown steers no terminal, and makes no row of its own", () => {
  const name = "\u001B[2J\n1/999  forged\u009B1m";
  succeed("tenant", "set", "--data", "named", "--tenant", tenant, "--name", name);
  const [, row = "", ...others] = succeed("tenant", "list", "--data", "named").split("\n");
  assert.match(row, /^1\/170 +\\u001b\[2J\\u000a1\/999  forged\\u009b1m +UTC/);
  assert.deepEqual(others, []);
  const { err } = run("tenant", "set", "--tenant", "\u001B[2J");
  assert.match(err, /'\\u001b\[2J'/);
});

test("a registry that is missing beside records is told, by the server and by the command that makes a new one", async () => {
  const data = join(dir, "lost");
  const registry = join(data, "registry.db");
  {
    await using first = await SpawnedServer.start(["--data", data]);
    assert.doesNotMatch(first.err, /missing/);
  }
  await rm(registry);
  const said = run("tenant", "set", "--data", data, "--tenant", tenant).err;
  assert.match(said, /^'.*registry\.db': the registry is missing: .*from a backup\n$/);
  await rm(registry);
  await using second = await SpawnedServer.start(["--data", data]);
  await second.logged("the registry is missing");
  assert.match(second.err, /"level":50.*registry\.db.*the registry is missing/);
});

type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
};

async function send(url: string, init: RequestInit): Promise<Answer> {
  const reply = await fetch(url, init);
  // Every answer of these interfaces is a JSON object.
  const body = (await reply.json()) as Answer["body"];
  return { status: reply.status, headers: reply.headers, body };
}

function postEvents(url: string, type: string, body: string, key = ingestKey): Promise<Answer> {
  const headers = { "content-type": type, authorization: `Bearer ${key}` };
  return send(`${url}/v1/events`, { method: "POST", headers, body });
}

/** Signed by the product's own command, in this process. */
async function ask(
  url: string,
  path: string,
  question: object,
  key = { ak: "AK", sk: "SK" },
): Promise<Answer> {
  const body = JSON.stringify(question);
  let authorization = "";
  const words = ["sign", "--ak", key.ak, "--sk", key.sk, "--url", url + path, "--body", body];
  const code = await runCommandLine([...words, "--quiet"], {
    out: (text) => {
      authorization = text;
    },
    write: async () => {},
    isOutSeen: false,
    err: (text) => assert.fail(text),
    status: () => {},
    environment: {},
    now: Date.now,
    randomBytes,
    signal: new AbortController().signal,
  });
  assert.equal(code, 0);
  const headers = { "content-type": "application/json;charset=UTF-8", authorization };
  return send(url + path, { method: "POST", headers, body });
}

async function askTasks(url: string, question: object): Promise<Answer> {
  const type = { "content-type": "application/json" };
  const token = await send(`${url}/apigovernance/api/oauth/tokenByAkSk`, {
    method: "POST",
    headers: type,
    body: JSON.stringify({ app_key: app.key, app_secret: app.secret }),
  });
  assert.equal(token.status, 200);
  const headers = { ...type, authorization: `Bearer ${String(token.body["AccessToken"])}` };
  return send(url + taskPath, { method: "POST", headers, body: JSON.stringify(question) });
}

const common = { ccId: 1, vdn: 170 };

function callEvents(callId: string, kinds: readonly object[]): object[] {
  const arrived = {
    kind: "arrived",
    direction: "in",
    callerNo: "13800000001",
    calleeNo: "88880001",
  };
  return [arrived, ...kinds].map((event, index) => ({
    at: now - 60_000 + index * 1000,
    ...common,
    callId,
    ...event,
  }));
}

const queued = { kind: "queued", skillId: 1 };
const offered = { kind: "offered", agentId: 1001 };
const answered = { kind: "answered", agentId: 1001 };
const ended = { kind: "ended", by: "customer" };
const lines = (events: readonly object[]) =>
  events.map((event) => JSON.stringify(event)).join("\n");

const answeredCall = callEvents(`${second}-1`, [queued, offered, answered, ended]);
const missedCall = callEvents(`${second}-2`, [queued, ended]);
const waitingCall = callEvents(`${second}-3`, [queued]);
const talkingCall = callEvents(`${second}-4`, [queued, offered, answered]);
const task = [
  { kind: "taskCreated", taskType: "1", caller: "1001", called: "13800000001" },
  { kind: "taskEnded", reasonCode: 1 },
].map((event, index) => ({
  at: now - 5000 + index,
  ...common,
  serialNo: "10370583964713",
  ...event,
}));

async function assertFiveInterfaces(url: string): Promise<void> {
  const day = { beginDate: now - 3_600_000, endDate: now };
  const calls = "/rest/cmsapp/v2/openapi/vdn/querycalls";
  const list = await ask(url, calls, { ...common, ...day, isCallIn: "true" });
  const { count, data } = list.body["resultDesc"] as { count: number; data: { callId: string }[] };
  assert.equal(count, 2);
  assert.deepEqual(data.map(({ callId }) => callId).sort(), [`${second}-1`, `${second}-2`]);

  const missed = "/rest/cmsapp/v1/callin/queryMissedCalls";
  const { body } = await ask(url, missed, { vdn: 170, offset: 0, limit: 10 });
  assert.equal(body["returnCode"], "0");
  assert.equal(body["total"], 1);

  const detail = "/rest/cmsapp/v1/openapi/calldata/querydetailcallinfo";
  const running = await ask(url, detail, { ...common, callId: `${second}-4` });
  const info = running.body["resultDesc"] as { deviceNo: number };
  assert.equal(running.body["resultCode"], "0100000");
  assert.equal(info.deviceNo, 1001);

  const counts = "/rest/cmsapp/v1/openapi/vdn/queryaccesscodecallinfo";
  const live = await ask(url, counts, { ...common, innoIds: ["1", 2] });
  const rows = live.body["resultDesc"] as { innoId: number; allCallCount: number }[];
  assert.deepEqual(
    rows.map(({ innoId, allCallCount }) => [innoId, allCallCount]),
    [
      [1, 2],
      [2, 0],
    ],
  );

  const tasks = await askTasks(url, { startTime: String(now - 60_000), endTime: now });
  assert.equal(tasks.body["retCode"], "0");
  assert.equal((tasks.body["result"] as { total: number }).total, 1);
}

test("events of every content type are on disk when acknowledged: kill, restart, ask", async () => {
  {
    await using server = await SpawnedServer.start(["--data", "data"], { cwd: dir });
    const { url } = server;
    assert.equal((await fetch(`${url}/healthz`)).status, 200);
    assert.equal((await fetch(`${url}/readyz`)).status, 200);
    const cloudEvents = waitingCall.map((event) => {
      const { kind, at, ...data } = event as { kind: string; at: number };
      const time = new Date(at).toISOString();
      const id = `${kind}-1`;
      return { specversion: "1.0", type: `trunkline.call.${kind}`, source: "pbx", id, time, data };
    });
    const posts: readonly (readonly [string, string, number])[] = [
      ["application/x-ndjson", lines(answeredCall), 5],
      ["application/json", JSON.stringify([...missedCall, ...talkingCall]), 7],
      ["application/cloudevents-batch+json", JSON.stringify(cloudEvents), 2],
      ["application/x-ndjson", lines(task), 2],
    ];
    for (const [type, body, accepted] of posts) {
      const first = await postEvents(url, type, body);
      assert.deepEqual(first.body, { accepted, duplicates: 0, refused: [] });
      assert.equal(first.status, 200);
      const again = await postEvents(url, type, body);
      assert.deepEqual(again.body, { accepted: 0, duplicates: accepted, refused: [] });
      assert.equal(again.status, 200);
    }
    server.signal("SIGKILL");
    assert.equal(await server.ended(), null);
  }
  await using server = await SpawnedServer.start(["--data", "data"], { cwd: dir });
  await assertFiveInterfaces(server.url);
  const again = await postEvents(server.url, "application/json", JSON.stringify(answeredCall));
  assert.deepEqual(again.body, { accepted: 0, duplicates: 5, refused: [] });
  const admin = succeed("token", "create", "--data", "data", "--role", "admin", "--tenant", tenant);
  const headers = { authorization: `Bearer ${admin}` };
  const consistency = await send(`${server.url}/v1/admin/consistency`, { headers });
  assert.deepEqual(consistency.body["drift"], []);
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  assert.match(metrics, /^trunkline_live_calls\{place="queue"\} 1$/m);
  server.signal("SIGTERM");
  assert.equal(await server.ended(), 0);
  assert.doesNotMatch(server.err, /13800000001/, "the log masks phone numbers");
});

test("keys made and revoked while the server runs count at once", async () => {
  await using server = await SpawnedServer.start(["--data", "data"], { cwd: dir });
  const ping = "/rest/cmsapp/v1/ping";
  const data = ["--data", "data"];
  const key = { ak: "AK2", sk: "SK2" };
  assert.equal((await ask(server.url, ping, {}, key)).status, 401);
  succeed("key", "create", ...data, "--ak", "AK2", "--sk", "SK2", "--global");
  const { body } = await ask(server.url, ping, { hello: 1 }, key);
  assert.deepEqual(body, { request: { hello: 1 }, status: "UP" });
  succeed("key", "revoke", ...data, "--ak", "AK2");
  assert.equal((await ask(server.url, ping, {}, key)).status, 401);

  succeed("tenant", "set", ...data, "--tenant", "2/1");
  const foreign = succeed("token", "create", ...data, "--role", "ingest", "--tenant", "2/1");
  const refused = await postEvents(server.url, "application/x-ndjson", lines(missedCall), foreign);
  assert.equal(refused.status, 400);
  assert.equal((refused.body["refused"] as object[]).length, missedCall.length);
  const read = succeed("token", "create", ...data, "--role", "read", "--tenant", tenant);
  assert.equal((await postEvents(server.url, "application/json", "[]", read)).status, 403);
});

/** A batch that the server has begun to read. */
async function beginBatch(url: string, text: string): Promise<ClientRequest> {
  const sent = request(`${url}/v1/events`, {
    method: "POST",
    headers: {
      "content-type": "application/x-ndjson",
      "content-length": text.length,
      authorization: `Bearer ${ingestKey}`,
      expect: "100-continue",
    },
  });
  sent.flushHeaders();
  await once(sent, "continue");
  sent.write(text.slice(0, 100));
  return sent;
}

test("a stop finishes what was accepted; a second server on the same data is refused", async () => {
  await using server = await SpawnedServer.start(["--data", "data"], { cwd: dir });
  const second = run("serve", "--port", "0", "--data", "data");
  assert.equal(second.code, 1);
  assert.match(second.err, /^Cannot open the data in 'data': another process is using it\n$/);

  const text = lines(callEvents(`${now}-5`, [queued]));
  const sent = await beginBatch(server.url, text);
  server.signal("SIGTERM");
  sent.end(text.slice(100));
  // The type of the event's argument is fixed by Node.
  const [reply] = (await once(sent, "response")) as [IncomingMessage];
  assert.deepEqual(await json(reply), { accepted: 2, duplicates: 0, refused: [] });
  assert.equal(await server.ended(), 0);
});

test("a stop waits no longer than those who read", { timeout: 30_000 }, async () => {
  const readKey = succeed(
    "token",
    "create",
    "--data",
    "data",
    "--role",
    "read",
    "--tenant",
    tenant,
  );
  const flags = ["--data", "data", "--http-stop-timeout-ms", "60000"];
  await using server = await SpawnedServer.start(flags, { cwd: dir });
  const headers = { authorization: `Bearer ${readKey}` };
  const [stream, file] = await Promise.all(
    ["/v1/live/stream", "/v1/export/calls?format=csv"].map((path) =>
      fetch(server.url + path, { headers }),
    ),
  );
  server.signal("SIGTERM");
  assert.match((await stream?.text()) ?? "", /serverStops/);
  assert.equal(file?.status, 200);
  await file.text();
  assert.equal(await server.ended(), 0);
});

test("a second signal ends the server at once", async () => {
  await using server = await SpawnedServer.start(["--data", "data"], { cwd: dir });
  const sent = await beginBatch(server.url, lines(callEvents(`${now}-6`, [queued])));
  const broken = once(sent, "error");
  server.signal("SIGTERM");
  await server.logged("stopping");
  server.signal("SIGTERM");
  assert.equal(await server.ended(), 1);
  await broken;
});

test("a first try needs nothing: demo keys are printed, and they work", async () => {
  const cwd = await mkdtemp(join(tmpdir(), "trunkline-"));
  try {
    await using server = await SpawnedServer.start([], { cwd });
    assert.match(server.url, /^http:\/\/127\.0\.0\.1:/);
    assert.deepEqual((await readdir(cwd)).sort(), ["data"]);
    const [, ak = "", sk = ""] = /access key (\S+), secret key (\S+)/.exec(server.out) ?? [];
    const [, ingest = ""] = /ingest (tl_\S+)/.exec(server.out) ?? [];
    assert.equal((await ask(server.url, "/rest/cmsapp/v1/ping", {}, { ak, sk })).status, 200);
    assert.equal((await postEvents(server.url, "application/json", "[]", ingest)).status, 200);
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
});

test("files of the data directory are the owner's alone, also in one that others may enter", async () => {
  const data = join(dir, "open");
  await mkdir(data);
  await chmod(data, 0o755);
  succeed("tenant", "set", "--data", data, "--tenant", tenant);
  const bearer = ["--role", "ingest", "--tenant", tenant];
  const key = succeed("token", "create", "--data", data, ...bearer);
  await using server = await SpawnedServer.start(["--data", data]);
  const taken = await postEvents(server.url, "application/x-ndjson", lines(answeredCall), key);
  assert.equal(taken.status, 200);
  const entries = await readdir(data, { recursive: true, withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  for (const name of ["registry.db", "main.db", "webhooks.db", "master.key", "main.db-wal"]) {
    assert.ok(names.includes(name), name);
  }
  for (const { parentPath, name } of entries) {
    const { mode } = await stat(join(parentPath, name));
    assert.equal((mode & 0o077).toString(8), "0", name);
  }
});

test("wrong usage is told in one line on stderr, with exit code 2; a failure with 1", () => {
  const usage = run("serve", "--port", "many");
  assert.deepEqual([usage.code, usage.out], [2, ""]);
  assert.match(usage.err, /^Cannot [^\n]+ got 'many'\n$/);
  const failure = run("key", "revoke", "--data", "data", "--ak", "nobody");
  assert.deepEqual([failure.code, failure.out], [1, ""]);
  assert.match(failure.err, /^Cannot revoke access key 'nobody': there is none such; [^\n]+\n$/);
});
