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
