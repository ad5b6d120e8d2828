// Text as bytes in UTF-8, written without strings in between: for answers of many rows.

/** Of the 128 characters of ASCII: 1 = may be written as it is. */
export type PlainCharacters = Uint8Array;

export function plainCharacters(isPlain: (code: number) => boolean): PlainCharacters {
  return Uint8Array.from({ length: 128 }, (_, code) => (isPlain(code) ? 1 : 0));
}

const dayMs = 86_400_000;
const zero = 48;
/** 00 to 99. */
const digitPairs = Uint8Array.from({ length: 200 }, (_, index) => {
  const number = index >> 1;
  return zero + (index % 2 === 0 ? Math.floor(number / 10) : number % 10);
});
const encoder = new TextEncoder();

export class ByteText {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;
  #day = Number.NaN;
  #dayBytes = encoder.encode("");

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** What has been written since it was taken last. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  /** One character of ASCII. */
  character(code: number): void {
    this.#make(1);
    this.#bytes[this.#length] = code;
    this.#length += 1;
  }

  text(text: string): void {
    this.#make(text.length * 3);
    this.#length += encoder.encodeInto(text, this.#bytes.subarray(this.#length)).written;
  }

  bytes(bytes: Uint8Array): void {
    this.#make(bytes.length);
    const [target, from] = [this.#bytes, this.#length];
    // These are short: a call of set() takes longer.
    for (let index = 0; index < bytes.length; index += 1) target[from + index] = bytes[index] ?? 0;
    this.#length += bytes.length;
  }

  /** False, and nothing written, when a character of the text is none of those. */
  plain(text: string, plain: PlainCharacters): boolean {
    this.#make(text.length);
    const [target, from] = [this.#bytes, this.#length];
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (plain[code] !== 1) return false;
      target[from + index] = code;
    }
    this.#length += text.length;
    return true;
  }

  integer(value: number): void {
    if (value < 0 || !Number.isSafeInteger(value)) {
      this.text(String(value));
      return;
    }
    const billions = Math.floor(value / 1e9);
    if (billions > 0) {
      this.integer(billions);
      this.#digits(value - billions * 1e9, 9);
      return;
    }
    let width = 1;
    for (let limit = 10; value >= limit; limit *= 10) width += 1;
    this.#digits(value, width);
  }

  /** Epoch ms as ISO 8601 in UTC. The day is put into words once for all times of it in a row. */
  time(at: number): void {
    const ms = at % dayMs;
    if (at - ms !== this.#day) {
      this.#day = at - ms;
      this.#dayBytes = encoder.encode(new Date(this.#day).toISOString().replace(/T.*/, "T"));
    }
    const seconds = Math.trunc(ms / 1000);
    const minutes = Math.trunc(seconds / 60);
    this.bytes(this.#dayBytes);
    this.#digits(Math.trunc(minutes / 60), 2);
    this.character(colon);
    this.#digits(minutes % 60, 2);
    this.character(colon);
    this.#digits(seconds % 60, 2);
    this.character(point);
    this.#digits(ms % 1000, 3);
    this.character(utc);
  }

  /** Below a billion. */
  #digits(value: number, width: number): void {
    this.#make(width);
    const [target, from] = [this.#bytes, this.#length];
    let rest = value;
    let at = from + width;
    // Two at a time: each step waits for the one before it.
    for (; at > from + 1; at -= 2) {
      // As integers: a division of doubles takes longer.
      const hundreds = (rest / 100) | 0;
      const pair = 2 * (rest - hundreds * 100);
      target[at - 2] = digitPairs[pair] ?? 0;
      target[at - 1] = digitPairs[pair + 1] ?? 0;
      rest = hundreds;
    }
    if (at > from) target[from] = zero + (rest % 10);
    this.#length = from + width;
  }

  #make(room: number): void {
    const needed = this.#length + room;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}

const [colon, point, utc] = [58, 46, 90];
