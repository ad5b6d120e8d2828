// What the webhooks' guide shows is what is sent, and its example tells it from what is not.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { WebhookMessage } from "@trunkline/contract";
import { Value } from "typebox/value";
import { begin, openTestWebhooks } from "./test-webhooks.ts";
import { openReceiver } from "./webhook/test-receiver.ts";

const guide = await readFile(new URL("../../docs/guide/webhooks.md", import.meta.url), "utf8");

function blocks(language: string): readonly string[] {
  const found = guide.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"));
  return [...found].map(([, code = ""]) => code);
}

type Asked = {
  readonly headers: object;
  readonly body: string;
  readonly secret: string;
  readonly now: number;
};

test("the guide's messages are as the contract describes them", () => {
  const messages = blocks("json");
  assert.equal(messages.length, 2);
  for (const text of messages) {
    const errors = [...Value.Errors(WebhookMessage, JSON.parse(text))];
    assert.deepEqual(errors, [], text);
  }
});

test("the guide's example takes what the server sends and nothing else", async () => {
  const [code = ""] = blocks("js");
  const module: unknown = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  // The example exports it.
  const { isGenuine } = module as { readonly isGenuine: (asked: Asked) => boolean };
  await using receiver = await openReceiver();
  await using hooks = openTestWebhooks();
  const old = hooks.make(receiver.url);
  const { secret } = hooks.webhooks.rotateSecret(old);
  await hooks.end({ callId: "c1", at: begin + 1000 });
  const [first] = await receiver.reached(1);
  assert.ok(first);
  const { headers, body } = first;
  const { now } = hooks.clock;
  assert.equal(isGenuine({ headers, body, secret, now }), true);
  assert.equal(isGenuine({ headers, body, secret: old.secret, now }), true);
  assert.equal(isGenuine({ headers, body, secret: "whsec_b3RoZXI=", now }), false);
  assert.equal(isGenuine({ headers, body: `${body} `, secret, now }), false);
  assert.equal(isGenuine({ headers, body, secret, now: now + 301_000 }), false);
  // Anybody may find the address: a request without the headers must not stop the receiver.
  assert.equal(isGenuine({ headers: {}, body, secret, now }), false);
});
