// Signatures as the Standard Webhooks specification has them.
import { createHmac } from "node:crypto";

const prefix = "whsec_";
const secretBytes = 32;

export function makeSecret(randomBytes: (bytes: number) => Buffer): string {
  return prefix + randomBytes(secretBytes).toString("base64");
}

/** `sentAt` in epoch ms; each attempt is signed anew, so that receivers can refuse old ones. */
export function signedHeaders({
  messageId,
  body,
  sentAt,
  secrets,
}: {
  readonly messageId: string;
  readonly body: string;
  readonly sentAt: number;
  readonly secrets: readonly string[];
}): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(sentAt / 1000));
  const signed = `${messageId}.${timestamp}.${body}`;
  const signatures = secrets.map((secret) => `v1,${signatureOf(secret, signed)}`);
  return {
    "webhook-id": messageId,
    "webhook-timestamp": timestamp,
    "webhook-signature": signatures.join(" "),
  };
}

function signatureOf(secret: string, signed: string): string {
  const key = Buffer.from(secret.slice(prefix.length), "base64");
  return createHmac("sha256", key).update(signed).digest("base64");
}
