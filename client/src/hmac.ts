/** HMAC with SHA-256 by the Web Crypto API. */
export async function hmac(
  secret: Uint8Array<ArrayBuffer>,
  data: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array> {
  // The type says that it is always there; browsers leave it out of pages without TLS.
  const subtle = crypto.subtle as typeof crypto.subtle | undefined;
  if (subtle === undefined) {
    throw new Error("Cannot make a signature: the page came neither by https nor from localhost");
  }
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await subtle.importKey("raw", secret, algorithm, false, ["sign"]);
  return new Uint8Array(await subtle.sign("HMAC", key, data));
}
