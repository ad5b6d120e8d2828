// Bearer keys of our own API: random text of which only the SHA-256 is kept.
import { hash } from "node:crypto";
import type { BearerKey, Role, Scope } from "../storage/registry.ts";
import { headerText, type ReceivedHeaders } from "./c2-signature.ts";
import { refused, type Admitted, type Refused } from "./verdict.ts";

/** Lets secret scanners and people recognise a leaked key. */
const bearerKeyPrefix = "tl_";

export const roles: readonly Role[] = ["read", "live", "supervise", "ingest", "admin"];

export type AdmittedBearer = Admitted & { readonly role: Role };

/** `text` is shown once and kept nowhere. */
export function createBearerKey({
  role,
  scope,
  now,
  randomBytes,
}: {
  readonly role: Role;
  readonly scope: Scope;
  readonly now: number;
  readonly randomBytes: (bytes: number) => Buffer;
}): { readonly text: string; readonly key: BearerKey } {
  const text = bearerKeyPrefix + randomBytes(32).toString("base64url");
  const id = randomBytes(6).toString("hex");
  return { text, key: { id, sha256: bearerKeyHash(text), role, scope, createdAt: now } };
}

/** The same key with a new text; the old text ends. */
export function renewBearerKey({
  known,
  now,
  randomBytes,
}: {
  readonly known: BearerKey;
  readonly now: number;
  readonly randomBytes: (bytes: number) => Buffer;
}): { readonly text: string; readonly key: BearerKey } {
  const { text, key } = createBearerKey({ ...known, now, randomBytes });
  const { sha256, createdAt } = key;
  return { text, key: { ...known, sha256, createdAt } };
}

export function bearerKeyHash(text: string): string {
  return hash("sha256", text, "hex");
}

export function verifyBearer({
  headers,
  bearerKey,
  now,
}: {
  readonly headers: ReceivedHeaders;
  readonly bearerKey: (sha256: string) => BearerKey | undefined;
  readonly now: number;
}): AdmittedBearer | Refused {
  const text = headerText(headers, "authorization");
  if (text === "")
    return refused("This interface takes a bearer key: no Authorization header", false);
  const sent = /^bearer +(\S+)$/i.exec(text)?.[1];
  if (sent === undefined) {
    return refused("This interface takes a bearer key: 'Authorization: Bearer tl_...'", false);
  }
  const key = bearerKey(bearerKeyHash(sent));
  if (key === undefined) return refused("The bearer key is unknown", true);
  if (key.expiresAt !== undefined && now >= key.expiresAt) {
    return refused(`The bearer key has expired at ${new Date(key.expiresAt).toISOString()}`, false);
  }
  return { kind: "admitted", key: key.id, scope: key.scope, role: key.role };
}

/** Any of the roles is enough; an admin may do everything. */
export function mayAct(role: Role, needed: readonly Role[]): boolean {
  return role === "admin" || needed.includes(role);
}
