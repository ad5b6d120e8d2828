const initialCapacity = 65_536;
/** An empty buffer that has grown larger is given back. */
const keptCapacity = 1_048_576;

/** Bytes of a stream that are no whole message yet, in one buffer from chunk to chunk. */
export class UnreadBytes {
  #buffer: Buffer = Buffer.allocUnsafe(initialCapacity);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** All that is unread; of use until the next call. */
  append(chunk: Uint8Array): Buffer {
    const needed = this.#length + chunk.length;
    if (needed > this.#buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
      this.#buffer.copy(grown, 0, 0, this.#length);
      this.#buffer = grown;
    }
    this.#buffer.set(chunk, this.#length);
    this.#length = needed;
    return this.#buffer.subarray(0, needed);
  }

  /** What is left moves to the front. */
  dropBefore(begin: number): void {
    this.#buffer.copyWithin(0, begin, this.#length);
    this.#length -= begin;
    if (this.#length === 0 && this.#buffer.length > keptCapacity) {
      this.#buffer = Buffer.allocUnsafe(initialCapacity);
    }
  }
}
