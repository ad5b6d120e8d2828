// Bytes in pieces, as they come over a line or from a file; for tests.

/** The sizes come again and again until the bytes are through. */
export function* cutBytes(
  bytes: Uint8Array,
  sizes: readonly number[],
): Generator<Uint8Array, void> {
  let from = 0;
  for (let index = 0; from < bytes.length; index += 1) {
    const size = sizes[index % sizes.length] ?? bytes.length;
    yield bytes.subarray(from, from + size);
    from += size;
  }
}

export async function* inPieces(
  bytes: Uint8Array,
  sizes: readonly number[] = [65_536],
): AsyncGenerator<Uint8Array, void> {
  yield* cutBytes(bytes, sizes);
}
