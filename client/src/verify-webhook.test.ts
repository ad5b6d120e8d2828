import assert from "node:assert/strict";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { hmac } from "./hmac.ts";
import { verifyWebhook, type WebhookRequest } from "./verify-webhook.ts";
import { WebhookError, type WebhookFault } from "./webhook-error.ts";

/** The specification's own example. */
const body = '{"event_type":"ping","data":{"success":true}}';
const message: unknown = JSON.parse(body);
const secret = "whsec_plJ3nmyCDGBKInavdOK15jsl";
const signature = "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=";
const headers = {
  "webhook-id": "msg_loFOjxBNrRLzqYUf",
  "webhook-timestamp": "1731705121",
  "webhook-signature": signature,
};
const sentAt = 1_731_705_121_000;
const vector = { body, headers, secret, now: () => sentAt };

async function refused(code: WebhookFault, asked: Partial<WebhookRequest>): Promise<void> {
  await assert.rejects(
    verifyWebhook({ ...vector, ...asked }),
    (error) => error instanceof WebhookError && error.code === code,
    `${code}: ${JSON.stringify(asked)}`,
  );
}

test("the specification's own example is taken, as text or bytes", async () => {
  const bytes = new TextEncoder().encode(body);
  // The script says what it gives.
  const ofOtherRealm = runInNewContext("Uint8Array.from(bytes)", { bytes }) as Uint8Array;
  const bufferOfOtherRealm = runInNewContext("bytes.buffer", {
    bytes: ofOtherRealm,
  }) as ArrayBuffer;
  const ofOtherRealms = [ofOtherRealm, bufferOfOtherRealm];
  const ofOurs = [bytes, bytes.buffer, Buffer.from(`x${body}`).subarray(1)];
  for (const body of [vector.body, ...ofOurs, ...ofOtherRealms]) {
    assert.deepEqual(await verifyWebhook({ ...vector, body }), message);
  }
});

test("headers may be a Headers, or an object in any case, with lists as some frameworks make them", async () => {
  const given = Object.entries(headers);
  const asked: WebhookRequest["headers"][] = [
    new Headers(headers),
    Object.fromEntries(given.map(([name, value]) => [name.toUpperCase(), value])),
    Object.fromEntries(given.map(([name, value]) => [name, [value]])),
  ];
  for (const headers of asked) {
    assert.deepEqual(await verifyWebhook({ ...vector, headers }), message);
  }
});

test("one signature of one secret is enough, whatever stands beside it", async () => {
  const signatures = `v1a,abc v1,YWJj ${signature} v2,${signature}`;
  const many = { ...headers, "webhook-signature": signatures };
  const secrets = ["whsec_b3RoZXI=", secret];
  assert.deepEqual(await verifyWebhook({ ...vector, headers: many, secret: secrets }), message);
});

test("what is not the server's is refused, and why", async () => {
  for (const name of Object.keys(headers)) {
    await refused("headerMissing", { headers: { ...headers, [name]: undefined } });
    await refused("headerMissing", { headers: { ...headers, [name]: "" } });
  }
  await refused("wrongSignature", { body: `${body} ` });
  await refused("wrongSignature", { secret: "whsec_b3RoZXI=" });
  await refused("wrongSignature", { headers: { ...headers, "webhook-id": "msg_2" } });
  const cut = { ...headers, "webhook-signature": signature.slice(0, -1) };
  await refused("wrongSignature", { headers: cut });
  const otherVersion = { ...headers, "webhook-signature": signature.replace("v1", "v2") };
  await refused("wrongSignature", { headers: otherVersion });
});

test("a message may be five minutes away from now, or as far as is said", async () => {
  const minuteMs = 60_000;
  for (const ms of [-5 * minuteMs, 5 * minuteMs]) {
    assert.deepEqual(await verifyWebhook({ ...vector, now: () => sentAt + ms }), message);
  }
  await refused("tooOld", { now: () => sentAt + 5 * minuteMs + 1 });
  await refused("tooNew", { now: () => sentAt - 5 * minuteMs - 1 });
  await refused("tooOld", { now: () => sentAt + 1001, toleranceMs: 1000 });
  await refused("tooOld", { headers: { ...headers, "webhook-timestamp": "now" } });
});

test("what is signed and not JSON is told so", async () => {
  const key = Buffer.from("other");
  const signed = await hmac(Uint8Array.from(key), Uint8Array.from(Buffer.from("m.0.no")));
  await refused("notJson", {
    body: "no",
    secret: `whsec_${key.toString("base64")}`,
    headers: {
      ...{ "webhook-id": "m", "webhook-timestamp": "0" },
      "webhook-signature": `v1,${Buffer.from(signed).toString("base64")}`,
    },
    now: () => 0,
  });
});

test("a secret that is not set, or a body that was parsed, is a mistake of the caller's", async () => {
  for (const secret of ["", "whsec_", "whsec_%", ["whsec_b3RoZXI=", ""]]) {
    await assert.rejects(verifyWebhook({ ...vector, secret }), TypeError);
  }
  // What a framework has parsed is no text and no bytes.
  const parsed = message as string;
  await assert.rejects(verifyWebhook({ ...vector, body: parsed }), TypeError);
});
