// Reads one HTTP/1.1 request as captured to a file, for `trunkline verify`.
import { asBuffer } from "../lib/as-buffer.ts";
import { originForm } from "../lib/origin-form.ts";
import { trimBlanks } from "../lib/trim-blanks.ts";
import { headerText, type ReceivedHeaders, type SignedRequest } from "./c2-signature.ts";
import { readChunkedBody, type ChunkedBody } from "./chunked-body.ts";
import { joinedHeaders, type HeaderLine } from "./joined-headers.ts";

export type CapturedRequest =
  | {
      readonly kind: "read";
      readonly request: SignedRequest;
      /** Bytes after those of the body, e.g. the line end of an editor. */
      readonly bytesAfterBody: number;
      /** Why the server could not read the body; undefined = it can. */
      readonly bodyFault: string | undefined;
    }
  | { readonly kind: "malformed"; readonly reason: string };

export function readCapturedRequest(captured: Uint8Array): CapturedRequest {
  const bytes = asBuffer(captured);
  const head = /^([\s\S]*?)(\r?\n)\r?\n/.exec(bytes.toString("latin1"));
  if (head === null) return malformed("no empty line after the headers");
  const [requestLine = "", ...lines] = (head[1] ?? "").split(/\r?\n/);
  const parts = /^([A-Z]+) (\S+) HTTP\/1\.[01]$/.exec(requestLine);
  const target = originForm(parts?.[2] ?? "");
  if (parts === null || !target.startsWith("/"))
    return malformed(`the first line is not a request line: '${requestLine}'`);
  const headerLines: HeaderLine[] = [];
  for (const line of lines) {
    const colon = line.indexOf(":");
    if (colon < 1) return malformed(`not a header line: '${line}'`);
    headerLines.push({ name: line.slice(0, colon), value: trimBlanks(line.slice(colon + 1)) });
  }
  const headers = joinedHeaders(headerLines);
  const [path = "", ...query] = target.split("?");
  const rest = bytes.subarray(head[0].length);
  const { body, bytesAfter, fault } = bodyOf(rest, headers, head[2] ?? "");
  return {
    kind: "read",
    request: { method: parts[1] ?? "", path, query: query.join("?"), headers, body },
    bytesAfterBody: bytesAfter,
    bodyFault: fault,
  };
}

function bodyOf(rest: Buffer, headers: ReceivedHeaders, lineEnd: string): ChunkedBody {
  const length = headerText(headers, "content-length");
  const encoding = headerText(headers, "transfer-encoding");
  if (encoding === "") return countedBody(rest, length);
  if (length !== "") {
    const fault = `Transfer-Encoding '${encoding}' and Content-Length '${length}': one of them is allowed`;
    return { body: rest, bytesAfter: 0, fault };
  }
  if (!/(?:^|,)[ \t]*chunked$/i.test(encoding)) {
    const fault = `Transfer-Encoding is '${encoding}', its last word must be 'chunked'`;
    return { body: rest, bytesAfter: 0, fault };
  }
  return readChunkedBody(rest, lineEnd);
}

/** A capture without Content-Length is taken to end with its body. */
function countedBody(rest: Buffer, length: string): ChunkedBody {
  if (!/^\d*$/.test(length)) {
    const fault = `Content-Length is '${length}', not a number of bytes`;
    return { body: rest, bytesAfter: 0, fault };
  }
  const count = length === "" ? rest.length : Number(length);
  const missing = count - rest.length;
  return {
    body: rest.subarray(0, count),
    bytesAfter: Math.max(0, -missing),
    fault: missing > 0 ? `${missing} bytes fewer than Content-Length says` : undefined,
  };
}

function malformed(reason: string): CapturedRequest {
  return { kind: "malformed", reason: `Cannot read the captured request: ${reason}` };
}
