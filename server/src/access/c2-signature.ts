// C2 request signing (auth-v2): the texts that are signed, and the signature over them.
import { trimBlanks } from "../lib/trim-blanks.ts";
import { hmacSha256 } from "./hmac.ts";
import { decodeQueryText, encodeBytes, encodeHeaderText } from "./percent-encode.ts";

/** A request as received; header names in lower case, values with each character one byte. */
export type SignedRequest = {
  readonly method: string;
  /** As sent, starting with "/", without the query. */
  readonly path: string;
  /** As sent, without the "?"; "" = none. */
  readonly query: string;
  readonly headers: ReceivedHeaders;
  readonly body: Uint8Array;
};

export type ReceivedHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

export type C2Authorization = {
  readonly ak: string;
  readonly timestamp: string;
  readonly signedHeaders: string;
  readonly signature: string;
};

/** With no query string, half of the clients leave its line out and half send it empty. */
export type QueryLine = "absent" | "empty";

export function c2Prefix(
  authorization: Pick<C2Authorization, "ak" | "timestamp" | "signedHeaders">,
): string {
  const { ak, timestamp, signedHeaders } = authorization;
  return `auth-v2/${ak}/${timestamp}/${signedHeaders}`;
}

export function c2SigningKey(secret: string, prefix: string): string {
  return hmacSha256(secret, prefix);
}

/** The key is the 64 hex characters as text, not the 32 bytes that they spell. */
export function c2Signature(signingKey: string, canonical: string): string {
  return hmacSha256(signingKey, canonical);
}

/** The texts to sign, one for each form that clients use; the commoner first. */
export function canonicalForms(request: SignedRequest, signedHeaders: string): readonly string[] {
  const start = `${request.method}\n${request.path}\n`;
  const rest = `${signedHeaders}\n${headerLines(request.headers, signedHeaders)}\n${encodeBytes(request.body)}`;
  if (request.query !== "") return [`${start}${canonicalQuery(request.query)}\n${rest}`];
  return [start + rest, `${start}\n${rest}`];
}

function headerLines(headers: ReceivedHeaders, signedHeaders: string): string {
  const lines = signedHeaders
    .split(";")
    .map((name) => `${encodeHeaderText(name)}:${encodeHeaderText(headerText(headers, name))}`);
  return lines.length === 1 ? (lines[0] ?? "") : lines.sort().join("\n");
}

/** As the interfaces want them: sorted, each once. */
export function sortedNames(signedHeaders: string): string {
  return [...new Set(signedHeaders.split(";"))].sort().join(";");
}

export function hasHeader(headers: ReceivedHeaders, name: string): boolean {
  return Object.hasOwn(headers, name) && headers[name] !== undefined;
}

export function headerText(headers: ReceivedHeaders, name: string): string {
  // The name may be the sender's: `constructor` must not reach the prototype.
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
  if (value === undefined) return "";
  return trimBlanks(typeof value === "string" ? value : value.join(", "));
}

function canonicalQuery(query: string): string {
  return query
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const equals = pair.indexOf("=");
      const name = equals < 0 ? pair : pair.slice(0, equals);
      const value = equals < 0 ? "" : pair.slice(equals + 1);
      return `${encodeBytes(decodeQueryText(name))}=${encodeBytes(decodeQueryText(value))}`;
    })
    .sort()
    .join("&");
}

/** Each step of signing, as the command line prints them. */
export type C2SigningSteps = {
  readonly prefix: string;
  readonly signingKey: string;
  readonly canonical: string;
  readonly signature: string;
  /** The value of the header `Authorization`. */
  readonly authorization: string;
};

export function signC2({
  request,
  ak,
  sk,
  timestamp,
  signedHeaders,
  queryLine = "absent",
}: {
  readonly request: SignedRequest;
  readonly ak: string;
  readonly sk: string;
  readonly timestamp: string;
  /** Lower case, sorted, joined by ";", with host among them. */
  readonly signedHeaders: string;
  readonly queryLine?: QueryLine;
}): C2SigningSteps {
  const prefix = c2Prefix({ ak, timestamp, signedHeaders });
  const signingKey = c2SigningKey(sk, prefix);
  const forms = canonicalForms(request, signedHeaders);
  const canonical = (queryLine === "empty" ? forms[1] : undefined) ?? forms[0] ?? "";
  const signature = c2Signature(signingKey, canonical);
  return { prefix, signingKey, canonical, signature, authorization: `${prefix}/${signature}` };
}
