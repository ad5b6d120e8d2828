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
  /** Of UTF-16, in which a line end is no byte of its own. */
  #wide: TextDecoder | undefined;
  /** What has come before the first two bytes tell whether they are a byte order mark. */
  #start: Buffer | undefined = Buffer.alloc(0);
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
    if (decoder.encoding.startsWith("utf-16")) this.#wide = decoder;
    // Node decodes UTF-8 several times faster from a buffer than through a decoder.
    const isUnicode = decoder.encoding === "utf-8" || this.#wide !== undefined;
    this.#decoder = isUnicode ? undefined : decoder;
  }

  /** Bytes taken in so far. */
  get bytes(): number {
    return this.#bytes;
  }

  push(chunk: Uint8Array): readonly TextLine[] {
    this.#bytes += chunk.length;
    return this.#split(this.#narrow(asBuffer(chunk), true));
  }

  /** The last line, if it has no end. */
  finish(): readonly TextLine[] {
    const lines = this.#split(this.#narrow(Buffer.alloc(0), false));
    const hasRest = this.#partBytes > 0 || this.#isTooLong;
    return hasRest ? [...lines, this.#close(Buffer.alloc(0), false)] : lines;
  }

  /** Spreadsheets write UTF-16, too, and say so by its mark. */
  #narrow(chunk: Buffer, stream: boolean): Buffer {
    let bytes = chunk;
    if (this.#start !== undefined) {
      bytes = Buffer.concat([this.#start, chunk]);
      this.#start = stream && bytes.length < 2 ? bytes : undefined;
      if (this.#start !== undefined) return Buffer.alloc(0);
      if (this.#decoder === undefined) this.#wide ??= wideDecoderOf(bytes);
    }
    const wide = this.#wide;
    return wide === undefined ? bytes : Buffer.from(wide.decode(bytes, { stream }));
  }

  #split(bytes: Buffer): readonly TextLine[] {
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

function wideDecoderOf(start: Buffer): TextDecoder | undefined {
  if (start[0] === 0xff && start[1] === 0xfe) return new TextDecoder("utf-16le");
  return start[0] === 0xfe && start[1] === 0xff ? new TextDecoder("utf-16be") : undefined;
}

function decoderOf(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding);
  } catch (cause) {
    throw new Error(`Cannot read text as '${encoding}': there is no such encoding`, { cause });
  }
}
