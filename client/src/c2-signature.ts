// C2 request signing with the Web Crypto API: the same code in browsers and in Node.
import { hmac } from "./hmac.ts";

export type C2Key = { readonly ak: string; readonly sk: string };

export type C2Request = {
  readonly path: string;
  /** Those that are signed, `host` among them; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Without a query string most clients sign no line for it, some an empty one. */
  readonly hasEmptyQueryLine?: boolean;
};

/**
 * The value of the header `Authorization` for a POST without a query string.
 * @example const authorization = await signC2({ ak, sk }, { path, headers: { host }, body }, new Date());
 */
export async function signC2(
  { ak, sk }: C2Key,
  { path, headers, body, hasEmptyQueryLine = false }: C2Request,
  now: Date,
): Promise<string> {
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${encode(name)}:${encode((headers[name] ?? "").trim())}`);
  const signed = names.join(";");
  // Whole seconds are written without a fraction, as most services print and read them.
  const timestamp = now.toISOString().replace(".000Z", "Z");
  const prefix = `auth-v2/${ak}/${timestamp}/${signed}`;
  const query = hasEmptyQueryLine ? "\n" : "";
  const canonical = `POST\n${path}\n${query}${signed}\n${lines.join("\n")}\n${encode(body)}`;
  return `${prefix}/${await hmacHex(await hmacHex(sk, prefix), canonical)}`;
}

async function hmacHex(secret: string, text: string): Promise<string> {
  const encoder = new TextEncoder();
  const bytes = await hmac(encoder.encode(secret), encoder.encode(text));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** encodeURIComponent leaves five characters more than RFC 3986 does. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
