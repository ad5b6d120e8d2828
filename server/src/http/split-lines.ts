// NDJSON as it arrives -> one piece of bytes a line, whatever the chunks are.

/** A piece of a body. `tooLong`: it exceeded the limit and its bytes were passed over. */
export type Piece = { readonly line: number; readonly bytes: Buffer; readonly isTooLong: boolean };

const newline = 0x0a;
const nothing = Buffer.alloc(0);

export async function* splitLines(
  chunks: AsyncIterable<Buffer>,
  lineBytesMax: number,
): AsyncIterable<Piece> {
  let line = 1;
  let carried: Buffer[] = [];
  let carriedBytes = 0;
  let isTooLong = false;
  for await (const chunk of chunks) {
    let from = 0;
    for (;;) {
      const end = chunk.indexOf(newline, from);
      const part = chunk.subarray(from, end < 0 ? undefined : end);
      if (carriedBytes + part.length > lineBytesMax) isTooLong = true;
      else if (part.length > 0) carried.push(part);
      carriedBytes += part.length;
      if (end < 0) break;
      const bytes = isTooLong ? nothing : joined(carried);
      if (isTooLong || !isBlank(bytes)) yield { line, bytes, isTooLong };
      line += 1;
      [carried, carriedBytes, isTooLong] = [[], 0, false];
      from = end + 1;
    }
    if (isTooLong) carried = [];
  }
  const bytes = isTooLong ? nothing : joined(carried);
  if (isTooLong || !isBlank(bytes)) yield { line, bytes, isTooLong };
}

function joined(parts: readonly Buffer[]): Buffer {
  const [only = nothing] = parts;
  return parts.length < 2 ? only : Buffer.concat(parts);
}

function isBlank(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte !== 0x20 && byte !== 0x0d && byte !== 0x09) return false;
  return true;
}
