// Verifies C2 signatures.
import { timingSafeEqual } from "node:crypto";
import { getOrPutUpTo } from "../lib/get-or-put.ts";
import type { AccessKey } from "../storage/registry.ts";
import { readC2Authorization } from "./c2-authorization.ts";
import { c2Prefix, c2Signature, c2SigningKey, canonicalForms } from "./c2-signature.ts";
import type { SignedRequest } from "./c2-signature.ts";
import { refused, type Verdict } from "./verdict.ts";

const signingKeysMax = 256;
/** Whoever sends a longer one has it computed each time. */
const prefixLengthMax = 256;

/** A client signs under the same key for a second: it is computed once, also for access keys that do not exist. */
export class SigningKeys {
  readonly #known = new Map<string, string>();

  of(secret: string, prefix: string): string {
    if (prefix.length > prefixLengthMax) return c2SigningKey(secret, prefix);
    return getOrPutUpTo(this.#known, signingKeysMax, `${secret}/${prefix}`, () =>
      c2SigningKey(secret, prefix),
    );
  }
}

export function verifyC2({
  request,
  accessKey,
  signingKeys,
  decoySecret,
  now,
  signatureAgeMaxMs,
  explainSignatures,
}: {
  readonly request: SignedRequest;
  readonly accessKey: (ak: string) => AccessKey | undefined;
  readonly signingKeys: Pick<SigningKeys, "of">;
  /** Random, of the usual length: an unknown key costs the same work as a wrong signature. */
  readonly decoySecret: string;
  readonly now: number;
  /** Either way: clocks of clients run fast too. */
  readonly signatureAgeMaxMs: number;
  /** For development: the refusal shows what was signed on this side. */
  readonly explainSignatures: boolean;
}): Verdict {
  const read = readC2Authorization(request.headers);
  if (read.kind === "malformed") return refused(read.reason, false);
  const { authorization } = read;
  const ageMs = now - read.signedAt;
  if (Math.abs(ageMs) > signatureAgeMaxMs)
    return refused(ageMessage(ageMs, signatureAgeMaxMs), false);
  const key = accessKey(authorization.ak);
  const prefix = c2Prefix(authorization);
  const signingKey = signingKeys.of(key?.sk ?? decoySecret, prefix);
  const received = Buffer.from(authorization.signature, "latin1");
  const forms = canonicalForms(request, authorization.signedHeaders);
  let isRight = false;
  for (const canonical of forms) {
    isRight = timingSafeEqual(received, Buffer.from(c2Signature(signingKey, canonical), "latin1"));
    if (isRight) break;
  }
  if (isRight && key !== undefined) return { kind: "admitted", key: key.ak, scope: key.scope };
  const refusal = refused("The access key is unknown or the signature does not match", true);
  return explainSignatures ? { ...refusal, explanation: { prefix, canonical: forms } } : refusal;
}

function ageMessage(ageMs: number, ageMaxMs: number): string {
  const seconds = Math.round(Math.abs(ageMs) / 1000);
  const side = ageMs > 0 ? "old" : "ahead of this server's clock";
  return `Cannot accept the signature: its timestamp is ${seconds} s ${side}, ${Math.round(ageMaxMs / 1000)} s are allowed`;
}
