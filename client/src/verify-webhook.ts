// Webhooks as the Standard Webhooks specification signs them, with the Web Crypto API: the same code in Node,
// Bun, Deno and Workers.
import type { WebhookMessage } from "./contract.ts";
import { hmac } from "./hmac.ts";
import { WebhookError } from "./webhook-error.ts";

/** Node's `request.headers`, any object of names and values, or a `Headers`. */
export type WebhookHeaders =
  | { readonly get: (name: string) => string | null }
  | { readonly [name: string]: string | readonly string[] | undefined };

export type WebhookRequest = {
  /** As it came, before any parsing. */
  readonly body: string | Uint8Array | ArrayBuffer;
  readonly headers: WebhookHeaders;
  /** As it was shown, `whsec_...`; of several any one may have signed. */
  readonly secret: string | readonly string[];
  /** How far from now it may have been sent: 5 minutes. */
  readonly toleranceMs?: number;
  /** Epoch ms. */
  readonly now?: () => number;
};

/**
 * The message that a webhook was sent; rejects with a WebhookError when it is not the server's, or too old.
 * The same message may come again, with the same header `webhook-id`.
 * @example const message = await verifyWebhook({ body: await request.text(), headers: request.headers, secret });
 */
export async function verifyWebhook({
  body,
  headers,
  secret,
  toleranceMs = 300_000,
  now = Date.now,
}: WebhookRequest): Promise<WebhookMessage> {
  const keys = [secret].flat().map(keyOf);
  const bytes = bytesOf(body);
  const id = headerOf(headers, "webhook-id");
  const timestamp = headerOf(headers, "webhook-timestamp");
  const signatures = headerOf(headers, "webhook-signature").split(" ");
  const ageMs = now() - Number(timestamp) * 1000;
  if (ageMs < -toleranceMs) {
    throw new WebhookError("tooNew", `Cannot take the message: it was sent ${-ageMs} ms from now`);
  }
  // Also what is no number.
  if (!(ageMs <= toleranceMs)) {
    throw new WebhookError("tooOld", `Cannot take the message: it was sent ${ageMs} ms ago`);
  }
  const signed = joined(new TextEncoder().encode(`${id}.${timestamp}.`), bytes);
  const expected = await Promise.all(keys.map((key) => signatureOf(key, signed)));
  if (!expected.some((one) => signatures.some((other) => isSame(one, other)))) {
    const message = "Cannot take the message: no signature of it was made with the secret";
    throw new WebhookError("wrongSignature", message);
  }
  return messageOf(bytes);
}

function keyOf(secret: string): Uint8Array<ArrayBuffer> {
  const key = bytesOfBase64(secret.replace(/^whsec_/, ""));
  // One that is not set would let everybody sign.
  if (key.length > 0) return key;
  throw new TypeError("Cannot verify webhooks: the secret must be such as 'whsec_...'");
}

function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}

function bytesOf(body: WebhookRequest["body"]): Uint8Array {
  if (typeof body === "string") return new TextEncoder().encode(body);
  // Not by its class: test runners have one of their own.
  if (ArrayBuffer.isView(body)) {
    return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  }
  if (Object.prototype.toString.call(body) === "[object ArrayBuffer]") return new Uint8Array(body);
  throw new TypeError("Cannot verify the message: its body must be text or bytes, as it came");
}

/** A plain object may have its names in any case. */
function headerOf(headers: WebhookHeaders, name: string): string {
  const value =
    typeof headers["get"] === "function"
      ? headers.get(name)
      : Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  if (value !== undefined && value !== null && value !== "") return String(value);
  throw new WebhookError("headerMissing", `Cannot take the message: it has no header '${name}'`);
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}

async function signatureOf(
  key: Uint8Array<ArrayBuffer>,
  signed: Uint8Array<ArrayBuffer>,
): Promise<string> {
  return `v1,${btoa(String.fromCharCode(...(await hmac(key, signed))))}`;
}

/** Takes as long whichever characters differ, so that nobody finds a signature one by one. */
function isSame(expected: string, given: string): boolean {
  let differing = expected.length ^ given.length;
  for (let at = 0; at < expected.length; at += 1) {
    differing |= expected.charCodeAt(at) ^ given.charCodeAt(at);
  }
  return differing === 0;
}

function messageOf(bytes: Uint8Array): WebhookMessage {
  try {
    // Data enters here: it is signed, and the contract says what the server sends.
    return JSON.parse(new TextDecoder().decode(bytes)) as WebhookMessage;
  } catch (cause) {
    throw new WebhookError("notJson", "Cannot take the message: its body is not JSON", { cause });
  }
}
