// Bytes -> lines of text, whatever the bytes are: cut anywhere, of any length, in any encoding.
import { TextDecoder } from "node:util";
import { asBuffer } from "../lib/as-buffer.ts";
import { joined } from "../lib/joined.ts";

export type TextLine = {
  /** From 1, as an editor counts. */
  readonly line: number;
  /** Without its line end; of one that is too long, the beginning. */
  readonly text: string;
  readonly isTooLong: boolean;
  /** False of a last line that the bytes cut off. */
  readonly hasEnd: boolean;
};

export type TextLineLimits = { readonly lineBytesMax: number };

export const defaultTextLineLimits: TextLineLimits = { lineBytesMax: 262_144 };

export const lineFault = {
  tooLong: "line is too long",
  cutOff: "last row is not finished",
} as const;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const byteOrderMark = "\uFEFF";

export class TextLines {
  readonly #bytesMax: number;
  readonly #decoder: TextDecoder | undefined;
  /** The beginning of a line whose end has not come. */
  #parts: Buffer[] = [];
  #partBytes = 0;
  #isTooLong = false;
  #line = 0;
  #bytes = 0;

  /** What is not of the encoding becomes U+FFFD. */
  constructor({
    limits,
    encoding,
  }: {
    readonly limits: TextLineLimits;
    readonly encoding: string;
  }) {
    this.#bytesMax = limits.lineBytesMax;
    const decoder = decoderOf(encoding);
    // Node decodes UTF-8 several times faster from a buffer than through a decoder.
    this.#decoder = decoder.encoding === "utf-8" ? undefined : decoder;
  }

  /** Bytes taken in so far. */
  get bytes(): number {
    return this.#bytes;
  }

  push(chunk: Uint8Array): readonly TextLine[] {
    this.#bytes += chunk.length;
    const bytes = asBuffer(chunk);
    const lines: TextLine[] = [];
    let from = 0;
    for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, from)) {
      lines.push(this.#close(bytes.subarray(from, end), true));
      from = end + 1;
    }
    // A copy: the chunk belongs to whoever reads.
    if (from < bytes.length) this.#keep(Buffer.from(bytes.subarray(from)));
    return lines;
  }

  /** The last line, if it has no end. */
  finish(): readonly TextLine[] {
    return this.#partBytes === 0 && !this.#isTooLong ? [] : [this.#close(Buffer.alloc(0), false)];
  }

  #keep(part: Buffer): void {
    const room = this.#bytesMax - this.#partBytes;
    if (part.length > room) this.#isTooLong = true;
    if (room <= 0) return;
    const kept = part.length > room ? part.subarray(0, room) : part;
    this.#parts.push(kept);
    this.#partBytes += kept.length;
  }

  #close(last: Buffer, hasEnd: boolean): TextLine {
    let bytes = last;
    if (this.#partBytes > 0 || last.length > this.#bytesMax) {
      this.#keep(last);
      bytes = joined(this.#parts);
    }
    const isTooLong = this.#isTooLong;
    this.#parts = [];
    this.#partBytes = 0;
    this.#isTooLong = false;
    this.#line += 1;
    const length = bytes.at(-1) === carriageReturn ? bytes.length - 1 : bytes.length;
    return { line: this.#line, text: this.#decode(bytes, length), isTooLong, hasEnd };
  }

  #decode(bytes: Buffer, length: number): string {
    if (this.#decoder !== undefined) return this.#decoder.decode(bytes.subarray(0, length));
    const text = bytes.toString("utf8", 0, length);
    return this.#line === 1 && text.startsWith(byteOrderMark) ? text.slice(1) : text;
  }
}

function decoderOf(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding);
  } catch (cause) {
    throw new Error(`Cannot read text as '${encoding}': there is no such encoding`, { cause });
  }
}
