// Compares a captured request with what it should be, step by step, for `trunkline verify`.
import { readC2Authorization } from "./c2-authorization.ts";
import {
  c2Prefix,
  c2Signature,
  c2SigningKey,
  canonicalForms,
  sortedNames,
} from "./c2-signature.ts";
import type { C2Authorization, SignedRequest } from "./c2-signature.ts";
import { findC2Mistake } from "./c2-mistake.ts";
import { readCapturedRequest } from "./captured-request.ts";
import type { C2Explanation } from "./verdict.ts";

export type ComparisonStep = {
  readonly name: string;
  /** A remark is on what this server accepts and others may not. */
  readonly state: "right" | "remark" | "wrong";
  /** What was found; for a step that is not right, what to do about it. */
  readonly finding: string;
};

export type C2Comparison = {
  readonly steps: readonly ComparisonStep[];
  readonly firstWrong: ComparisonStep | undefined;
  readonly explanation: C2Explanation | undefined;
};

/** Stops at the first step without which the next ones make no sense. Age comes last: captures are old. */
export function compareCapturedRequest({
  captured,
  secretOf,
  now,
  signatureAgeMaxMs,
}: {
  readonly captured: Uint8Array;
  readonly secretOf: (ak: string) => string | undefined;
  readonly now: number;
  readonly signatureAgeMaxMs: number;
}): C2Comparison {
  const read = readCapturedRequest(captured);
  if (read.kind === "malformed") return comparison([wrong("request", read.reason)]);
  const { request } = read;
  const steps = [right("request", `${request.method} ${request.path}`), bodyStep(read)];
  const authorized = readC2Authorization(request.headers);
  if (authorized.kind === "malformed") {
    return comparison([...steps, wrong("Authorization", authorized.reason)]);
  }
  const { authorization, signedAt } = authorized;
  const { ak, timestamp, signedHeaders } = authorization;
  const explanation = {
    prefix: c2Prefix(authorization),
    canonical: canonicalForms(request, signedHeaders),
  };
  steps.push(right("Authorization", `five parts, signed headers '${signedHeaders}'`));
  const sorted = sortedNames(signedHeaders);
  if (sorted !== signedHeaders) {
    const finding = `taken as they are here; other platforms may want them sorted, each once: '${sorted}'`;
    steps.push({ name: "signed headers", state: "remark", finding });
  }
  const secret = secretOf(ak);
  if (secret === undefined) {
    return comparison([...steps, wrong("access key", `'${ak}' is unknown here`)], explanation);
  }
  steps.push(right("access key", `'${ak}' is known`));
  steps.push(signatureStep(request, authorization, secret));
  const ageMs = now - signedAt;
  const isFresh = Math.abs(ageMs) <= signatureAgeMaxMs;
  const age = `'${timestamp}' is ${Math.round(ageMs / 1000)} s old, ${signatureAgeMaxMs / 1000} s are allowed either way`;
  steps.push(isFresh ? right("timestamp", age) : wrong("timestamp", age));
  return comparison(steps, explanation);
}

function bodyStep({
  request,
  bytesAfterBody,
  bodyFault,
}: {
  readonly request: SignedRequest;
  readonly bytesAfterBody: number;
  readonly bodyFault: string | undefined;
}): ComparisonStep {
  if (bodyFault !== undefined) return wrong("body", bodyFault);
  const after =
    bytesAfterBody > 0 ? `; ${bytesAfterBody} more in the capture are not part of it` : "";
  return right("body", `${request.body.length} bytes${after}`);
}

function signatureStep(
  request: SignedRequest,
  authorization: C2Authorization,
  secret: string,
): ComparisonStep {
  const signingKey = c2SigningKey(secret, c2Prefix(authorization));
  const forms = canonicalForms(request, authorization.signedHeaders);
  const index = forms.findIndex(
    (canonical) => c2Signature(signingKey, canonical) === authorization.signature,
  );
  if (index >= 0) {
    const form = forms.length === 1 ? "" : index === 0 ? ", no query line" : ", empty query line";
    return right("signature", `matches${form}`);
  }
  const mistake = findC2Mistake({ request, authorization, secret });
  return wrong(
    "signature",
    mistake ??
      "does not match: the secret key differs, or the request was changed after it was signed",
  );
}

function right(name: string, finding: string): ComparisonStep {
  return { name, state: "right", finding };
}

function wrong(name: string, finding: string): ComparisonStep {
  return { name, state: "wrong", finding };
}

function comparison(steps: readonly ComparisonStep[], explanation?: C2Explanation): C2Comparison {
  return { steps, firstWrong: steps.find(({ state }) => state === "wrong"), explanation };
}
