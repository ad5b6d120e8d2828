import assert from "node:assert/strict";
import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import type { OptionName } from "../config/option-table.ts";
import { startApi, type TestApi } from "../test-api.ts";
import { signedHeaders, startTestServer, type TestServer } from "../test-server.ts";

type Flags = Readonly<Partial<Record<OptionName, string>>>;

const small = { "http.gzipBytesMin": "500" };
const long = "/v1/calls";
const short = "/v1/me";
const takes = { "accept-encoding": "deflate, gzip;q=0.8, br" };

async function get(
  {
    server,
    keys: { readA },
  }: { readonly server: TestServer; readonly keys: { readonly readA: string } },
  path: string,
  headers: Readonly<Record<string, string>> = {},
  { method = "GET", body = "" } = {},
) {
  const authorization = `Bearer ${readA}`;
  const sent = httpRequest(server.url + path, {
    method,
    agent: false,
    headers: { authorization, ...headers },
  });
  sent.end(body);
  // The type of the event's argument is fixed by Node.
  const [reply] = (await once(sent, "response")) as [IncomingMessage];
  const { "content-encoding": encoding, "content-length": length, vary } = reply.headers;
  const bytes = await buffer(reply);
  const text = (encoding === "gzip" && bytes.length > 0 ? gunzipSync(bytes) : bytes).toString();
  return { status: reply.statusCode, encoding, length: Number(length), vary, bytes, text };
}

async function withApi(flags: Flags, run: (api: TestApi) => Promise<void>): Promise<void> {
  await using api = await startApi({ flags });
  await run(api);
}

test("a long answer is compressed for a client that takes gzip, and says the same", () =>
  withApi(small, async (api) => {
    const plain = await get(api, long);
    const packed = await get(api, long, takes);
    assert.deepEqual([plain.encoding, packed.encoding], [undefined, "gzip"]);
    assert.equal(packed.text, plain.text);
    assert.equal(packed.length, packed.bytes.length);
    assert.ok(packed.length < plain.length / 2, `${packed.length} of ${plain.length} bytes`);
    assert.deepEqual([plain.vary, packed.vary], ["accept-encoding", "accept-encoding"]);
    for (const header of ["br", "gzip;q=0", "identity"]) {
      const { encoding, text } = await get(api, long, { "accept-encoding": header });
      assert.deepEqual([encoding, text], [undefined, plain.text]);
    }
  }));

test("a short answer and a problem document are sent as they are", () =>
  withApi(small, async (api) => {
    const me = await get(api, short, takes);
    assert.deepEqual([me.status, me.encoding, me.vary], [200, undefined, undefined]);
    const refused = await get(api, "/v1/calls?limit=-1", takes);
    assert.deepEqual([refused.status, refused.encoding], [400, undefined]);
    const nowhere = await get(api, "/v1/nowhere", takes);
    assert.deepEqual([nowhere.status, nowhere.encoding], [404, undefined]);
  }));

test("the answer to HEAD tells the length that GET would send", () =>
  withApi(small, async (api) => {
    const head = await get(api, long, takes, { method: "HEAD" });
    const { length, encoding } = await get(api, long, takes);
    assert.deepEqual([head.length, head.encoding, head.bytes.length], [length, encoding, 0]);
  }));

test("pages of other origins get both: what varies by origin and what by encoding", () =>
  withApi({ ...small, "http.allowedOrigins": "*" }, async (api) => {
    const { vary } = await get(api, long, { ...takes, origin: "https://desk.example.com" });
    assert.equal(vary, "origin, accept-encoding");
  }));

test("CC-CMS interfaces and exports are never compressed, and nothing is with 0", async () => {
  const all = { "http.gzipBytesMin": "1" };
  await using server = await startTestServer({ flags: all });
  const path = "/rest/cmsapp/v1/openapi/vdn/queryaccesscodecallinfo";
  const body = JSON.stringify({ ccId: 1, vdn: 170, innoIds: [1] });
  const { host } = new URL(server.url);
  const headers = { ...takes, ...signedHeaders({ host, path, body }), host };
  const cms = await get({ server, keys: { readA: "" } }, path, headers, { method: "POST", body });
  assert.deepEqual([cms.status, cms.encoding], [200, undefined]);
  await withApi(all, async (api) => {
    const csv = await get(api, "/v1/export/calls?format=csv", takes);
    assert.deepEqual([csv.status, csv.encoding], [200, undefined]);
  });
  await withApi({ "http.gzipBytesMin": "0" }, async (api) => {
    const { encoding, vary } = await get(api, long, takes);
    assert.deepEqual([encoding, vary], [undefined, undefined]);
  });
});
