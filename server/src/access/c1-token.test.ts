import assert from "node:assert/strict";
import { test } from "node:test";
import { Value } from "typebox/value";
import { TokenReply } from "@trunkline/contract";
import type { App } from "../storage/registry.ts";
import { deriveTokenKey, issueToken, verifyC1, type TokenKeys } from "./c1-token.ts";

const now = Date.parse("2026-04-15T02:30:00Z");
const app: App = {
  appKey: "testapp",
  appSecret: "testsecret",
  scope: { kind: "tenants", tenants: [8362] },
};

function keysOf(apps: readonly App[], master = "master"): TokenKeys {
  return {
    tokenKey: deriveTokenKey(Buffer.from(master)),
    app: (appKey) => apps.find((app) => app.appKey === appKey),
    decoySecret: "decoy",
  };
}

const keys = keysOf([app]);
const asked = { app_key: "testapp", app_secret: "testsecret" };

function issue(body: unknown = asked, expire?: string) {
  return issueToken({
    body,
    headers: { "x-token-expire": expire },
    keys,
    now,
    randomHex: (bytes) => "ab".repeat(bytes),
  });
}

function tokenOf(expire?: string): string {
  const answer = issue(asked, expire);
  assert.ok(answer.kind === "issued");
  return answer.reply.AccessToken;
}

function verify(token: string, more: { at?: number; appKey?: string; with?: TokenKeys } = {}) {
  const { at = now, appKey, with: used = keys } = more;
  return verifyC1({
    headers: { authorization: `Bearer ${token}`, "x-app-key": appKey },
    keys: used,
    now: at,
  });
}

test("every value of the token reply is a string of the documented form", () => {
  const answer = issue();
  assert.ok(answer.kind === "issued");
  assert.deepEqual([...Value.Errors(TokenReply, answer.reply)], []);
  assert.deepEqual(Object.keys(answer.reply), Object.keys(TokenReply.properties));
  assert.equal(answer.reply.CreateTime, "1776220200");
  assert.equal(answer.reply.Expires, "600");
  assert.equal(answer.reply.Scope, "ab".repeat(16));
});

test("a token admits its app until it is over", () => {
  assert.deepEqual(verify(tokenOf()), { kind: "admitted", key: "testapp", scope: app.scope });
  assert.equal(verify(tokenOf(), { at: now + 599_999 }).kind, "admitted");
  const over = verify(tokenOf(), { at: now + 600_000 });
  assert.equal(
    over.kind === "refused" && over.message,
    "The token is over: it expired at 2026-04-15T02:40:00Z",
  );
});

test("X-Token-Expire is clamped to an hour and refused when it is no number", () => {
  for (const [sent, given] of [
    ["60", "60"],
    ["3600", "3600"],
    ["99999", "3600"],
  ]) {
    const answer = issue(asked, sent);
    assert.equal(answer.kind === "issued" && answer.reply.Expires, given);
  }
  for (const sent of ["0", "-1", "soon", "1.5"]) {
    const answer = issue(asked, sent);
    assert.equal(answer.kind === "refused" && answer.status, 400, sent);
  }
});

test("a wrong secret and an unknown app are refused alike and count as guesses", () => {
  const wrong = issue({ ...asked, app_secret: "other" });
  assert.deepEqual(wrong, issue({ app_key: "nobody", app_secret: "decoy" }));
  assert.deepEqual(wrong, {
    kind: "refused",
    status: 401,
    message: "The app key or its secret is wrong",
    isGuess: true,
  });
});

test("a token request without key or secret is malformed", () => {
  for (const body of [null, 7, [], "x", {}, { app_key: "testapp" }, { app_key: 1 }]) {
    const answer = issue(body);
    assert.equal(answer.kind === "refused" && answer.status, 400);
  }
});

test("X-APP-Key must be the token's key when it is there", () => {
  assert.equal(verify(tokenOf(), { appKey: "testapp" }).kind, "admitted");
  const other = verify(tokenOf(), { appKey: "otherapp" });
  assert.equal(
    other.kind === "refused" && other.message,
    "X-APP-Key is not the key that the token was given for",
  );
});

test("any changed character of a token is refused", () => {
  const token = tokenOf();
  for (let index = 0; index < token.length; index += 1) {
    const changed =
      token.slice(0, index) + (token[index] === "A" ? "B" : "A") + token.slice(index + 1);
    if (changed === token) continue;
    assert.equal(verify(changed).kind, "refused", changed);
  }
  assert.equal(verify(`${token}.x`).kind, "refused");
});

test("a token ends with its app, with a new secret, and with another master key", () => {
  const token = tokenOf();
  assert.equal(verify(token, { with: keysOf([]) }).kind, "refused");
  assert.equal(verify(token, { with: keysOf([{ ...app, appSecret: "new" }]) }).kind, "refused");
  assert.equal(verify(token, { with: keysOf([app], "other") }).kind, "refused");
});

test("a signature on this interface is told that a token is wanted", () => {
  const verdict = verifyC1({ headers: { authorization: "auth-v2/a/b/host/c" }, keys, now });
  assert.deepEqual(verdict, {
    kind: "refused",
    status: 401,
    message: "This interface takes a C1 token: 'Bearer {AccessToken}'",
    isGuess: false,
  });
  const none = verifyC1({ headers: {}, keys, now });
  assert.match(none.kind === "refused" ? none.message : "", /no Authorization header/);
});
