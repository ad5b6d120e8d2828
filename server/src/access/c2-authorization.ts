// Reads the Authorization header of C2 signatures, and says what is wrong with it.
import {
  hasHeader,
  headerText,
  type C2Authorization,
  type ReceivedHeaders,
} from "./c2-signature.ts";
import { shown } from "./shown.ts";

export type C2AuthorizationRead =
  | { readonly kind: "read"; readonly authorization: C2Authorization; readonly signedAt: number }
  | { readonly kind: "malformed"; readonly reason: string };

const scheme = "auth-v2";
const timestampForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/;
const headerName = /^[0-9a-z!#$%&'*+\-.^_`|~]+$/;
/** A long header that is named thousands of times would be signed for seconds. */
const signedHeadersMax = 64;
const signatureForm = /^[0-9a-f]{64}$/;

export function readC2Authorization(headers: ReceivedHeaders): C2AuthorizationRead {
  const text = headerText(headers, "authorization");
  if (text === "") return malformed("This interface takes a C2 signature: no Authorization header");
  if (/^bearer /i.test(text)) {
    return malformed(`This interface takes a C2 signature ('${scheme}/...'), not a token`);
  }
  const parts = text.split("/");
  const [first, ak = "", timestamp = "", signedHeaders = "", ...rest] = parts;
  if (first !== scheme) return unreadable(`it does not begin with '${scheme}/'`);
  if (parts.length < 5) return unreadable(`it has ${parts.length} parts between '/', not five`);
  if (ak === "") return unreadable("the access key is empty");
  const signedAt = timestampForm.test(timestamp) ? Date.parse(timestamp) : Number.NaN;
  if (Number.isNaN(signedAt)) {
    return unreadable(
      `the timestamp is not of the form '2024-10-31T14:06:52Z': '${shown(timestamp)}'`,
    );
  }
  const problem = problemOfSignedHeaders(signedHeaders, headers);
  if (problem !== undefined) return unreadable(problem);
  const signature = rest.join("/");
  if (!signatureForm.test(signature)) {
    return unreadable("the signature is not 64 lower-case hex characters");
  }
  return {
    kind: "read",
    authorization: { ak, timestamp, signedHeaders, signature },
    signedAt,
  };
}

function problemOfSignedHeaders(
  signedHeaders: string,
  headers: ReceivedHeaders,
): string | undefined {
  const names = signedHeaders.split(";");
  if (names.length > signedHeadersMax) {
    return `it names ${names.length} signed headers, at most ${signedHeadersMax} may be signed`;
  }
  for (const name of names) {
    if (!headerName.test(name)) {
      return `signed header names are lower case, joined by ';': '${shown(signedHeaders)}'`;
    }
    if (!hasHeader(headers, name)) {
      return `the signed header '${shown(name)}' is not in the request`;
    }
  }
  return names.includes("host")
    ? undefined
    : `'host' is not among the signed headers: '${shown(signedHeaders)}'`;
}

function unreadable(reason: string): C2AuthorizationRead {
  return malformed(`Cannot read the Authorization header: ${reason}`);
}

function malformed(reason: string): C2AuthorizationRead {
  return { kind: "malformed", reason };
}
