// What the gate does beside letting in: limits of tokens, and when keys were used last.
import assert from "node:assert/strict";
import { test } from "node:test";
import { send, signedHeaders, startTestServer, testKey, type TestServer } from "../test-server.ts";

const tokenPath = "/apigovernance/api/oauth/tokenByAkSk";
const tasksPath = "/apiaccess/CC-Management/v1/mobileAgent/queryCallDetailRecord";
const json = { "content-type": "application/json" };
const at = Date.parse("2026-11-21T08:00:00Z");

function addApps({ registry }: TestServer): void {
  for (const appKey of ["crm", "bi"]) {
    registry.putApp({ appKey, appSecret: "hush", scope: { kind: "global" } });
  }
}

function askToken({ url }: TestServer, appKey: string, appSecret = "hush") {
  const body = JSON.stringify({ app_key: appKey, app_secret: appSecret });
  return send(url + tokenPath, { headers: json }, body);
}

test("an address that asks for too many tokens is told when to come again, in the family's own body", async () => {
  const now = () => at;
  await using server = await startTestServer({ flags: { "limit.tokensPerSecond": "3" }, now });
  addApps(server);
  const statuses: number[] = [];
  for (const app of ["crm", "bi", "crm"]) statuses.push((await askToken(server, app)).status);
  assert.deepEqual(statuses, [200, 200, 200]);
  const { status, headers, body } = await askToken(server, "bi");
  assert.equal(status, 429);
  assert.equal(headers["retry-after"], "1");
  const { message, ...rest } = body;
  assert.match(String(message), /tokens in a second/);
  assert.deepEqual(rest, { status, error: "Too Many Requests", path: tokenPath, timestamp: at });
});

test("whoever asks with a wrong secret uses up no tokens of the app", async () => {
  const flags = { "limit.tokensPerSecond": "3", "http.trustedProxies": "127.0.0.1" };
  await using server = await startTestServer({ flags, now: () => at });
  addApps(server);
  const askFrom = async (address: string, secret: string) => {
    const headers = { ...json, "x-forwarded-for": address };
    const body = JSON.stringify({ app_key: "crm", app_secret: secret });
    return (await send(server.url + tokenPath, { headers }, body)).status;
  };
  for (const address of ["10.0.0.1", "10.0.0.2"]) {
    for (let tried = 0; tried < 3; tried += 1) assert.equal(await askFrom(address, "no"), 401);
    assert.equal(await askFrom(address, "hush"), 429);
  }
  const given = [await askFrom("10.0.0.3", "hush"), await askFrom("10.0.0.4", "hush")];
  given.push(await askFrom("10.0.0.5", "hush"), await askFrom("10.0.0.6", "hush"));
  assert.deepEqual(given, [200, 200, 200, 429]);
});

test("the last use of access keys and apps is told; a refused request is none", async () => {
  await using server = await startTestServer();
  addApps(server);
  const { url, registry } = server;
  const lastUse = () => registry.accessKey(testKey.ak)?.lastUsedAt;
  await send(url + tasksPath, { headers: json }, "{}");
  await askToken(server, "crm", "wrong");
  assert.deepEqual([lastUse(), registry.app("crm")?.lastUsedAt], [undefined, undefined]);
  const path = "/rest/cmsapp/v1/ping";
  const headers = signedHeaders({ host: new URL(url).host, path, body: "{}" });
  assert.equal((await send(url + path, { headers }, "{}")).status, 200);
  assert.equal(typeof lastUse(), "number");
  await askToken(server, "crm");
  assert.equal(typeof registry.app("crm")?.lastUsedAt, "number");
  assert.equal(registry.app("bi")?.lastUsedAt, undefined);
});

test("a key and an app of the same name are two: the requests of one use up nothing of the other", async () => {
  const flags = { "limit.requestsPerSecondPerKey": "2" };
  const now = Date.now();
  await using server = await startTestServer({ flags, now: () => now });
  const { url, registry } = server;
  registry.putApp({ appKey: testKey.ak, appSecret: "hush", scope: { kind: "global" } });
  const token = String((await askToken(server, testKey.ak)).body["AccessToken"]);
  const path = "/rest/cmsapp/v1/ping";
  const askTasks = { headers: { ...json, authorization: `Bearer ${token}` } };
  for (const expected of [200, 200, 429]) {
    const body = JSON.stringify({ startTime: now, endTime: now });
    assert.equal((await send(url + tasksPath, askTasks, body)).status, expected);
  }
  const headers = signedHeaders({ host: new URL(url).host, path, body: "{}" });
  assert.equal((await send(url + path, { headers }, "{}")).status, 200);
});

test("one host of IPv6 has one rate, whichever address of its /64 it sends from", async () => {
  const flags = { "limit.requestsPerSecondPerAddress": "2", "http.trustedProxies": "127.0.0.1" };
  await using server = await startTestServer({ flags, now: () => at });
  const askFrom = async (address: string) => {
    const headers = { ...json, "x-forwarded-for": address };
    return (await send(server.url + tasksPath, { headers }, "{}")).status;
  };
  assert.deepEqual([await askFrom("2001:db8::1"), await askFrom("2001:db8::2")], [401, 401]);
  assert.equal(await askFrom("2001:db8::3"), 429);
  assert.equal(await askFrom("2001:db8:0:1::1"), 401);
  const key = server.bearer("read", "1/170");
  const me = async (address: string) => {
    const headers = { authorization: `Bearer ${key}`, "x-forwarded-for": address };
    return (await send(`${server.url}/v1/me`, { method: "GET", headers })).status;
  };
  assert.deepEqual([await me("2001:db8::4"), await me("2001:db8:0:2::1")], [429, 200]);
});
