import assert from "node:assert/strict";
import { test } from "node:test";
import { startApi, type TestApi } from "../test-api.ts";
import { openReceiver, refuse } from "../webhook/test-receiver.ts";
import { runInTest } from "./run-in-test.ts";

const flags = {
  "webhook.allowHttp": "true",
  "webhook.privateNetworksAllowed": "127.0.0.0/8",
} as const;

async function say(api: TestApi, ...words: readonly string[]): Promise<string> {
  const { code, said } = await runInTest(["webhooks", ...words, "--url", api.server.url], {
    environment: { TRUNKLINE_TOKEN: api.keys.adminA },
  });
  assert.equal(code, 0, said);
  return said;
}

test("a webhook is made, listed, tried, replayed, given a new secret and deleted", async () => {
  await using receiver = await openReceiver();
  await using api = await startApi({ flags });
  const kinds = ["--kind", "call.missed", "--kind", "queue.over", "--waiting-calls", "5"];
  const made = await say(api, "create", "--tenant", "1/170", "--to", receiver.url, ...kinds);
  const [, id = "", secret = ""] =
    /^created webhook '(\w+)'\nsecret \(shown only now\): (whsec_\S+)\n$/.exec(made) ?? [];
  assert.ok(id !== "", made);
  assert.match(await say(api, "test", id), /^taken in \d+ ms\n$/);
  const replayed = await say(api, "replay", id, "--from", "2026-04-15T00:00:00Z");
  assert.equal(replayed, "6 records are looked through again\n");
  await receiver.reached(3);
  assert.match(await say(api, "rotate-secret", id), /^secret \(shown only now\): whsec_/);
  assert.equal(await say(api, "disable", id), `switched off webhook '${id}'\n`);
  const list = await say(api, "list");
  assert.match(list, /call\.missed,queue\.over +0 +0 +off: switched off by hand/);
  assert.ok(!list.includes(secret));
  await say(api, "enable", id);
  assert.equal(await say(api, "delete", id), `deleted webhook '${id}'\n`);
});

test("what waits is listed with its error, and a test that fails is a failure", async () => {
  await using receiver = await openReceiver(refuse);
  await using api = await startApi({ flags });
  const where = ["--tenant", "1/170", "--to", receiver.url, "--kind", "call.missed"];
  const [, id = ""] = /'(\w+)'/.exec(await say(api, "create", ...where)) ?? [];
  await say(api, "replay", id, "--from", "0");
  await receiver.reached(1);
  const listed = await say(api, "deliveries", id, "--state", "pending");
  assert.match(listed, /^MESSAGE .*\nmsg_\S+ +call\.missed +pending /);
  const words = ["webhooks", "test", id, "--url", api.server.url, "--token", api.keys.adminA];
  const failed = await runInTest(words);
  const error = `Cannot deliver to webhook '${id}': answered 500\n`;
  assert.deepEqual(failed, { code: 1, said: error });
  const unknown = await runInTest(words.with(2, "wh_none"));
  assert.equal(unknown.code, 1);
  assert.match(
    unknown.said,
    /^Cannot do 'webhooks test' at '.*': 404 There is no webhook 'wh_none'\n$/,
  );
});
