// NDJSON as it arrives -> one piece of bytes a line, whatever the chunks are.

/** A piece of a body. `tooLong`: it exceeded the limit and its bytes were passed over. */
export type Piece = { readonly line: number; readonly bytes: Buffer; readonly isTooLong: boolean };

const newline = 0x0a;
const nothing = Buffer.alloc(0);

/** Lines that a chunk completes come together: waiting once for each would cost more than splitting. */
export async function* splitLines(
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
  lineBytesMax: number,
): AsyncIterable<readonly Piece[]> {
  const scanner = new LineScanner(lineBytesMax);
  for await (const chunk of chunks) yield scanner.scan(chunk);
  yield scanner.end();
}

class LineScanner {
  readonly #bytesMax: number;
  #line = 1;
  readonly #carried: Buffer[] = [];
  #carriedBytes = 0;
  #isTooLong = false;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  scan(chunk: Buffer): readonly Piece[] {
    const pieces: Piece[] = [];
    let from = 0;
    for (;;) {
      const end = chunk.indexOf(newline, from);
      const part = chunk.subarray(from, end < 0 ? undefined : end);
      if (this.#carriedBytes + part.length > this.#bytesMax) this.#isTooLong = true;
      else if (part.length > 0) this.#carried.push(part);
      this.#carriedBytes += part.length;
      if (end < 0) break;
      this.#endLine(pieces);
      from = end + 1;
    }
    if (this.#isTooLong) this.#carried.length = 0;
    return pieces;
  }

  end(): readonly Piece[] {
    const pieces: Piece[] = [];
    this.#endLine(pieces);
    return pieces;
  }

  /** The line that is complete now; blank ones are passed over. */
  #endLine(pieces: Piece[]): void {
    const isTooLong = this.#isTooLong;
    const bytes = isTooLong ? nothing : joined(this.#carried);
    if (isTooLong || !isBlank(bytes)) pieces.push({ line: this.#line, bytes, isTooLong });
    this.#line += 1;
    this.#carried.length = 0;
    this.#carriedBytes = 0;
    this.#isTooLong = false;
  }
}

function joined(parts: readonly Buffer[]): Buffer {
  const [only = nothing] = parts;
  return parts.length < 2 ? only : Buffer.concat(parts);
}

function isBlank(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte !== 0x20 && byte !== 0x0d && byte !== 0x09) return false;
  return true;
}
