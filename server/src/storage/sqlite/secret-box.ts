// Secrets at rest: AES-256-GCM under the master key, bound to the row that they belong to.
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

const nonceBytes = 12;
const tagBytes = 16;

export class SecretBox {
  readonly #key: Uint8Array;

  constructor(masterKey: Uint8Array) {
    this.#key = masterKey;
  }

  /** `owner` names the row; the sealed bytes open for no other. */
  seal(secret: string, owner: string): Uint8Array {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv("aes-256-gcm", this.#key, nonce);
    cipher.setAAD(Buffer.from(owner));
    const sealed = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
    return Buffer.concat([nonce, sealed, cipher.getAuthTag()]);
  }

  open(sealed: Uint8Array, owner: string): string {
    const nonce = sealed.subarray(0, nonceBytes);
    const decipher = createDecipheriv("aes-256-gcm", this.#key, nonce);
    decipher.setAAD(Buffer.from(owner));
    decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
    try {
      const secret = decipher.update(sealed.subarray(nonceBytes, sealed.length - tagBytes));
      return Buffer.concat([secret, decipher.final()]).toString();
    } catch (error) {
      throw new Error(
        `Cannot read the secret of ${owner}: it was sealed under another master key`,
        { cause: error },
      );
    }
  }
}

/** Sealed bytes as a statement gives them. */
export function bytesOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new Error("Cannot read a secret: it is not stored as bytes");
}
