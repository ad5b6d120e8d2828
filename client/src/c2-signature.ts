// C2 request signing with the Web Crypto API: the same code in browsers and in Node.

export type C2Key = { readonly ak: string; readonly sk: string };

/** The value of the header `Authorization` for a POST without a query string, signed over `host`. */
export async function signC2(
  key: C2Key,
  request: { readonly path: string; readonly host: string; readonly body: string },
  now: Date,
): Promise<string> {
  const timestamp = now.toISOString().replace(/\.\d+Z$/, "Z");
  const prefix = `auth-v2/${key.ak}/${timestamp}/host`;
  const signingKey = await hmacHex(key.sk, prefix);
  const host = `host:${percentEncode(request.host.trim())}`;
  const canonical = `POST\n${request.path}\nhost\n${host}\n${percentEncode(request.body)}`;
  return `${prefix}/${await hmacHex(signingKey, canonical)}`;
}

async function hmacHex(secret: string, text: string): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, [
    "sign",
  ]);
  const bytes = new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(text)));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** encodeURIComponent leaves five characters more than RFC 3986 does. */
function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
