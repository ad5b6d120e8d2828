// Text as bytes in UTF-8, written without strings in between: for answers of many rows.

/** Of the 128 characters of ASCII: 1 = may be written as it is. */
export type PlainCharacters = Uint8Array;

export function plainCharacters(isPlain: (code: number) => boolean): PlainCharacters {
  return Uint8Array.from({ length: 128 }, (_, code) => (isPlain(code) ? 1 : 0));
}

/** A text that is written often, four bytes at a time: byte by byte its copying takes thrice as long. */
export type FixedText = { readonly words: Int32Array; readonly length: number };

export function fixedText(text: string): FixedText {
  const bytes = encoder.encode(text);
  const padded = new DataView(new ArrayBuffer(Math.ceil(bytes.length / wordBytes) * wordBytes));
  for (const [at, byte] of bytes.entries()) padded.setUint8(at, byte);
  const words = Int32Array.from({ length: padded.byteLength / wordBytes }, (_, index) =>
    padded.getInt32(index * wordBytes),
  );
  return { words, length: bytes.length };
}

const encoder = new TextEncoder();
const wordBytes = 4;
const dayMs = 86_400_000;
const zero = 48;
/** 00 to 99. */
const digitPairs = Uint8Array.from({ length: 200 }, (_, index) => {
  const number = index >> 1;
  return zero + (index % 2 === 0 ? Math.floor(number / 10) : number % 10);
});

export class ByteText {
  #bytes: Uint8Array<ArrayBuffer>;
  /** Of the same bytes. */
  #view: DataView;
  #length = 0;
  #day = Number.NaN;
  #dayText = fixedText("");

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
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

  fixed({ words, length }: FixedText): void {
    this.#make(words.length * wordBytes);
    const [target, from] = [this.#view, this.#length];
    // What the last word has too much is written over by what comes next.
    for (let index = 0; index < words.length; index += 1) {
      target.setInt32(from + index * wordBytes, words[index] ?? 0);
    }
    this.#length += length;
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
      this.#dayText = fixedText(new Date(this.#day).toISOString().replace(/T.*/, "T"));
    }
    this.fixed(this.#dayText);
    this.#make(timeOfDayLength);
    const [target, from] = [this.#bytes, this.#length];
    const seconds = (ms / 1000) | 0;
    const minutes = (seconds / 60) | 0;
    const hours = (minutes / 60) | 0;
    const rest = ms - seconds * 1000;
    const hundreds = (rest / 100) | 0;
    putPair(target, from, hours);
    target[from + 2] = colon;
    putPair(target, from + 3, minutes - hours * 60);
    target[from + 5] = colon;
    putPair(target, from + 6, seconds - minutes * 60);
    target[from + 8] = point;
    target[from + 9] = zero + hundreds;
    putPair(target, from + 10, rest - hundreds * 100);
    target[from + 12] = utc;
    this.#length = from + timeOfDayLength;
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
      putPair(target, at - 2, rest - hundreds * 100);
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
    this.#view = new DataView(grown.buffer);
  }
}

/** 0 to 99. */
function putPair(target: Uint8Array, at: number, number: number): void {
  target[at] = digitPairs[2 * number] ?? 0;
  target[at + 1] = digitPairs[2 * number + 1] ?? 0;
}

const [colon, point, utc] = [58, 46, 90];
const timeOfDayLength = "00:00:00.000Z".length;
