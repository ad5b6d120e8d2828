// The percent-encoding of C2 signatures: upper-case hex, only A-Z a-z 0-9 - . _ ~ stay as they are.

const percent = 0x25;
const plainText = /^[A-Za-z0-9\-._~]*$/;
const isPlain = new Uint8Array(256);
const highDigit = new Uint8Array(256);
const lowDigit = new Uint8Array(256);
for (let byte = 0; byte < 256; byte += 1) {
  const character = String.fromCharCode(byte);
  isPlain[byte] = /[A-Za-z0-9\-._~]/.test(character) ? 1 : 0;
  const digits = byte.toString(16).toUpperCase().padStart(2, "0");
  highDigit[byte] = digits.charCodeAt(0);
  lowDigit[byte] = digits.charCodeAt(1);
}

export function encodeBytes(bytes: Uint8Array): string {
  const encoded = Buffer.allocUnsafe(bytes.length * 3);
  let length = 0;
  // By index: the bodies of all signed requests come through here, and an iterator takes twice as long.
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] ?? 0;
    if (isPlain[byte] === 1) {
      encoded[length] = byte;
      length += 1;
    } else {
      encoded[length] = percent;
      encoded[length + 1] = highDigit[byte] ?? 0;
      encoded[length + 2] = lowDigit[byte] ?? 0;
      length += 3;
    }
  }
  return encoded.toString("latin1", 0, length);
}

/** Header text as Node gives it: each character is one byte as received. */
export function encodeHeaderText(text: string): string {
  return plainText.test(text) ? text : encodeBytes(Buffer.from(text, "latin1"));
}

/** The bytes that a query string's percent-encoded text stands for; "+" is itself. */
export function decodeQueryText(text: string): Uint8Array {
  const source = Buffer.from(text, "latin1");
  const decoded = Buffer.allocUnsafe(source.length);
  let length = 0;
  for (let index = 0; index < source.length; index += 1) {
    let byte = source[index] ?? 0;
    if (byte === percent) {
      const digits = source.toString("latin1", index + 1, index + 3);
      if (/^[0-9A-Fa-f]{2}$/.test(digits)) {
        byte = Number.parseInt(digits, 16);
        index += 2;
      }
    }
    decoded[length] = byte;
    length += 1;
  }
  return decoded.subarray(0, length);
}
