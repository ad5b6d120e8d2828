// What clients of the CC-CMS interfaces send beside the usual.
import assert from "node:assert/strict";
import { test } from "node:test";
import { send, signedHeaders, startTestServer } from "../test-server.ts";

const pingPath = "/rest/cmsapp/v1/ping";
const tokenPath = "/apigovernance/api/oauth/tokenByAkSk";
const byteOrderMark = "\uFEFF";

test("a body that begins with a byte order mark, as .NET writes it, is signed with it and read without", async () => {
  await using server = await startTestServer();
  const { url, registry } = server;
  const { host } = new URL(url);
  const body = `${byteOrderMark}{"a":1}`;
  const headers = { host, ...signedHeaders({ host, path: pingPath, body }) };
  const pinged = await send(url + pingPath, { headers }, body);
  assert.equal(pinged.text, '{"request":{"a":1},"status":"UP"}');

  registry.putApp({ appKey: "crm", appSecret: "hush", scope: { kind: "global" } });
  const asked = `${byteOrderMark}{"app_key":"crm","app_secret":"hush"}`;
  const json = { "content-type": "application/json" };
  assert.equal((await send(url + tokenPath, { headers: json }, asked)).status, 200);
});

test("a request whose target names the server is signed, routed and refused by its path", async () => {
  await using server = await startTestServer();
  const { url } = server;
  const { host } = new URL(url);
  const headers = { host, ...signedHeaders({ host, path: pingPath, body: "{}" }) };
  for (const origin of [`http://${host}`, "HTTPS://proxied.example"]) {
    const pinged = await send(url, { path: origin + pingPath, headers }, "{}");
    assert.equal(pinged.status, 200, pinged.text);
    const typed = { headers: { ...headers, "content-type": "text/plain" } };
    const refused = await send(url, { path: `${origin}${pingPath}?a=1`, ...typed }, "{}");
    assert.equal(refused.status, 415);
    assert.equal(refused.body["path"], pingPath);
  }
});
