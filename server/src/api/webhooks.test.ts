import assert from "node:assert/strict";
import { test } from "node:test";
import type { WebhookDelivery, WebhookEntry } from "@trunkline/contract";
import { arrivedIn, callEvents, evening } from "../cms/test-call-centre.ts";
import { MemoryWebhookStore } from "../storage/memory/memory-webhook-store.ts";
import { startApi, type TestApi } from "../test-api.ts";
import { send, startTestServer, type TestServer } from "../test-server.ts";
import { accept, openReceiver, refuse } from "../webhook/test-receiver.ts";

const flags = {
  "webhook.allowHttp": "true",
  "webhook.privateNetworksAllowed": "127.0.0.0/8",
  "webhook.retryFirstMs": "10",
} as const;

type Asked = Readonly<Record<string, unknown>>;

function ask(api: TestApi, method: string, path: string, body?: Asked) {
  const options = { key: api.keys.adminA, method };
  return api.ask(`/v1/webhooks${path}`, body === undefined ? options : { ...options, body });
}

async function make(api: TestApi, url: string, more: Asked = {}) {
  const body = { tenant: "1/170", url, kinds: ["call.missed"], ...more };
  const answer = await ask(api, "POST", "", body);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  // As the contract says; other tests check answers against it.
  return answer.body as { readonly webhook: WebhookEntry; readonly secret: string };
}

function missedCall(callId: string) {
  const s = (evening - 1776220200000) / 1000 - 60;
  return callEvents(callId, [
    { ...arrivedIn, s },
    { kind: "queued", s: s + 1, skillId: 21 },
    { kind: "ended", s: s + 31, by: "customer" },
  ]);
}

test("a missed call that is taken in is sent, with the names that the registry has", async () => {
  await using receiver = await openReceiver();
  await using api = await startApi({ flags });
  const { webhook, secret } = await make(api, receiver.url, { description: "CRM" });
  assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
  await api.post(missedCall("m1"));
  const [first] = await receiver.reached(1);
  assert.ok(first && "call" in first.message.data);
  const { tenant, callId, accessCode, outcome } = first.message.data.call;
  assert.deepEqual(
    { tenant, callId, accessCode, outcome },
    {
      ...{ tenant: "1/170", callId: "m1", outcome: "abandoned" },
      accessCode: { id: 1, number: "88880001" },
    },
  );
  const shown = await ask(api, "GET", `/${webhook.id}`);
  assert.deepEqual([shown.body["description"], shown.body["isEnabled"]], ["CRM", true]);
  assert.ok(!JSON.stringify(shown.body).includes(secret));
  const list = await ask(api, "GET", "");
  assert.equal((list.body["webhooks"] as readonly unknown[]).length, 1);
});

test("a webhook is changed field by field, and removed", async () => {
  await using api = await startApi({ flags });
  const { webhook } = await make(api, "http://127.0.0.1:9/", { isEnabled: false });
  assert.equal(webhook.disabledBecause, "switched off by hand");
  const queueLimits = { skillIds: [21], waitingCalls: 3 };
  const kinds = ["call.ended", "queue.over"];
  const changed = await ask(api, "PATCH", `/${webhook.id}`, { kinds, queueLimits });
  assert.deepEqual(changed.body, { ...webhook, kinds, queueLimits });
  const on = await ask(api, "PATCH", `/${webhook.id}`, { isEnabled: true, description: "new" });
  assert.deepEqual([on.body["disabledBecause"], on.body["description"]], ["", "new"]);
  const removed = await ask(api, "DELETE", `/${webhook.id}`);
  assert.deepEqual(removed.body, { removed: webhook.id });
  const gone = await ask(api, "GET", `/${webhook.id}`);
  assert.deepEqual([gone.status, gone.body["code"]], [404, "unknownWebhook"]);
});

test("what cannot be sent to, or says nothing, is refused with its field", async () => {
  await using api = await startApi({ flags: { "webhook.perTenantMax": "1" } });
  const base = { tenant: "1/170", url: "https://crm.example.com/", kinds: ["call.ended"] };
  const faults: readonly [Asked, string][] = [
    [{ url: "crm" }, "url"],
    [{ url: "http://crm.example.com/" }, "url"],
    [{ url: "ftp://crm.example.com/" }, "url"],
    [{ url: "https://me:secret@crm.example.com/" }, "url"],
    [{ url: "https://crm.example.com/#part" }, "url"],
    [{ url: "https://127.0.0.1/" }, "url"],
    [{ url: "https://[::ffff:10.0.0.1]/" }, "url"],
    [{ kinds: [] }, "kinds"],
    [{ kinds: ["call.began"] }, "kinds"],
    [{ kinds: ["queue.over"] }, "queueLimits"],
    [{ queueLimits: { waitingCalls: 0 } }, "queueLimits"],
    [{ queueLimits: { calls: 1 } }, "queueLimits"],
    [{ secret: "whsec_mine" }, "secret"],
  ];
  for (const [fault, field] of faults) {
    const { status, body } = await ask(api, "POST", "", { ...base, ...fault });
    assert.deepEqual([status, body["field"]], [400, field], JSON.stringify(body));
  }
  const { status } = await ask(api, "POST", "", { ...base, isEnabled: false });
  assert.equal(status, 200);
  const more = await ask(api, "POST", "", base);
  assert.deepEqual([more.status, more.body["code"]], [409, "tooManyWebhooks"]);
});

test("only an admin key of the tenant may ask about webhooks", async () => {
  await using api = await startApi({ flags });
  const { webhook } = await make(api, "http://127.0.0.1:9/");
  for (const key of [api.keys.readA, api.keys.superviseA, api.server.bearer("ingest", "1/170")]) {
    assert.equal((await api.ask("/v1/webhooks", { key })).status, 403);
  }
  const adminB = api.server.bearer("admin", "1/171");
  const other = await api.ask(`/v1/webhooks/${webhook.id}`, { key: adminB });
  assert.deepEqual([other.status, other.body["code"]], [404, "unknownWebhook"]);
});

test("where numbers are masked for admins, so they are in what is sent", async () => {
  await using receiver = await openReceiver();
  await using api = await startApi({ flags: { ...flags, "privacy.maskNumbersForRoles": "admin" } });
  const { webhook } = await make(api, receiver.url);
  assert.equal(webhook.masksNumbers, true);
  const unmask = await ask(api, "PATCH", `/${webhook.id}`, { masksNumbers: false });
  assert.deepEqual([unmask.status, unmask.body["field"]], [403, "masksNumbers"]);
  await api.post(missedCall("m1"));
  const [first] = await receiver.reached(1);
  assert.ok(first && !first.body.includes("13800000001"));
});

test("what was queued before numbers were masked is sent masked after it", async () => {
  await using broken = await openReceiver((response) => refuse(response));
  await using receiver = await openReceiver();
  await using api = await startApi({ flags });
  const { webhook } = await make(api, broken.url, { masksNumbers: false });
  await api.post(missedCall("m1"));
  const [whole] = await broken.reached(1);
  assert.ok(whole);
  assert.ok(whole.body.includes('"callerNo":"13800000001"'));
  const masked = { url: receiver.url, masksNumbers: true };
  assert.equal((await ask(api, "PATCH", `/${webhook.id}`, masked)).status, 200);
  const [first] = await receiver.reached(1);
  assert.ok(first && "call" in first.message.data);
  const { callId, callerNo, calleeNo } = first.message.data.call;
  assert.deepEqual([callId, callerNo, calleeNo], ["m1", "********001", "*****001"]);
  assert.equal(first.body.length, whole.body.length);
});

test("where numbers are masked for admins, none of them leads a webhook that sends them whole elsewhere", async () => {
  const webhookStore = new MemoryWebhookStore();
  const settings = { url: "https://crm.example.com/", kinds: ["call.missed"] };
  const change = async (server: TestServer, method: string, id: string, body: Asked) => {
    const authorization = `Bearer ${server.bearer("admin", "1/170")}`;
    const headers = { authorization, "content-type": "application/json" };
    return send(`${server.url}/v1/webhooks${id}`, { method, headers }, JSON.stringify(body));
  };
  let id = "";
  {
    await using server = await startTestServer({ webhookStore });
    const made = await change(server, "POST", "", { tenant: "1/170", ...settings });
    // As the contract says; other tests check answers against it.
    id = `/${(made.body["webhook"] as WebhookEntry).id}`;
  }
  const masked = { "privacy.maskNumbersForRoles": "admin" };
  await using server = await startTestServer({ webhookStore, flags: masked });
  const url = "https://elsewhere.example.com/";
  const led = await change(server, "PATCH", id, { url });
  assert.deepEqual([led.status, led.body["field"]], [403, "masksNumbers"]);
  assert.equal((await change(server, "PATCH", id, { description: "CRM" })).status, 200);
  const both = await change(server, "PATCH", id, { url, masksNumbers: true });
  assert.deepEqual([both.body["url"], both.body["masksNumbers"]], [url, true]);
});

test("a test message is sent at once and tells what came of it", async () => {
  await using receiver = await openReceiver((response, _, before) =>
    before === 0 ? accept(response) : refuse(response),
  );
  await using api = await startApi({ flags });
  const { webhook } = await make(api, receiver.url);
  const path = `/${webhook.id}/test`;
  const { tookMs: _tookMs, ...taken } = (await ask(api, "POST", path)).body;
  assert.deepEqual(taken, { isDelivered: true, status: 204, error: "" });
  const { tookMs: _took, ...refused } = (await ask(api, "POST", path)).body;
  assert.deepEqual(refused, { isDelivered: false, status: 500, error: "answered 500" });
  assert.deepEqual(receiver.received[0]?.message.data, { tenant: "1/170", webhookId: webhook.id });
});

test("a replay sends what was recorded from then on and says how much that is", async () => {
  await using receiver = await openReceiver();
  await using api = await startApi({ flags });
  const { webhook } = await make(api, receiver.url);
  const path = `/${webhook.id}/replay`;
  const future = await ask(api, "POST", path, { from: evening + 1 });
  assert.deepEqual([future.status, future.body["field"]], [400, "from"]);
  const { body } = await ask(api, "POST", path, { from: "2026-04-15T00:00:00Z" });
  assert.deepEqual(body, { from: Date.parse("2026-04-15T00:00:00Z"), to: evening, calls: 6 });
  const received = await receiver.reached(2);
  const ids = received.map(({ message }) => "call" in message.data && message.data.call.callId);
  assert.deepEqual(new Set(ids), new Set(["abandoned", "missed"]));
});

test("deliveries show what waits and why, and metrics count them", async () => {
  await using receiver = await openReceiver(refuse);
  await using api = await startApi({ flags: { ...flags, "webhook.retryFirstMs": "60000" } });
  const { webhook } = await make(api, receiver.url);
  await api.post([...missedCall("m1"), ...missedCall("m2")]);
  await receiver.reached(1);
  const rotated = await ask(api, "POST", `/${webhook.id}/rotate-secret`);
  const { formerSecretEndsAt } = rotated.body["webhook"] as WebhookEntry;
  assert.equal(formerSecretEndsAt, evening + 86_400_000);
  const { body } = await ask(
    api,
    "GET",
    `/${webhook.id}/deliveries?state=pending&limit=1&offset=1`,
  );
  assert.equal(body["total"], 2);
  // The contract's own shape.
  const [oldest] = body["deliveries"] as readonly WebhookDelivery[];
  assert.deepEqual(
    [oldest?.type, oldest?.state, oldest?.queuedAt],
    ["call.missed", "pending", evening],
  );
  const metrics = await fetch(`${api.server.url}/metrics`);
  assert.match(await metrics.text(), /trunkline_webhook_pending_messages 2/);
});
