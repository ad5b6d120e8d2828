// C1 tokens: stateless, so that every node of an installation can check what another one gave.
import { createHash, createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import type { Static } from "typebox";
import type { TokenReply } from "@trunkline/contract";
import type { App } from "../storage/registry.ts";
import { headerText, type ReceivedHeaders } from "./c2-signature.ts";
import { refused, type Refused, type Verdict } from "./verdict.ts";

const tokenSecondsDefault = 600;
const tokenSecondsMax = 3600;

/** What tokens are made and checked with. */
export type TokenKeys = {
  /** From `deriveTokenKey`. */
  readonly tokenKey: Uint8Array;
  readonly app: (appKey: string) => App | undefined;
  /** Random, of the usual length: an unknown app costs the same work as a wrong secret. */
  readonly decoySecret: string;
};

export function deriveTokenKey(masterKey: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", masterKey, "", "trunkline c1 token", 32));
}

export type TokenAnswer =
  | { readonly kind: "issued"; readonly reply: Static<typeof TokenReply> }
  | Refused;

export function issueToken({
  body,
  headers,
  keys,
  now,
  randomHex,
}: {
  /** The parsed body of the request, whatever it is. */
  readonly body: unknown;
  readonly headers: ReceivedHeaders;
  readonly keys: TokenKeys;
  readonly now: number;
  readonly randomHex: (bytes: number) => string;
}): TokenAnswer {
  const appKey = textField(body, "app_key");
  const appSecret = textField(body, "app_secret");
  if (appKey === undefined) return refused("Cannot give a token: no 'app_key'", false, 400);
  if (appSecret === undefined) return refused("Cannot give a token: no 'app_secret'", false, 400);
  const seconds = secondsAsked(headerText(headers, "x-token-expire"));
  if (seconds === undefined) {
    return refused(
      "Cannot give a token: X-Token-Expire is not a number of seconds from 1",
      false,
      400,
    );
  }
  const app = keys.app(appKey);
  const isRight = isSameSecret(appSecret, app?.appSecret ?? keys.decoySecret);
  if (app === undefined || !isRight) return refused("The app key or its secret is wrong", true);
  const scope = randomHex(16);
  const createdAt = Math.floor(now / 1000);
  const content = `${Buffer.from(appKey).toString("base64url")}.${createdAt + seconds}.${scope}`;
  return {
    kind: "issued",
    reply: {
      AccessToken: `${content}.${seal(keys.tokenKey, content, app.appSecret)}`,
      ApplyType: "Bearer",
      CreateTime: String(createdAt),
      Expires: String(seconds),
      Scope: scope,
      AppKey: appKey,
      UserID: "Anonymous",
    },
  };
}

export function verifyC1({
  headers,
  keys,
  now,
}: {
  readonly headers: ReceivedHeaders;
  readonly keys: TokenKeys;
  readonly now: number;
}): Verdict {
  const text = headerText(headers, "authorization");
  if (text === "")
    return refused("This interface takes a C1 token: no Authorization header", false);
  const token = /^bearer +(\S+)$/i.exec(text)?.[1];
  if (token === undefined) {
    return refused("This interface takes a C1 token: 'Bearer {AccessToken}'", false);
  }
  const [encodedKey = "", expires = "", scope = "", mac = "", ...rest] = token.split(".");
  const appKey = Buffer.from(encodedKey, "base64url").toString();
  const app = keys.app(appKey);
  const content = `${encodedKey}.${expires}.${scope}`;
  const expected = seal(keys.tokenKey, content, app?.appSecret ?? keys.decoySecret);
  const isRight = isSameSecret(mac, expected);
  if (app === undefined || !isRight || rest.length > 0) return refused("The token is wrong", true);
  if (Number(expires) * 1000 <= now) {
    return refused(`The token is over: it expired at ${timeText(Number(expires))}`, false);
  }
  const sentKey = headerText(headers, "x-app-key");
  if (sentKey !== "" && sentKey !== app.appKey) {
    return refused("X-APP-Key is not the key that the token was given for", false);
  }
  return { kind: "admitted", key: app.appKey, scope: app.scope };
}

/** The secret takes part: changing it ends the tokens given before. */
function seal(tokenKey: Uint8Array, content: string, appSecret: string): string {
  return createHmac("sha256", tokenKey).update(`${content}\n${appSecret}`).digest("base64url");
}

/** Hashed first, so that neither content nor length shows in the time taken. */
function isSameSecret(a: string, b: string): boolean {
  return timingSafeEqual(
    createHash("sha256").update(a).digest(),
    createHash("sha256").update(b).digest(),
  );
}

function secondsAsked(text: string): number | undefined {
  if (text === "") return tokenSecondsDefault;
  if (!/^\d{1,15}$/.test(text) || Number(text) < 1) return undefined;
  return Math.min(Number(text), tokenSecondsMax);
}

function textField(body: unknown, name: string): string | undefined {
  if (typeof body !== "object" || body === null || !Object.hasOwn(body, name)) return undefined;
  // The name was just found in the object.
  const value = (body as Readonly<Record<string, unknown>>)[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

function timeText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}
