import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import type { BearerKey } from "../storage/registry.ts";
import { createBearerKey, mayAct, roles, verifyBearer } from "./bearer-key.ts";

const { text, key } = createBearerKey({
  role: "ingest",
  scope: { kind: "tenants", tenants: [8362] },
  now: 5,
  randomBytes,
});

function verify(authorization: string | undefined, known: BearerKey = key, now = 10) {
  return verifyBearer({
    headers: { authorization },
    bearerKey: (sha256) => (sha256 === known.sha256 ? known : undefined),
    now,
  });
}

test("a bearer key is recognisable, and its text is not kept", () => {
  assert.match(text, /^tl_[A-Za-z0-9_-]{43}$/);
  assert.ok(!JSON.stringify(key).includes(text.slice(3)));
  assert.equal(key.createdAt, 5);
});

test("the text of a key admits with its role and scope", () => {
  assert.deepEqual(verify(`Bearer ${text}`), {
    kind: "admitted",
    key: key.id,
    scope: key.scope,
    role: "ingest",
  });
});

test("another text is a guess; a missing one is not", () => {
  const wrong = verify(`Bearer ${text}x`);
  assert.ok(wrong.kind === "refused" && wrong.isGuess);
  for (const authorization of [undefined, "auth-v2/a/b/c/d", "Bearer"]) {
    const verdict = verify(authorization);
    assert.ok(verdict.kind === "refused" && !verdict.isGuess);
  }
});

test("an expired key is refused and is no guess", () => {
  const known = { ...key, expiresAt: 20 };
  assert.equal(verify(`Bearer ${text}`, known, 19).kind, "admitted");
  const verdict = verify(`Bearer ${text}`, known, 20);
  assert.ok(verdict.kind === "refused" && !verdict.isGuess && verdict.message.includes("expired"));
});

test("admin may do what every role may, the others only their own", () => {
  for (const role of roles) {
    for (const needed of roles) {
      assert.equal(mayAct(role, [needed]), role === "admin" || role === needed);
    }
  }
});
