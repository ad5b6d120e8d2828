import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { makeSecret, signedHeaders } from "./signature.ts";

test("a message is signed as the specification's own example", () => {
  const headers = signedHeaders({
    messageId: "msg_loFOjxBNrRLzqYUf",
    body: '{"event_type":"ping","data":{"success":true}}',
    sentAt: 1_731_705_121_999,
    secrets: ["whsec_plJ3nmyCDGBKInavdOK15jsl"],
  });
  assert.deepEqual(headers, {
    "webhook-id": "msg_loFOjxBNrRLzqYUf",
    "webhook-timestamp": "1731705121",
    "webhook-signature": "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=",
  });
});

test("of two secrets both sign", () => {
  const message = { messageId: "msg_1", body: "{}", sentAt: 0 };
  const alone = (secret: string) =>
    signedHeaders({ ...message, secrets: [secret] })["webhook-signature"];
  const secrets = [makeSecret(randomBytes), makeSecret(randomBytes)];
  const both = signedHeaders({ ...message, secrets })["webhook-signature"];
  assert.equal(both, secrets.map(alone).join(" "));
});

test("a secret is a prefix and 32 random bytes", () => {
  const secret = makeSecret((bytes) => Buffer.alloc(bytes, 1));
  assert.equal(secret, `whsec_${Buffer.alloc(32, 1).toString("base64")}`);
});
