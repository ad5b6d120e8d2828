// NDJSON as it arrives -> one piece of text a line, whatever the chunks are.
import { joined } from "../lib/joined.ts";

/** A piece of a body, or why it has none to give: then its bytes were passed over. */
export type Piece = { readonly line: number; readonly text: string; readonly fault?: string };

/** Takes a body as it arrives. */
export type Splitter = {
  /** What the chunk completes, in order. */
  readonly scan: (chunk: Buffer) => readonly Piece[];
  /** What was left open; nothing is scanned after it. */
  readonly end: () => readonly Piece[];
};

const newline = 0x0a;

export class LineSplitter implements Splitter {
  readonly #bytesMax: number;
  #line = 1;
  /** Of the line that is open, from the chunks before. */
  readonly #carried: Buffer[] = [];
  #carriedBytes = 0;

  constructor(options: { readonly lineBytesMax: number }) {
    this.#bytesMax = options.lineBytesMax;
  }

  scan(chunk: Buffer): readonly Piece[] {
    const pieces: Piece[] = [];
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      if (this.#carriedBytes === 0) this.#addPiece(pieces, chunk, from, end);
      else {
        this.#carry(chunk.subarray(from, end));
        this.#addCarried(pieces);
      }
      from = end + 1;
      this.#line += 1;
    }
    if (from < chunk.length) this.#carry(chunk.subarray(from));
    return pieces;
  }

  end(): readonly Piece[] {
    const pieces: Piece[] = [];
    if (this.#carriedBytes > 0) this.#addCarried(pieces);
    return pieces;
  }

  #carry(part: Buffer): void {
    this.#carriedBytes += part.length;
    if (this.#carriedBytes <= this.#bytesMax) this.#carried.push(part);
    else this.#carried.length = 0;
  }

  #addCarried(pieces: Piece[]): void {
    this.#addPiece(pieces, joined(this.#carried), 0, this.#carriedBytes);
    this.#carried.length = 0;
    this.#carriedBytes = 0;
  }

  /** Blank ones are passed over; of one that is too long the bytes need not be there. */
  #addPiece(pieces: Piece[], bytes: Buffer, at: number, end: number): void {
    const from = this.#line === 1 ? afterMark(bytes, at) : at;
    if (end - from > this.#bytesMax) pieces.push(tooLong(this.#line, this.#bytesMax));
    else if (!isBlank(bytes, from, end)) {
      pieces.push({ line: this.#line, text: bytes.toString("utf8", from, end) });
    }
  }
}

/** Programs of Windows begin a file of UTF-8 with these bytes, which are no part of what it says. */
export const byteOrderMark: readonly number[] = [0xef, 0xbb, 0xbf];

function afterMark(bytes: Buffer, from: number): number {
  const isThere = byteOrderMark.every((byte, index) => bytes[from + index] === byte);
  return isThere ? from + byteOrderMark.length : from;
}

export function tooLong(line: number, bytesMax: number): Piece {
  return { line, text: "", fault: `must be at most ${bytesMax} bytes long (ingest.lineBytesMax)` };
}

function isBlank(bytes: Buffer, from: number, end: number): boolean {
  for (let index = from; index < end; index += 1) {
    const byte = bytes[index];
    if (byte !== 0x20 && byte !== 0x0d && byte !== 0x09) return false;
  }
  return true;
}
