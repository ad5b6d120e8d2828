// Bytes written and read in sequence: integers of as many bytes as they need, texts, JSON.
import { asBuffer } from "../../lib/as-buffer.ts";

const integerMax = 2 ** 51;

/** True for a value that putInteger takes. */
export function isSmallInteger(value: unknown): value is number {
  return Number.isSafeInteger(value) && Math.abs(value as number) < integerMax;
}

export class ByteWriter {
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(256);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** At least 0. */
  putCount(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest > 127) {
      this.#bytes[this.#length] = (rest % 128) + 128;
      this.#length += 1;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#length] = rest;
    this.#length += 1;
  }

  /** Of either sign; the nearer to 0 the shorter. */
  putInteger(value: number): void {
    this.putCount(value < 0 ? -2 * value - 1 : 2 * value);
  }

  putText(text: string): void {
    const length = Buffer.byteLength(text);
    this.putCount(length);
    this.#reserve(length);
    Buffer.from(this.#bytes.buffer).write(text, this.#length);
    this.#length += length;
  }

  putBytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  /** What was written; the writer is empty then. */
  take(): Uint8Array<ArrayBuffer> {
    const bytes = this.bytes();
    this.clear();
    return bytes;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const grown = new Uint8Array(2 * this.#bytes.length + count);
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}

export class ByteReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = asBuffer(bytes);
  }

  /** Bytes that have been read. */
  get at(): number {
    return this.#at;
  }

  skip(bytes: number): void {
    this.#at += bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  count(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined) throw new Error("Cannot read stored events: they are cut short");
      this.#at += 1;
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
  }

  integer(): number {
    const count = this.count();
    return count % 2 === 0 ? count / 2 : -(count + 1) / 2;
  }

  text(): string {
    const length = this.count();
    this.#at += length;
    return this.#bytes.toString("utf8", this.#at - length, this.#at);
  }
}
