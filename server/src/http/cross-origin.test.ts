import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startTestServer, type TestServer } from "../test-server.ts";

const desk = "https://desk.example.com";
let server: TestServer;

before(async () => {
  server = await startTestServer({ flags: { "http.allowedOrigins": `${desk}, app://wall` } });
});
after(() => server[Symbol.asyncDispose]());

type Asked = Omit<RequestInit, "headers"> & {
  readonly origin?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

function ask(path: string, { origin = desk, headers = {}, ...init }: Asked = {}) {
  return fetch(server.url + path, { ...init, headers: { ...headers, origin } });
}

function preflight(path: string, origin = desk) {
  const headers = {
    "access-control-request-method": "POST",
    "access-control-request-headers": "authorization,content-type",
  };
  return ask(path, { method: "OPTIONS", origin, headers });
}

const allowedOrigin = (reply: Response) => reply.headers.get("access-control-allow-origin");

test("a page of an allowed origin may ask, read refusals too, and see what it needs", async () => {
  const authorization = `Bearer ${server.bearer("read", "1/170")}`;
  const reply = await ask("/v1/me", { headers: { authorization } });
  assert.equal(reply.status, 200);
  assert.equal(allowedOrigin(reply), desk);
  assert.equal(reply.headers.get("vary"), "origin");
  const exposed = (reply.headers.get("access-control-expose-headers") ?? "").split(", ");
  for (const name of ["x-request-id", "x-trunkline-ignored", "x-trunkline-truncated"]) {
    assert.ok(exposed.includes(name), name);
  }
  for (const path of ["/v1/me", "/v1/nothing", "/rest/cmsapp/v1/ping"]) {
    const refused = await ask(path, { origin: "app://wall" });
    assert.ok(refused.status >= 400, path);
    assert.equal(allowedOrigin(refused), "app://wall", path);
  }
  const headers = { "content-encoding": "gzip", "content-type": "application/json" };
  const encoded = await ask("/v1/events", { method: "POST", body: "[]", headers });
  assert.deepEqual([encoded.status, allowedOrigin(encoded)], [415, desk]);
});

test("the browser's question beforehand is answered without a key", async () => {
  for (const path of [
    "/v1/events",
    "/rest/cmsapp/v2/openapi/vdn/querycalls",
    "/apigovernance/api/oauth/tokenByAkSk",
  ]) {
    const reply = await preflight(path);
    assert.equal(reply.status, 204, path);
    assert.equal(allowedOrigin(reply), desk);
    assert.match(reply.headers.get("access-control-allow-methods") ?? "", /\bPOST\b.*\bDELETE\b/);
    assert.equal(reply.headers.get("access-control-allow-headers"), "authorization,content-type");
  }
});

test("exports and the live stream, which write their answers themselves, say it too", async () => {
  const authorization = `Bearer ${server.bearer("read", "1/170")}`;
  for (const path of [
    "/v1/export/calls?format=csv&from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z",
    "/v1/live/stream",
  ]) {
    const gone = new AbortController();
    const reply = await ask(path, { headers: { authorization }, signal: gone.signal });
    assert.deepEqual([reply.status, allowedOrigin(reply)], [200, desk], path);
    gone.abort();
  }
});

test("no other origin is named, and the pages of the server itself are for nobody else", async () => {
  const foreign = await preflight("/v1/events", "https://desk.example.com.evil.example");
  assert.equal(foreign.status, 405);
  assert.equal(allowedOrigin(foreign), null);
  assert.equal(allowedOrigin(await ask("/v1/me", { origin: "null" })), null);
  assert.equal(allowedOrigin(await ask("/")), null);
});

test("without the option no page of another origin may ask, with '*' every one", async () => {
  for (const [flags, expected] of [
    [{}, null],
    [{ "http.allowedOrigins": "*" }, desk],
  ] as const) {
    await using other = await startTestServer({ flags });
    const reply = await fetch(`${other.url}/v1/me`, { headers: { origin: desk } });
    assert.equal(allowedOrigin(reply), expected);
  }
});

test("an origin with a path is refused at start: no browser would ever send it", async () => {
  const flags = { "http.allowedOrigins": `${desk}/` };
  await assert.rejects(startTestServer({ flags }), /Cannot use http\.allowedOrigins/);
});
