// Takes the framing off a body that was sent with Transfer-Encoding: chunked.
import { shown } from "./shown.ts";

export type ChunkedBody = {
  readonly body: Buffer;
  readonly bytesAfter: number;
  /** Where the framing breaks; undefined = it does not. */
  readonly fault: string | undefined;
};

const extensions = /^(?:;.*)?$/;

/** `lineEnd` is that of the headers: an editor may have kept bare line feeds. */
export function readChunkedBody(bytes: Buffer, lineEnd: string): ChunkedBody {
  const parts: Buffer[] = [];
  let at = 0;
  const end = (fault?: string): ChunkedBody => ({
    body: Buffer.concat(parts),
    bytesAfter: fault === undefined ? bytes.length - at : 0,
    fault,
  });
  for (let number = 1; ; number += 1) {
    const sizeLine = lineAt(bytes, at, lineEnd);
    if (sizeLine === undefined) {
      const cut = bytes.length > at ? "cut off in its first line" : "missing";
      return end(`chunk ${number} is ${cut}: the last one has size 0`);
    }
    const [digits = ""] = /^[0-9A-Fa-f]*/.exec(sizeLine.text) ?? [];
    if (digits === "" || !extensions.test(sizeLine.text.slice(digits.length))) {
      return end(`chunk ${number} begins with '${shown(sizeLine.text)}', not with a size in hex`);
    }
    at = sizeLine.next;
    const size = Number.parseInt(digits, 16);
    if (size === 0) break;
    if (size > bytes.length - at) {
      return end(`chunk ${number} has ${bytes.length - at} bytes, its size is 0x${digits}`);
    }
    const after = lineAt(bytes, at + size, lineEnd);
    if (after?.text !== "") {
      return end(`no line end after the ${size} bytes (0x${digits}) of chunk ${number}`);
    }
    parts.push(bytes.subarray(at, at + size));
    at = after.next;
  }
  for (;;) {
    const trailer = lineAt(bytes, at, lineEnd);
    if (trailer === undefined) return end("no empty line after the last chunk");
    at = trailer.next;
    if (trailer.text === "") return end();
    if (trailer.text.indexOf(":") < 1) return end(`not a trailer line: '${shown(trailer.text)}'`);
  }
}

type Line = { readonly text: string; readonly next: number };

function lineAt(bytes: Buffer, at: number, lineEnd: string): Line | undefined {
  const end = bytes.indexOf(lineEnd, at, "latin1");
  if (end < 0) return undefined;
  return { text: bytes.toString("latin1", at, end), next: end + lineEnd.length };
}
