// The mistakes that clients make in C2 signing, each found by making it and comparing.
import { createHash, createHmac } from "node:crypto";
import { c2Prefix, c2SigningKey, headerText } from "./c2-signature.ts";
import type { C2Authorization, SignedRequest } from "./c2-signature.ts";
import { encodeBytes, encodeHeaderText } from "./percent-encode.ts";

type Parts = {
  readonly method: string;
  readonly path: string;
  readonly signedHeaders: string;
  readonly headerLines: readonly string[];
  readonly body: string;
  readonly newline: string;
  readonly end: string;
};

type Signing = (secret: string, prefix: string, canonical: string) => string;

type Mistake = {
  readonly name: string;
  readonly change?: (parts: Parts, request: SignedRequest) => Parts;
  readonly sign?: Signing;
};

const rightly: Signing = (secret, prefix, canonical) =>
  hmac(c2SigningKey(secret, prefix), canonical);

const mistakes: readonly Mistake[] = [
  body("the body was signed as it is, not percent-encoded", (bytes) => bytes.toString()),
  body("the body was hashed (SHA-256) instead of percent-encoded", (bytes) =>
    createHash("sha256").update(bytes).digest("hex"),
  ),
  body("the body was left out", () => ""),
  body("the body was encoded with encodeURIComponent, which leaves !'()* as they are", (bytes) =>
    encodeURIComponent(bytes.toString()),
  ),
  body("the body was form-encoded: a space became '+'", (bytes) =>
    encodeBytes(bytes).replaceAll("%20", "+"),
  ),
  body("the body was encoded with '/' left as it is", (bytes) =>
    encodeBytes(bytes).replaceAll("%2F", "/"),
  ),
  body("the signed body was compact JSON, the one sent is not", (bytes) =>
    reformatted(bytes, (value) => JSON.stringify(value)),
  ),
  body("the signed body was indented JSON, the one sent is not", (bytes) =>
    reformatted(bytes, (value) => JSON.stringify(value, undefined, 2)),
  ),
  body(
    "the signed body ended with a line end, the one sent does not",
    (bytes) => `${encodeBytes(bytes)}%0A`,
  ),
  {
    name: "the percent-encoding uses lower-case hex",
    change: (parts) => ({
      ...parts,
      body: lowerHex(parts.body),
      headerLines: parts.headerLines.map(lowerHex),
    }),
  },
  {
    name: "header values were signed as they are, not percent-encoded",
    change: (parts, request) => ({
      ...parts,
      headerLines: namesOf(parts).map((name) => `${name}:${headerText(request.headers, name)}`),
    }),
  },
  {
    name: "the Host that was signed has no port, the one sent has",
    change: (parts) => ({
      ...parts,
      headerLines: parts.headerLines.map((line) =>
        line.startsWith("host:") ? line.replace(/%3A\d+$/, "") : line,
      ),
    }),
  },
  {
    name: "the header lines are not in order",
    change: (parts) => ({ ...parts, headerLines: parts.headerLines.toReversed() }),
  },
  {
    name: "the path was percent-encoded",
    change: (parts) => ({ ...parts, path: encodeHeaderText(parts.path) }),
  },
  {
    name: "the path was signed with a '/' at its end",
    change: (parts) => ({ ...parts, path: `${parts.path}/` }),
  },
  {
    name: "the method was signed in lower case",
    change: (parts) => ({ ...parts, method: parts.method.toLowerCase() }),
  },
  {
    name: "lines were joined by CR LF, not LF",
    change: (parts) => ({ ...parts, newline: "\r\n" }),
  },
  { name: "a line end follows the last line", change: (parts) => ({ ...parts, end: "\n" }) },
  {
    name: "the signing key was used as 32 bytes, not as its 64 hex characters",
    sign: (secret, prefix, canonical) =>
      hmac(Buffer.from(c2SigningKey(secret, prefix), "hex"), canonical),
  },
  {
    name: "the secret key signed directly, without the signing key between",
    sign: (secret, _prefix, canonical) => hmac(secret, canonical),
  },
  {
    name: "the prefix was made with a '/' at its end",
    sign: (secret, prefix, canonical) => hmac(c2SigningKey(secret, `${prefix}/`), canonical),
  },
  {
    name: "the prefix and the secret key changed places in the signing key",
    sign: (secret, prefix, canonical) => hmac(c2SigningKey(prefix, secret), canonical),
  },
];

/** The name of the mistake that gives the signature as sent; undefined = none of the known. */
export function findC2Mistake({
  request,
  authorization,
  secret,
}: {
  readonly request: SignedRequest;
  readonly authorization: C2Authorization;
  readonly secret: string;
}): string | undefined {
  const prefix = c2Prefix(authorization);
  const right = partsOf(request, authorization.signedHeaders);
  const queryLines = request.query === "" ? [[], [""]] : [[request.query], [], [""]];
  for (const { name, change, sign = rightly } of mistakes) {
    const parts = change === undefined ? right : change(right, request);
    for (const queryLine of queryLines) {
      if (sign(secret, prefix, canonicalOf(parts, queryLine)) === authorization.signature) {
        return name;
      }
    }
  }
  return undefined;
}

function partsOf(request: SignedRequest, signedHeaders: string): Parts {
  return {
    method: request.method,
    path: request.path,
    signedHeaders,
    headerLines: signedHeaders
      .split(";")
      .map((name) => `${name}:${encodeHeaderText(headerText(request.headers, name))}`)
      .sort(),
    body: encodeBytes(request.body),
    newline: "\n",
    end: "",
  };
}

function canonicalOf(parts: Parts, queryLine: readonly string[]): string {
  const { method, path, signedHeaders, headerLines, body, newline, end } = parts;
  return [method, path, ...queryLine, signedHeaders, ...headerLines, body].join(newline) + end;
}

function body(name: string, encode: (bytes: Buffer) => string): Mistake {
  return {
    name,
    change: (parts, request) => ({ ...parts, body: encode(Buffer.from(request.body)) }),
  };
}

function reformatted(bytes: Buffer, format: (value: unknown) => string): string {
  try {
    return encodeBytes(Buffer.from(format(JSON.parse(bytes.toString()))));
  } catch {
    return encodeBytes(bytes);
  }
}

function namesOf(parts: Parts): readonly string[] {
  return parts.signedHeaders.split(";");
}

function lowerHex(text: string): string {
  return text.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());
}

function hmac(key: string | Buffer, text: string): string {
  return createHmac("sha256", key).update(text).digest("hex");
}
