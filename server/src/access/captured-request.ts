// Reads one HTTP/1.1 request as captured to a file, for `trunkline verify`.
import type { SignedRequest } from "./c2-signature.ts";
import { asBuffer } from "../lib/as-buffer.ts";
import { trimBlanks } from "../lib/trim-blanks.ts";

export type CapturedRequest =
  | {
      readonly kind: "read";
      readonly request: SignedRequest;
      /** Bytes after those that Content-Length counts, e.g. the line end of an editor. */
      readonly bytesAfterBody: number;
      readonly bytesMissing: number;
    }
  | { readonly kind: "malformed"; readonly reason: string };

export function readCapturedRequest(captured: Uint8Array): CapturedRequest {
  const bytes = asBuffer(captured);
  const head = /^([\s\S]*?)(\r?\n)\r?\n/.exec(bytes.toString("latin1"));
  if (head === null) return malformed("no empty line after the headers");
  const [requestLine = "", ...lines] = (head[1] ?? "").split(/\r?\n/);
  const parts = /^([A-Z]+) (\/\S*) HTTP\/1\.[01]$/.exec(requestLine);
  if (parts === null) return malformed(`the first line is not a request line: '${requestLine}'`);
  const headers: Record<string, string> = Object.create(null);
  for (const line of lines) {
    const colon = line.indexOf(":");
    if (colon < 1) return malformed(`not a header line: '${line}'`);
    headers[line.slice(0, colon).toLowerCase()] = trimBlanks(line.slice(colon + 1));
  }
  const [path = "", ...query] = (parts[2] ?? "").split("?");
  const rest = bytes.subarray(head[0].length);
  const length = Number(headers["content-length"] ?? rest.length);
  if (!Number.isSafeInteger(length) || length < 0)
    return malformed("Content-Length is not a number");
  return {
    kind: "read",
    request: {
      method: parts[1] ?? "",
      path,
      query: query.join("?"),
      headers,
      body: rest.subarray(0, length),
    },
    bytesAfterBody: Math.max(0, rest.length - length),
    bytesMissing: Math.max(0, length - rest.length),
  };
}

function malformed(reason: string): CapturedRequest {
  return { kind: "malformed", reason: `Cannot read the captured request: ${reason}` };
}
