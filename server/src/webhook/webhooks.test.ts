import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { WebhookMessage } from "@trunkline/contract";
import { Value } from "typebox/value";
import { afterwards, begin, hourMs, openTestWebhooks } from "../test-webhooks.ts";
import { openAddressGuard } from "./address-guard.ts";
import { accept, openReceiver, refuse, type Received } from "./test-receiver.ts";

const missedAfterMs = 20_000;

/** Calls that end one second after another, after the webhook was made. */
function calls(count: number, first = 1) {
  return Array.from({ length: count }, (_, index) => {
    return { callId: `c${first + index}`, at: begin + (first + index) * 1000 };
  });
}

function callIds(received: readonly Received[]): readonly string[] {
  return received.map(({ message }) =>
    message.type.startsWith("call.") && "call" in message.data ? message.data.call.callId : "",
  );
}

function signatureOf({ id, headers, body }: Received, secret: string): string {
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const signed = `${id}.${String(headers["webhook-timestamp"])}.${body}`;
  return `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
}

test("an ended call is sent, signed by the webhook's secret, as the contract describes it", async () => {
  await using receiver = await openReceiver();
  await using hooks = openTestWebhooks();
  const webhook = hooks.make(receiver.url);
  await hooks.end({ callId: "c1", at: begin + 1000, missedAfterMs });
  const [first] = await receiver.reached(1);
  assert.ok(first);
  assert.equal(first.headers["webhook-signature"], signatureOf(first, webhook.secret));
  assert.equal(first.headers["webhook-timestamp"], String(afterwards / 1000 + 1));
  assert.equal(first.headers["content-type"], "application/json");
  assert.ok(Value.Check(WebhookMessage, first.message), first.body);
  assert.equal(first.message.type, "call.ended");
  assert.equal(first.message.timestamp, new Date(begin + 22_000).toISOString());
});

test("each kind is sent to those who want it, to one webhook or to several", async () => {
  await using receiver = await openReceiver();
  await using hooks = openTestWebhooks();
  hooks.make(`${receiver.url}/all`, { kinds: ["call.ended", "call.missed"] });
  hooks.make(`${receiver.url}/missed`, { kinds: ["call.missed"], masksNumbers: true });
  await hooks.end({ callId: "c1", at: begin + 1000 });
  await hooks.end({ callId: "c2", at: begin + 2000, missedAfterMs });
  const received = await receiver.reached(4);
  const told = received.map(({ message }) => message.type);
  assert.deepEqual(told.toSorted(), ["call.ended", "call.ended", "call.missed", "call.missed"]);
  assert.equal(received.filter(({ body }) => body.includes("13800000001")).length, 3);
});

test("calls of other tenants are never sent", async () => {
  await using receiver = await openReceiver();
  await using hooks = openTestWebhooks();
  const webhook = hooks.make(receiver.url);
  await hooks.end({ callId: "b1", at: begin + 1000, vdn: 171 }, { callId: "c1", at: begin + 2000 });
  await hooks.attempted(1);
  hooks.webhooks.replay(webhook.id, 0);
  await hooks.end({ callId: "b2", at: begin + 3000, vdn: 171 }, { callId: "c2", at: begin + 4000 });
  assert.deepEqual(callIds(await receiver.reached(3)), ["c1", "c1", "c2"]);
});

test("a message that fails is tried again with the same id, and holds up those behind it", async () => {
  await using receiver = await openReceiver((response, _, before) =>
    before === 0 ? refuse(response) : accept(response),
  );
  await using hooks = openTestWebhooks();
  hooks.make(receiver.url);
  await hooks.end(...calls(2));
  await hooks.attempted(1);
  hooks.advance(5000);
  const received = await receiver.reached(3);
  assert.deepEqual(callIds(received), ["c1", "c1", "c2"]);
  const [first, second] = received;
  assert.equal(first?.id, second?.id);
  assert.notEqual(first?.headers["webhook-signature"], second?.headers["webhook-signature"]);
});

test("a receiver that does not answer in time has not taken the message", async () => {
  await using receiver = await openReceiver((response, _, before) => {
    if (before > 0) accept(response);
  });
  await using hooks = openTestWebhooks({ limits: { poster: { timeoutMs: 100 } } });
  const { id } = hooks.make(receiver.url);
  await hooks.end(...calls(1));
  await hooks.attempted(1);
  const [tried] = hooks.store.pending(id, false, 1);
  assert.equal(tried?.lastError, "no answer within 100 ms");
  hooks.advance(5000);
  await hooks.attempted(2);
  assert.equal(hooks.webhooks.counts(id).pending, 0);
});

test("redirects are not followed, and a long answer is cut off", async () => {
  await using other = await openReceiver();
  await using receiver = await openReceiver((response, _, before) => {
    if (before === 0) response.writeHead(307, { location: other.url }).end();
    else response.writeHead(500).end(Buffer.alloc(1_000_000, "x"));
  });
  await using hooks = openTestWebhooks();
  const { id } = hooks.make(receiver.url);
  await hooks.end(...calls(1));
  const errorAfter = async (attempts: number) => {
    await hooks.attempted(attempts);
    return hooks.store.pending(id, false, 1)[0]?.lastError;
  };
  assert.equal(await errorAfter(1), "answered 307; redirects are not followed");
  hooks.advance(5000);
  assert.equal(await errorAfter(2), "answered 500");
  assert.equal(other.received.length, 0);
});

test("a receiver that was gone for a day is switched off, and is sent all when it is back", async () => {
  let isBack = false;
  await using receiver = await openReceiver((response) =>
    isBack ? accept(response) : refuse(response),
  );
  await using hooks = openTestWebhooks({ limits: { lane: { orderedForMs: 25 * hourMs } } });
  const webhook = hooks.make(receiver.url);
  await hooks.end(...calls(2));
  let attempts = 1;
  for (await hooks.attempted(1); hooks.disabled.length === 0; await hooks.attempted(attempts)) {
    hooks.advance(hourMs);
    attempts += 1;
  }
  assert.deepEqual(callIds(receiver.received), Array(25).fill("c1"));
  assert.equal(hooks.parked.length, 1);
  const { pending, parked } = hooks.webhooks.counts(webhook.id);
  assert.deepEqual({ pending, parked }, { pending: 1, parked: 1 });
  const off = hooks.webhooks.webhook(webhook.id);
  assert.equal(off?.disabledBecause, "nothing was taken for too long: answered 500");
  await hooks.end(...calls(1, 3));
  isBack = true;
  assert.ok(off);
  hooks.webhooks.change(off, { isEnabled: true });
  await hooks.attempted(27);
  assert.deepEqual(callIds(receiver.received).slice(25), ["c2", "c3"]);
  hooks.webhooks.replay(webhook.id, begin);
  assert.deepEqual(callIds(await receiver.reached(30)).slice(27), ["c1", "c2", "c3"]);
  assert.equal(hooks.webhooks.counts(webhook.id).parked, 0);
});

test("a clock that was far ahead for a while holds nothing up when it is set back", async () => {
  let isBack = false;
  await using receiver = await openReceiver((response) =>
    isBack ? accept(response) : refuse(response),
  );
  await using hooks = openTestWebhooks();
  const { id } = hooks.make(receiver.url);
  hooks.advance(8760 * hourMs);
  await hooks.end(...calls(2));
  await hooks.attempted(1);
  hooks.advance(-8760 * hourMs);
  await hooks.attempted(2);
  const [tried] = hooks.store.pending(id, false, 1);
  assert.equal(tried?.firstAttemptAt, hooks.clock.now);
  assert.ok(tried.dueAt > hooks.clock.now);
  isBack = true;
  hooks.advance(hourMs);
  assert.deepEqual(callIds(await receiver.reached(4)), ["c1", "c1", "c1", "c2"]);
});

test("days in which the server was away do not count against a receiver", async () => {
  let isBack = false;
  await using receiver = await openReceiver((response) =>
    isBack ? accept(response) : refuse(response),
  );
  await using hooks = openTestWebhooks();
  const { id } = hooks.make(receiver.url);
  await hooks.end(...calls(2));
  await hooks.attempted(1);
  hooks.advance(48 * hourMs);
  await hooks.attempted(2);
  assert.deepEqual([hooks.parked, hooks.disabled], [[], []]);
  isBack = true;
  hooks.advance(hourMs);
  await hooks.attempted(4);
  assert.deepEqual(callIds(receiver.received), ["c1", "c1", "c1", "c2"]);
  assert.equal(hooks.webhooks.counts(id).pending, 0);
});

test("a message that a receiver cannot stomach steps aside and is parked; the others go on", async () => {
  await using receiver = await openReceiver((response, { body }) =>
    body.includes('"callId":"c1"') ? refuse(response) : accept(response),
  );
  await using hooks = openTestWebhooks();
  const webhook = hooks.make(receiver.url);
  await hooks.end(...calls(2));
  await hooks.attempted(1);
  hooks.advance(300_000);
  await hooks.attempted(3);
  assert.deepEqual(callIds(receiver.received), ["c1", "c1", "c2"]);
  await hooks.end(...calls(1, 3));
  await hooks.attempted(4);
  for (let hour = 1; hour <= 24; hour += 1) {
    hooks.advance(hourMs);
    await hooks.attempted(4 + hour);
  }
  assert.deepEqual(callIds(receiver.received).slice(3), ["c3", ...Array<string>(24).fill("c1")]);
  assert.equal(hooks.parked.length, 1);
  assert.equal(hooks.webhooks.webhook(webhook.id)?.disabledBecause, "");
});

test("a receiver that says it is gone for good is not asked again", async () => {
  await using receiver = await openReceiver((response) => response.writeHead(410).end());
  await using hooks = openTestWebhooks();
  hooks.make(receiver.url);
  await hooks.end(...calls(1));
  await hooks.attempted(1);
  assert.equal(hooks.disabled[0]?.disabledBecause, "nothing was taken for too long: answered 410");
});

test("gone for good is gone, also right after a message was taken", async () => {
  await using receiver = await openReceiver((response, _, before) =>
    response.writeHead(before === 0 ? 204 : 410).end(),
  );
  await using hooks = openTestWebhooks();
  const { id } = hooks.make(receiver.url);
  await hooks.end(...calls(3));
  await hooks.attempted(2);
  assert.equal(hooks.disabled.length, 1);
  assert.equal(hooks.webhooks.counts(id).pending, 1);
});

test("what fails at the old address of a webhook that has moved is sent to the new one", async () => {
  const { promise: isMoved, resolve: move } = Promise.withResolvers<void>();
  await using old = await openReceiver((response) => {
    void isMoved.then(() => response.writeHead(410).end());
  });
  await using receiver = await openReceiver();
  await using hooks = openTestWebhooks();
  const webhook = hooks.make(old.url);
  await hooks.end(...calls(2));
  await old.reached(1);
  hooks.webhooks.change(webhook, { url: receiver.url });
  move();
  assert.deepEqual(callIds(await receiver.reached(2)), ["c1", "c2"]);
  assert.deepEqual([hooks.parked, hooks.disabled], [[], []]);
});

test("an answer counts by its status, whether its body breaks off or never ends", async () => {
  await using receiver = await openReceiver((response, _, before) => {
    response.writeHead(before === 2 ? 500 : 200, { "content-length": 100 });
    response.write("taken", () => before > 0 && response.destroy());
  });
  await using hooks = openTestWebhooks({ limits: { poster: { timeoutMs: 500 } } });
  const { id } = hooks.make(receiver.url);
  await hooks.end(...calls(3));
  await hooks.attempted(3);
  assert.deepEqual(callIds(receiver.received), ["c1", "c2", "c3"]);
  const pending = hooks.store.pending(id, false, 2);
  assert.deepEqual(
    pending.map(({ lastError }) => lastError),
    ["answered 500"],
  );
});

test("a pause that the receiver asks for is kept, up to an hour, whatever its form", async () => {
  const asked = [
    ["60", 60_000],
    [new Date(afterwards + 61_000).toUTCString(), 60_000],
    ["99999999999", hourMs],
    ["-60", 5000],
    ["soon", 5000],
  ] as const;
  for (const [text, pauseMs] of asked) {
    await using receiver = await openReceiver((response) =>
      response.writeHead(429, { "retry-after": text }).end(),
    );
    await using hooks = openTestWebhooks();
    const { id } = hooks.make(receiver.url);
    await hooks.end(...calls(1));
    await hooks.attempted(1);
    const dueAt = hooks.store.pending(id, false, 1)[0]?.dueAt;
    assert.equal(dueAt, hooks.clock.now + pauseMs, text);
  }
});

test("after a change of secrets both sign for a while, then the new one alone", async () => {
  await using receiver = await openReceiver();
  await using hooks = openTestWebhooks();
  const old = hooks.make(receiver.url);
  const { secret } = hooks.webhooks.rotateSecret(old);
  await hooks.end(...calls(1));
  const [first] = await receiver.reached(1);
  assert.ok(first);
  const both = [secret, old.secret].map((each) => signatureOf(first, each));
  assert.equal(first.headers["webhook-signature"], both.join(" "));
  hooks.advance(hourMs);
  await hooks.end(...calls(1, 2));
  const [, second] = await receiver.reached(2);
  assert.ok(second);
  assert.equal(second.headers["webhook-signature"], signatureOf(second, secret));
});

test("private addresses are not sent to", async () => {
  await using receiver = await openReceiver();
  await using hooks = openTestWebhooks();
  const port = new URL(receiver.url).port;
  const webhook = hooks.make(`http://[::1]:${port}/`);
  const { signal } = new AbortController();
  const result = await hooks.webhooks.sendTest(webhook, signal);
  assert.deepEqual(result, {
    ...{ kind: "failed", status: 0, retryAfterMs: 0 },
    reason: "Cannot send to '[::1]': its address is private; see webhook.privateNetworksAllowed",
  });
});

test("a host is looked up, and a webhook that moves is sent at once what failed before", async () => {
  await using receiver = await openReceiver();
  const guard = openAddressGuard(["127.0.0.0/8", "::1/128"]);
  await using hooks = openTestWebhooks({ limits: { poster: { guard } } });
  const webhook = hooks.make("http://nowhere.invalid/");
  await hooks.end(...calls(1));
  await hooks.attempted(1);
  assert.match(hooks.store.pending(webhook.id, false, 1)[0]?.lastError ?? "", /nowhere\.invalid/);
  hooks.webhooks.change(webhook, { url: receiver.url.replace("127.0.0.1", "localhost") });
  assert.deepEqual(callIds(await receiver.reached(1)), ["c1"]);
});
