// Who may ask: the verdict of a request, with lock-out and rate limits around it.
import { isDeepStrictEqual } from "node:util";
import type { FastifyRequest } from "fastify";
import type { Endpoint } from "@trunkline/contract";
import { verifyBearer, mayAct, type AdmittedBearer } from "../access/bearer-key.ts";
import { issueToken, verifyC1, type TokenAnswer, type TokenKeys } from "../access/c1-token.ts";
import type { SignedRequest } from "../access/c2-signature.ts";
import { SigningKeys, verifyC2 } from "../access/c2-verify.ts";
import type { KeyUses } from "../access/key-uses.ts";
import type { LockOut } from "../access/lock-out.ts";
import { networkOf } from "../access/network-of.ts";
import type { Admitted, C2Explanation } from "../access/verdict.ts";
import type { KeyKind, Registry, Role } from "../storage/registry.ts";
import { ApiProblem } from "../api/api-problem.ts";
import type { RateLimit } from "./rate-limit.ts";

export type GateParts = {
  readonly registry: Pick<Registry, "accessKey" | "bearerKey">;
  readonly tokenKeys: TokenKeys;
  readonly decoySecret: string;
  readonly lockOut: LockOut;
  /** A name may be that of a key and of an app, of different tenants. */
  readonly keyRates: Readonly<Record<KeyKind, RateLimit>>;
  readonly addressRate: RateLimit;
  /** Of tokens asked for, by address and by app. */
  readonly tokenRate: RateLimit;
  readonly randomHex: (bytes: number) => string;
  readonly signatureAgeMaxMs: number;
  readonly explainSignatures: boolean;
  readonly now: () => number;
  readonly keyUses: Pick<KeyUses, "note">;
};

/** A request of the CC-CMS family that is not let in: status, words, and headers. */
export type TurnedAway = {
  readonly kind: "turnedAway";
  readonly status: number;
  readonly message: string;
  readonly retryAfterSeconds: number;
  readonly explanation: C2Explanation | undefined;
};

export type Gate = {
  readonly admit: (
    request: FastifyRequest,
    body: Buffer,
    endpoint: Pick<Endpoint, "security">,
  ) => Admitted | TurnedAway;
  /** A C1 token for whoever sends an app key with its secret. */
  readonly issueToken: (
    request: FastifyRequest,
    body: unknown,
  ) => Extract<TokenAnswer, { readonly kind: "issued" }> | TurnedAway;
  /** Throws an ApiProblem unless the request has a bearer key of one of those roles. */
  readonly admitBearer: (request: FastifyRequest, roles: readonly Role[]) => AdmittedBearer;
  /** Whether the key that was let in with a request is still what it was then. */
  readonly isStillAdmitted: (request: FastifyRequest, admitted: AdmittedBearer) => boolean;
};

const tooMany = "More requests in a second than this key or address may send";
const tooManyTokens =
  "More tokens in a second than this app or address may ask for; a token is good for all of its time";

export function openGate(parts: GateParts): Gate {
  const admitting = { ...parts, signingKeys: new SigningKeys() };
  return {
    admit: (request, body, endpoint) => admit(admitting, request, body, endpoint),
    issueToken: (request, body) => giveToken(parts, request, body),
    admitBearer: (request, roles) => {
      const admitted = admitBearer(parts, request, roles);
      parts.keyUses.note("bearer", admitted.key, parts.now());
      return admitted;
    },
    isStillAdmitted: (request, admitted) => {
      const verdict = verdictOf(parts, request, parts.now());
      return verdict.kind === "admitted" && isDeepStrictEqual(verdict, admitted);
    },
  };
}

function admit(
  parts: GateParts & { readonly signingKeys: SigningKeys },
  request: FastifyRequest,
  body: Buffer,
  endpoint: Pick<Endpoint, "security">,
): Admitted | TurnedAway {
  const now = parts.now();
  const address = request.ip;
  const stopped = stopAddress(parts, address, now);
  if (stopped !== undefined) return stopped;
  const { headers } = request;
  const verdict =
    endpoint.security === "c1"
      ? verifyC1({ headers, keys: parts.tokenKeys, now })
      : verifyC2({
          request: signedRequest(request, body),
          accessKey: (ak) => parts.registry.accessKey(ak),
          signingKeys: parts.signingKeys,
          decoySecret: parts.decoySecret,
          now,
          signatureAgeMaxMs: parts.signatureAgeMaxMs,
          explainSignatures: parts.explainSignatures,
        });
  if (verdict.kind === "refused") {
    if (verdict.isGuess) parts.lockOut.noteGuess(address, now);
    return turnedAway(verdict.status, verdict.message, 0, verdict.explanation);
  }
  const kind = endpoint.security === "c1" ? "app" : "access";
  const keyWait = parts.keyRates[kind].take(verdict.key, now);
  if (keyWait > 0) return turnedAway(429, tooMany, keyWait);
  parts.keyUses.note(kind, verdict.key, now);
  return verdict;
}

/** What every request meets before anyone looks at its key. */
function stopAddress(
  { lockOut, addressRate }: GateParts,
  address: string,
  now: number,
): TurnedAway | undefined {
  const lockedMs = lockOut.lockedForMs(address, now);
  if (lockedMs > 0) {
    return turnedAway(403, lockedText(lockedMs), Math.ceil(lockedMs / 1000));
  }
  const wait = addressRate.take(networkOf(address), now);
  return wait > 0 ? turnedAway(429, tooMany, wait) : undefined;
}

function lockedText(lockedMs: number): string {
  return `The address is locked for ${Math.ceil(lockedMs / 1000)} s: too many wrong keys`;
}

function giveToken(
  parts: GateParts,
  request: FastifyRequest,
  body: unknown,
): ReturnType<Gate["issueToken"]> {
  const { tokenKeys: keys, tokenRate, randomHex } = parts;
  const now = parts.now();
  const address = request.ip;
  const stopped = stopAddress(parts, address, now);
  if (stopped !== undefined) return stopped;
  const addressWait = tokenRate.take(`address ${networkOf(address)}`, now);
  if (addressWait > 0) return turnedAway(429, tooManyTokens, addressWait);
  const given = issueToken({ body, headers: request.headers, keys, now, randomHex });
  if (given.kind === "refused") {
    if (given.isGuess) parts.lockOut.noteGuess(address, now);
    return turnedAway(given.status, given.message, 0);
  }
  const { AppKey } = given.reply;
  // Only now: else anyone could use up the tokens of an app by asking with a wrong secret.
  const appWait = tokenRate.take(`app ${AppKey}`, now);
  if (appWait > 0) return turnedAway(429, tooManyTokens, appWait);
  parts.keyUses.note("app", AppKey, now);
  return given;
}

function admitBearer(
  parts: GateParts,
  request: FastifyRequest,
  roles: readonly Role[],
): AdmittedBearer {
  const now = parts.now();
  const address = request.ip;
  const lockedMs = parts.lockOut.lockedForMs(address, now);
  if (lockedMs > 0) throw new ApiProblem("locked", lockedText(lockedMs));
  if (parts.addressRate.take(networkOf(address), now) > 0) {
    throw new ApiProblem("tooManyRequests", tooMany);
  }
  const verdict = verdictOf(parts, request, now);
  if (verdict.kind === "refused") {
    if (verdict.isGuess) parts.lockOut.noteGuess(address, now);
    throw new ApiProblem("unauthenticated", verdict.message);
  }
  if (!mayAct(verdict.role, roles)) {
    const needed = roles.map((role) => `'${role}'`).join(" or ");
    throw new ApiProblem("forbidden", `The key's role is '${verdict.role}', this needs ${needed}`);
  }
  if (parts.keyRates.bearer.take(verdict.key, now) > 0) {
    throw new ApiProblem("tooManyRequests", tooMany);
  }
  return verdict;
}

function verdictOf({ registry }: GateParts, { headers }: FastifyRequest, now: number) {
  return verifyBearer({ headers, bearerKey: (sha256) => registry.bearerKey(sha256), now });
}

function signedRequest(request: FastifyRequest, body: Buffer): SignedRequest {
  const url = request.raw.url ?? "/";
  const mark = url.indexOf("?");
  return {
    method: request.method,
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? "" : url.slice(mark + 1),
    headers: request.headers,
    body,
  };
}

function turnedAway(
  status: number,
  message: string,
  retryAfterSeconds: number,
  explanation?: C2Explanation,
): TurnedAway {
  return { kind: "turnedAway", status, message, retryAfterSeconds, explanation };
}
