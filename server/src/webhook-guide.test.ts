// What the webhooks' guide shows is what is sent, and its example tells it from what is not.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { verifyWebhook } from "@trunkline/client";
import { WebhookMessage } from "@trunkline/contract";
import { Value } from "typebox/value";
import { begin, openTestWebhooks } from "./test-webhooks.ts";
import { openReceiver, type Received } from "./webhook/test-receiver.ts";

const guide = await readFile(new URL("../../docs/guide/webhooks.md", import.meta.url), "utf8");

function blocks(language: string): readonly string[] {
  const found = guide.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"));
  return [...found].map(([, code = ""]) => code);
}

type Receive = (
  request: Request,
  receiver: {
    readonly secret: string;
    readonly keep: (id: string, message: unknown) => Promise<void>;
  },
) => Promise<Response>;

test("the guide's messages are as the contract describes them", () => {
  const messages = blocks("json");
  assert.equal(messages.length, 2);
  for (const text of messages) {
    const errors = [...Value.Errors(WebhookMessage, JSON.parse(text))];
    assert.deepEqual(errors, [], text);
  }
});

test("the guide's example keeps what the server sends and nothing else", async () => {
  const [code = ""] = blocks("js");
  const sdk = JSON.stringify(import.meta.resolve("@trunkline/client"));
  const source = code.replace('"@trunkline/client"', sdk);
  const module: unknown = await import(`data:text/javascript,${encodeURIComponent(source)}`);
  // The example exports it.
  const { receive } = module as { readonly receive: Receive };
  await using receiver = await openReceiver();
  await using hooks = openTestWebhooks({ now: Date.now() });
  const { secret } = hooks.make(receiver.url);
  await hooks.end({ callId: "c1", at: begin + 1000 });
  const [first] = await receiver.reached(1);
  assert.ok(first);
  const kept: unknown[] = [];
  const keep = async (id: string, message: unknown) => void kept.push([id, message]);
  const answered = async (headers: Record<string, string>) => {
    const request = new Request(receiver.url, { method: "POST", headers, body: first.body });
    const { status } = await receive(request, { secret, keep });
    return status;
  };
  assert.equal(await answered(signatureOf(first)), 204);
  // Anybody may find the address: a request without the headers must not stop the receiver.
  assert.equal(await answered({}), 400);
  assert.deepEqual(kept, [[first.id, first.message]]);
});

test("the SDK takes what the server sends, and nothing else", async () => {
  await using receiver = await openReceiver();
  await using hooks = openTestWebhooks();
  const old = hooks.make(receiver.url);
  const { secret } = hooks.webhooks.rotateSecret(old);
  await hooks.end({ callId: "c1", at: begin + 1000 });
  const [first] = await receiver.reached(1);
  assert.ok(first);
  const { body, headers, message } = first;
  const now = () => hooks.clock.now;
  for (const either of [secret, old.secret, ["whsec_b3RoZXI=", secret]]) {
    assert.deepEqual(await verifyWebhook({ body, headers, secret: either, now }), message);
  }
  const refused = { name: "WebhookError", code: "wrongSignature" };
  const other = "whsec_b3RoZXI=";
  await assert.rejects(verifyWebhook({ body, headers, secret: other, now }), refused);
  await assert.rejects(verifyWebhook({ body: `${body} `, headers, secret, now }), refused);
});

function signatureOf({ headers }: Received): Record<string, string> {
  const names = ["webhook-id", "webhook-timestamp", "webhook-signature"];
  return Object.fromEntries(names.map((name) => [name, String(headers[name])]));
}
