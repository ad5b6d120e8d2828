// What every listener promises, whatever is asked: who gets in, what is refused, in which words.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import type { RequestOptions } from "node:http";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { MemoryHistory } from "./storage/memory/memory-history.ts";
import { send, signedHeaders, startTestServer, testKey } from "./test-server.ts";

const ping = "/rest/cmsapp/v1/ping";
const json = { "content-type": "application/json" };

function signed(
  url: string,
  path: string,
  body: string | Buffer,
  key = testKey,
): Record<string, string> {
  return signedHeaders({ host: new URL(url).host, path, body }, key);
}

test("errors of the CC-CMS family have the documented body, with the path and without the query", async () => {
  await using server = await startTestServer({ flags: { "http.bodyBytesMax": "1024" } });
  const { url } = server;
  const tokens = "/apigovernance/api/oauth/tokenByAkSk";
  const tasks = "/apiaccess/CC-Management/v1/mobileAgent/queryCallDetailRecord";
  const cases: readonly (readonly [string, RequestOptions, string, number, string])[] = [
    [ping, { headers: json }, "{}", 401, "Unauthorized"],
    [tasks, { headers: json }, "{}", 401, "Unauthorized"],
    [tokens, { headers: json }, '{"app_key":"a","app_secret":"b"}', 401, "Unauthorized"],
    [tokens, { headers: json }, "{}", 400, "Bad Request"],
    ["/rest/nothing", { headers: json }, "{}", 404, "Not Found"],
    ["/rest/nothing", { headers: { "content-type": "text/xml" } }, "<a/>", 404, "Not Found"],
    ["/ccbms/ws/monitor/callinfo", { headers: json }, "{}", 404, "Not Found"],
    [ping, { method: "GET" }, "", 405, "Method Not Allowed"],
    [ping, { method: "PUT", headers: json }, "not json", 405, "Method Not Allowed"],
    [ping, { method: "DELETE" }, "", 405, "Method Not Allowed"],
    [ping, { headers: json }, "x".repeat(2000), 413, "Payload Too Large"],
    [ping, { headers: { "content-type": "text/xml" } }, "<a/>", 415, "Unsupported Media Type"],
  ];
  for (const [path, options, body, status, error] of cases) {
    const answer = await send(`${url}${path}?secret=1`, options, body);
    const { timestamp, message, ...rest } = answer.body;
    assert.deepEqual(rest, { status, error, path }, `${status} ${path}`);
    assert.ok(Math.abs(Number(timestamp) - Date.now()) < 60_000);
    assert.equal(typeof message, "string");
    assert.equal(answer.status, status);
    if (status === 405) assert.equal(answer.headers.allow, "POST");
  }
});

test("errors of our own API are problem documents with a code and the request id", async () => {
  await using server = await startTestServer();
  const authorization = `Bearer ${server.bearer("ingest", "1/170")}`;
  const id = { "x-request-id": "req-1" };
  const own = { ...id, authorization };
  const wrong = { ...id, ...json, authorization: "Bearer no" };
  const csv = { ...own, "content-type": "text/csv" };
  const cases: readonly (readonly [string, RequestOptions, string, number, string])[] = [
    ["/v1/events", { headers: { ...id, ...json } }, "[]", 401, "unauthenticated"],
    ["/v1/events", { headers: wrong }, "[]", 401, "unauthenticated"],
    ["/v1/events", { headers: own }, "", 415, "unsupportedMediaType"],
    ["/v1/events", { headers: csv }, "a", 415, "unsupportedMediaType"],
    ["/v1/events", { method: "GET", headers: own }, "", 405, "methodNotAllowed"],
    ["/v1/nothing", { headers: { ...id, ...json } }, "{", 404, "notFound"],
    ["/v1/admin/consistency", { method: "GET", headers: own }, "", 403, "forbidden"],
  ];
  for (const [path, options, body, status, code] of cases) {
    const answer = await send(server.url + path, options, body);
    assert.equal(answer.headers["content-type"], "application/problem+json; charset=utf-8");
    const { status: told, code: toldCode, instance } = answer.body;
    assert.deepEqual([answer.status, told, toldCode, instance], [status, status, code, "req-1"]);
    assert.equal(answer.headers["x-request-id"], "req-1");
  }
});

test("a request id that could break a log line is replaced", async () => {
  await using server = await startTestServer();
  const { headers } = await send(`${server.url}/healthz`, {
    method: "GET",
    headers: { "x-request-id": "a b\tc" },
  });
  assert.match(String(headers["x-request-id"]), /^[\w-]{8,}$/);
});

test("the signature is over the Host that the client sent, whatever the server is called", async () => {
  await using server = await startTestServer();
  const host = "cms.example.test";
  const headers = { host, ...signedHeaders({ host, path: ping, body: "{}" }) };
  assert.equal((await send(server.url + ping, { headers }, "{}")).status, 200);
});

test("ping gives a JSON object back as it came, whatever JavaScript would make of it", async () => {
  await using server = await startTestServer();
  const pinged = (body: string | Buffer) =>
    send(server.url + ping, { headers: signed(server.url, ping, body) }, body);
  const object = '{ "callSerialNo":1037058396471308289,\r\n"2":1,"1":2,"1":1.0,"\\u00e9":"\u00e9"}';
  const { text } = await pinged(` \r\n\t${object}\n`);
  assert.equal(text, `{"request":${object},"status":"UP"}`);
  const broken = await pinged(Buffer.from('{"name":"caf\u00e9"}', "latin1"));
  assert.equal(broken.text, '{"request":{"name":"caf\ufffd"},"status":"UP"}');
  for (const body of ["[1]", '"x"', "{} {}", '{"a":1},"status":"DOWN"']) {
    assert.equal((await pinged(body)).body["resultCode"], "0100002", body);
  }
});

test("what a question says in vain is named in a header; in strict mode it is refused", async () => {
  const body = '{"ccId":1,"vdn":170,"agentID":1001}';
  const path = "/rest/cmsapp/v1/openapi/agent/agentprivatecall";
  await using lenient = await startTestServer();
  const answer = await send(lenient.url + path, { headers: signed(lenient.url, path, body) }, body);
  assert.equal(answer.headers["x-trunkline-ignored"], "agentID");
  await using strict = await startTestServer({ flags: { strict: "true" } });
  const refused = await send(strict.url + path, { headers: signed(strict.url, path, body) }, body);
  assert.equal(refused.body["resultCode"], "0100002");
  assert.match(String(refused.body["resultDesc"]), /'agentID', did you mean 'agentId'/);
});

test("an address that guesses is locked, behind a trusted proxy too, and no other", async () => {
  const flags = { "lockOut.guessesMax": "3", "http.trustedProxies": "127.0.0.0/8" };
  await using server = await startTestServer({ flags });
  const from = (address: string, sk: string) =>
    send(
      server.url + ping,
      {
        headers: {
          ...signed(server.url, ping, "{}", { ...testKey, sk }),
          "x-forwarded-for": `9.9.9.9, ${address}`,
        },
      },
      "{}",
    );
  for (let guess = 0; guess < 3; guess += 1) {
    assert.equal((await from("203.0.113.1", "wrong")).status, 401);
  }
  const locked = await from("203.0.113.1", "SK");
  assert.equal(locked.status, 403);
  assert.ok(Number(locked.headers["retry-after"]) > 0);
  assert.equal((await from("203.0.113.2", "SK")).status, 200);
});

test("a client's own X-Forwarded-For counts for nothing", async () => {
  await using server = await startTestServer({ flags: { "lockOut.guessesMax": "2" } });
  for (const address of ["203.0.113.1", "203.0.113.2"]) {
    const headers = {
      ...signed(server.url, ping, "{}", { ...testKey, sk: "wrong" }),
      "x-forwarded-for": address,
    };
    assert.equal((await send(server.url + ping, { headers }, "{}")).status, 401);
  }
  const headers = { ...signed(server.url, ping, "{}"), "x-forwarded-for": "203.0.113.3" };
  assert.equal((await send(server.url + ping, { headers }, "{}")).status, 403);
});

test("a key that asks too often is told when to come again", async () => {
  await using server = await startTestServer({ flags: { "limit.requestsPerSecondPerKey": "2" } });
  const headers = signed(server.url, ping, "{}");
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => send(server.url + ping, { headers }, "{}")),
  );
  const refused = answers.filter(({ status }) => status === 429);
  assert.ok(refused.length >= 10, `${refused.length} of 20`);
  for (const { headers, body } of refused) {
    assert.equal(headers["retry-after"], "1");
    assert.equal(body["error"], "Too Many Requests");
  }
});

test("metrics are for this machine and for operators, not for what a proxy passes on", async () => {
  await using server = await startTestServer();
  const url = `${server.url}/metrics`;
  const forwarded = { "x-forwarded-for": "203.0.113.1" };
  const statusOf = async (headers: Record<string, string>) =>
    (await fetch(url, { headers })).status;
  assert.equal(await statusOf({}), 200);
  assert.equal(await statusOf(forwarded), 401);
  const of = (key: string) => ({ ...forwarded, authorization: `Bearer ${key}` });
  assert.equal(await statusOf(of(server.bearer("admin", "1/170"))), 403);
  assert.equal(await statusOf(of(server.bearer("admin"))), 200);
  await using open = await startTestServer({ flags: { "metrics.open": "true" } });
  assert.equal((await fetch(`${open.url}/metrics`, { headers: forwarded })).status, 200);
});

test("a damaged file of records that was set aside is an error in the log, and counted", async () => {
  class DamagedHistory extends MemoryHistory {
    override watchDamage(told: (file: string) => void): void {
      told("2026-04-15.db.damaged");
    }
  }
  await using server = await startTestServer({ history: new DamagedHistory() });
  const logged = server.log.filter(({ file }) => file === "2026-04-15.db.damaged");
  assert.deepEqual(
    logged.map(({ level }) => level),
    [50],
  );
  const metrics = await fetch(`${server.url}/metrics`);
  assert.match(await metrics.text(), /^trunkline_damaged_files 1$/m);
});

test("who asked what is logged once, with the phone numbers masked", async () => {
  await using server = await startTestServer();
  const path = "/rest/cmsapp/v2/openapi/vdn/querycalls";
  const [beginDate, endDate] = [Date.now() - 1000, Date.now()];
  const question = {
    ccId: 1,
    vdn: 170,
    beginDate,
    endDate,
    isCallIn: "true",
    callerNo: "13800000001",
  };
  const body = JSON.stringify(question);
  const headers = { ...signed(server.url, path, body), "x-request-id": "audit-1" };
  assert.equal((await send(server.url + path, { headers }, body)).status, 200);
  const lines = server.log.filter(({ requestId }) => requestId === "audit-1");
  assert.equal(lines.length, 1);
  const { key, question: asked, address } = lines[0] ?? {};
  assert.deepEqual([key, asked, address], ["AK", "queryCalls", "127.0.0.1"]);
  assert.doesNotMatch(JSON.stringify(server.log), /13800000001/);
});

test("the internal listener answers without a signature, and has nothing else", async () => {
  await using off = await startTestServer();
  assert.equal(off.server.http.internalUrl, "");
  const port = new URL(off.url).port;
  await off[Symbol.asyncDispose]();
  await using server = await startTestServer({ flags: { "internal.port": port } });
  const { internalUrl } = server.server.http;
  const monitor = `${internalUrl}/ccbms/ws/monitor/querycallstatbyinno`;
  const body = '{"ccId":1,"vdn":170,"innoIds":[1]}';
  const answer = await send(monitor, { headers: json }, body);
  assert.equal(answer.body["resultCode"], "0100000");
  assert.equal((await send(internalUrl + ping, { headers: json }, "{}")).status, 404);
  assert.equal((await send(`${internalUrl}/v1/events`, { headers: json }, "[]")).status, 404);
});

test("with a certificate the public listener speaks TLS", async () => {
  const [certFile, keyFile] = ["test-only.cert.pem", "test-only.key.pem"].map((name) =>
    fileURLToPath(new URL(`./http/fixtures/${name}`, import.meta.url)),
  );
  assert.ok(certFile !== undefined && keyFile !== undefined);
  const flags = { "http.tls.certFile": certFile, "http.tls.keyFile": keyFile };
  await using server = await startTestServer({ flags });
  assert.match(server.url, /^https:/);
  const options = { ca: await readFile(certFile), headers: signed(server.url, ping, "{}") };
  assert.equal((await send(server.url + ping, options, "{}")).status, 200);
});

test("the contract is served, and describes every interface of both families", async () => {
  await using server = await startTestServer();
  const { body } = await send(`${server.url}/openapi.json`, { method: "GET" });
  const paths = Object.keys(body["paths"] as object);
  for (const path of [
    ping,
    "/v1/events",
    "/v1/admin/consistency",
    "/apigovernance/api/oauth/tokenByAkSk",
  ]) {
    assert.ok(paths.includes(path), path);
  }
});
