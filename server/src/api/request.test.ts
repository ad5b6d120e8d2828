import assert from "node:assert/strict";
import { test } from "node:test";
import type { TSchema } from "typebox";
import {
  exportCalls,
  pathFields,
  streamLive,
  v1Endpoints,
  type Endpoint,
} from "@trunkline/contract";
import { arrival } from "../cms/test-call-centre.ts";
import { send, type Answer } from "../test-server.ts";
import { startApi, tenantA, type AskOptions } from "../test-api.ts";

type Keywords = {
  readonly type?: string;
  readonly items?: TSchema;
  readonly properties: Readonly<Record<string, TSchema>>;
};

/** A URL of the endpoint's own example, with one field changed or added. */
function urlOf({ path, method, example }: Endpoint, changed: Readonly<Record<string, unknown>>) {
  const fields = { ...(example.request as object), ...changed };
  const inPath = pathFields(path);
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    if (inPath.includes(name) || (method !== "GET" && method !== "DELETE")) continue;
    for (const each of Array.isArray(value) ? value : [value]) query.append(name, String(each));
  }
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: keyof typeof fields) =>
    encodeURIComponent(String(fields[name])),
  );
  return query.size > 0 ? `${filled}?${query.toString()}` : filled;
}

/** Fits no field of its kind. */
function badTextFor(schema: TSchema): string {
  const { type, items }: Omit<Keywords, "properties"> = schema;
  if (type === "array" && items !== undefined) return badTextFor(items);
  return type === "string" ? " ".repeat(300) : "wrong";
}

test("a wrong value of every parameter is refused by its name, what was sent and what is allowed", async () => {
  await using api = await startApi();
  for (const endpoint of [...v1Endpoints, streamLive]) {
    if (endpoint.method !== "GET" && endpoint.method !== "DELETE") continue;
    const { properties }: Pick<Keywords, "properties"> = endpoint.request;
    for (const [name, schema] of Object.entries(properties)) {
      const url = urlOf(endpoint, { [name]: badTextFor(schema) });
      const { status, body } = await api.ask(url, {
        key: api.keys.adminAll,
        method: endpoint.method,
      });
      const told = `${endpoint.id} ${name}: ${JSON.stringify(body).slice(0, 300)}`;
      if (name === "cursor") assert.equal(status, 400, told);
      else
        assert.deepEqual([status, body["code"], body["field"]], [400, "invalidField", name], told);
      assert.match(String(body["detail"]), new RegExp(`^'${name}' must .+`), told);
    }
  }
});

test("a call is found by any ID that an event may bring: its length is told in characters", async () => {
  await using api = await startApi();
  const callId = "\u{1F4DE}".repeat(64);
  const numbers = { callerNo: "1", calleeNo: "2" };
  const event = { kind: "arrived", direction: "in", at: arrival, ...tenantA, ...numbers } as const;
  await api.post([{ ...event, callId }]);
  const found = await api.ask(`/v1/calls/${encodeURIComponent(callId)}`);
  assert.equal(found.status, 200, found.text);
  const longer = await api.ask(`/v1/calls/${encodeURIComponent(`${callId}x`)}`);
  assert.equal(longer.body["code"], "invalidField");
});

test("a wrong value of every field of a body is refused by its name", async () => {
  await using api = await startApi();
  for (const endpoint of v1Endpoints) {
    const { method, path } = endpoint;
    if (method !== "POST" && method !== "PUT") continue;
    const { properties }: Pick<Keywords, "properties"> = endpoint.request;
    const inPath = pathFields(path);
    const example = Object.entries(endpoint.example.request);
    const good = Object.fromEntries(example.filter(([name]) => !inPath.includes(name)));
    for (const name of Object.keys(properties)) {
      const isInPath = inPath.includes(name);
      const options: AskOptions = { key: api.keys.adminAll, method };
      const { status, body }: Answer = isInPath
        ? await api.ask(urlOf(endpoint, { [name]: " ".repeat(250) }), { ...options, body: good })
        : await api.ask(urlOf(endpoint, {}), { ...options, body: { ...good, [name]: { a: 1 } } });
      const told = `${endpoint.id} ${name}: ${JSON.stringify(body).slice(0, 300)}`;
      assert.deepEqual([status, body["code"], body["field"]], [400, "invalidField", name], told);
    }
  }
});

test("a list is written with commas or by naming the field again", async () => {
  await using api = await startApi();
  const total = async (query: string) => {
    const { status, body } = await api.ask(`/v1/calls?total=true&${query}`);
    assert.equal(status, 200, `${query}: ${JSON.stringify(body)}`);
    return body["total"];
  };
  const both = await total("mediaType=5&mediaType=1");
  assert.equal(await total("mediaType=5,1"), both);
  assert.equal(await total("mediaType=1,2&mediaType=5"), both);
  assert.equal(await total("mediaType=1,2"), 0);
  const { body } = await api.ask("/v1/calls?skillId=1,,2");
  assert.equal(body["field"], "skillId");
});

test("a parameter that is not known is refused, with the one that was perhaps meant", async () => {
  await using api = await startApi();
  const detail = async (path: string) => (await api.ask(path)).body["detail"];
  assert.equal(
    await detail("/v1/calls?agentid=7"),
    "'agentid' is not known here; did you mean 'agentId'?",
  );
  assert.match(String(await detail("/v1/live?colour=red")), /not known here; known: 'tenant'$/);
  assert.equal(await detail("/v1/me?x=1"), "'x' is not known here; nothing is");
});

test("a path that cannot be read is a problem like every other", async () => {
  await using api = await startApi();
  for (const path of ["/v1/calls/%zz", `/v1/calls/${"x".repeat(2000)}`]) {
    const { status, body, headers } = await api.ask(path);
    assert.deepEqual([status, body["code"], body["status"]], [400, "malformed", 400], path);
    assert.match(String(headers["content-type"]), /^application\/problem\+json/);
    assert.equal(headers["x-request-id"], body["instance"]);
  }
  const metrics = await fetch(`${api.server.url}/metrics`);
  assert.match(await metrics.text(), /^trunkline_error_answers_total\{status="400"\} 2$/m);
});

test("what contradicts itself is refused", async () => {
  await using api = await startApi();
  const refusal = async (path: string) => {
    const { status, body } = await api.ask(path);
    return [status, body["code"], body["field"]];
  };
  assert.deepEqual(await refusal("/v1/calls?from=20&to=10"), [400, "invalidField", "from"]);
  const waits = "/v1/calls?waitMsMin=20&waitMsMax=10";
  assert.deepEqual(await refusal(waits), [400, "invalidField", "waitMsMin"]);
  const both = "/v1/calls?cursor=a&offset=1";
  assert.deepEqual(await refusal(both), [400, "invalidField", "offset"]);
  const { body } = await api.ask("/v1/calls?limit=1");
  const other = `/v1/calls?sort=waitMs&cursor=${String(body["nextCursor"])}`;
  assert.deepEqual(await refusal(other), [400, "invalidCursor", "cursor"]);
});

test("keys are asked for, and must have the role", async () => {
  await using api = await startApi();
  for (const endpoint of [...v1Endpoints, streamLive]) {
    const { method, roles = [] } = endpoint;
    const url = urlOf(endpoint, {});
    const unknown = await api.ask(url, { key: "tl_unknown", method });
    assert.deepEqual([unknown.status, unknown.body["code"]], [401, "unauthenticated"], endpoint.id);
    if (roles.includes("ingest")) continue;
    const ingest = api.server.bearer("ingest", "1/170");
    const forbidden = await api.ask(url, { key: ingest, method });
    assert.deepEqual([forbidden.status, forbidden.body["code"]], [403, "forbidden"], endpoint.id);
  }
});

test("a key past its time is refused, and the use of a key is noted", async () => {
  await using api = await startApi();
  const { registry } = api.server;
  const [key] = registry.bearerKeys();
  assert.ok(key !== undefined);
  await api.ask("/v1/me");
  const noted = registry.bearerKeys().find(({ id }) => id === key.id);
  assert.equal(typeof noted?.lastUsedAt, "number");
  registry.putBearerKey({ ...key, expiresAt: 1 });
  const { status, body } = await api.ask("/v1/me");
  assert.equal(status, 401);
  assert.match(String(body["detail"]), /^The bearer key has expired at 1970-/);
});

test("another method, another media type and a body that is no JSON are refused", async () => {
  await using api = await startApi();
  const wrong = await api.ask("/v1/calls/abandoned", { method: "DELETE" });
  assert.deepEqual([wrong.status, wrong.headers["allow"]], [405, "GET"]);
  const authorization = `Bearer ${api.keys.adminA}`;
  const post = (type: string, body: string) =>
    send(
      `${api.server.url}/v1/admin/keys`,
      { headers: { authorization, "content-type": type } },
      body,
    );
  assert.equal((await post("text/plain", "role=read")).status, 415);
  assert.deepEqual((await post("application/json", "{")).body["code"], "malformed");
  assert.deepEqual((await post("application/json", "[]")).body["code"], "malformed");
});

test("a body that is encoded, or too large, is refused with what is taken", async () => {
  await using api = await startApi();
  const post = (path: string, headers: Readonly<Record<string, string>>, body: string) =>
    send(
      api.server.url + path,
      { headers: { authorization: `Bearer ${api.keys.adminAll}`, ...headers } },
      body,
    );
  const json = { "content-type": "application/json" };
  for (const path of ["/v1/events", "/v1/admin/keys"]) {
    const zipped = await post(path, { ...json, "content-encoding": "gzip" }, "[]");
    assert.deepEqual([zipped.status, zipped.body["code"]], [415, "unsupportedMediaType"]);
    assert.match(String(zipped.body["detail"]), /'Content-Encoding: gzip'/);
  }
  const plain = await post("/v1/events", { ...json, "content-encoding": "identity" }, "[]");
  assert.equal(plain.status, 200);
  const large = await post("/v1/admin/keys", json, " ".repeat(1_048_577));
  assert.equal(large.body["detail"], "The body may have 1048576 bytes (http.bodyBytesMax)");
});

test("whoever is turned away is in the log with the address; the locked one is told for how long", async () => {
  await using api = await startApi({ flags: { "lockOut.guessesMax": "2" } });
  for (const key of ["one", "two"]) await api.ask("/v1/me", { key });
  const { status, body } = await api.ask("/v1/me");
  assert.deepEqual([status, body["code"]], [403, "locked"]);
  assert.match(String(body["detail"]), /^The address is locked for \d+ s: too many wrong keys$/);
  const lines = api.server.log.filter(({ msg }) => msg === "turned away");
  assert.deepEqual(
    lines.map(({ status, address }) => [status, address]),
    [401, 401, 403].map((status) => [status, "127.0.0.1"]),
  );
});

test("each refusal is counted by its status, for whoever watches the server", async () => {
  await using api = await startApi();
  for (const path of ["/v1/calls/none", "/v1/nothing", "/v1/calls?limit=0"]) await api.ask(path);
  await api.ask("/v1/me", { key: "wrong" });
  const metrics = await (await fetch(`${api.server.url}/metrics`)).text();
  const counted = [
    ...metrics.matchAll(/^trunkline_error_answers_total\{status="(\d+)"\} (\d+)$/gm),
  ];
  assert.deepEqual(counted.map(([, status, count]) => `${status} ${count}`).sort(), [
    "400 1",
    "401 1",
    "404 2",
    "500 0",
    "503 0",
  ]);
});

test("each method that a path does not take is refused with those that it takes", async () => {
  await using api = await startApi();
  const byPath = Map.groupBy([...v1Endpoints, exportCalls, streamLive], (entry) => entry.path);
  for (const [path, entries] of byPath) {
    const [first] = entries;
    const url = first === undefined ? path : urlOf(first, {});
    const allowed: readonly string[] = entries.map(({ method }) => method);
    const headers = { authorization: `Bearer ${api.keys.adminAll}` };
    for (const method of ["HEAD", "OPTIONS", "PATCH", "DELETE"]) {
      // Where nothing is written by hand, HEAD is answered as GET is.
      const isPlain = path !== exportCalls.path && path !== streamLive.path;
      if (allowed.includes(method === "HEAD" && isPlain ? "GET" : method)) continue;
      const reply = await fetch(api.server.url + url, { method, headers });
      const told = [reply.status, reply.headers.get("allow")];
      assert.deepEqual(told, [405, allowed.join(", ")], `${method} ${path}`);
    }
  }
});

test("a question is written to the audit log, numbers masked", async () => {
  await using api = await startApi();
  await api.ask("/v1/calls?caller=13800000001");
  const line = api.server.log.find(
    ({ msg, question }) => msg === "asked" && question === "getCalls",
  );
  assert.deepEqual(line?.["asked"], { caller: "********001" });
});
