// A stream in which what we log in with stands nowhere, should the other side ever repeat it.

/** A shorter one could be anything: masking it would spoil the stream. */
const secretCharsMin = 6;
const masked = "x".charCodeAt(0);

/** Keeps every length. Holds back what may be the beginning of the secret. */
export class SecretMask {
  readonly #forms: readonly Buffer[];
  readonly #heldMax: number;
  #held: Buffer = Buffer.alloc(0);

  constructor(secret: string) {
    const texts = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
    const isLong = secret.length >= secretCharsMin;
    this.#forms = isLong ? [...new Set(texts)].map((text) => Buffer.from(text)) : [];
    this.#heldMax = Math.max(0, ...this.#forms.map((form) => form.length - 1));
  }

  take(chunk: Uint8Array): Buffer {
    const bytes = Buffer.concat([this.#held, chunk]);
    for (const form of this.#forms) {
      for (let at = bytes.indexOf(form); at >= 0; at = bytes.indexOf(form, at + form.length)) {
        bytes.fill(masked, at, at + form.length);
      }
    }
    const end = Math.max(0, bytes.length - this.#heldMax);
    this.#held = bytes.subarray(end);
    return bytes.subarray(0, end);
  }

  /** The end of the stream. */
  rest(): Buffer {
    const held = this.#held;
    this.#held = Buffer.alloc(0);
    return held;
  }
}
