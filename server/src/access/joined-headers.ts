// Header lines -> headers as Node's server gives them: what is repeated is joined, with exceptions.
import type { ReceivedHeaders } from "./c2-signature.ts";

/** Of these the first line counts. */
const keptOnce: ReadonlySet<string> = new Set(
  `
  age authorization content-length content-type etag expires from host if-modified-since
  if-unmodified-since last-modified location max-forwards proxy-authorization referer
  retry-after server user-agent
  `
    .trim()
    .split(/\s+/),
);

export type HeaderLine = { readonly name: string; readonly value: string };

export function joinedHeaders(lines: readonly HeaderLine[]): ReceivedHeaders {
  const headers: Record<string, string | readonly string[]> = Object.create(null);
  for (const { name: asSent, value } of lines) {
    const name = asSent.toLowerCase();
    const before = headers[name];
    if (name === "set-cookie") headers[name] = [before ?? [], value].flat();
    else if (before === undefined) headers[name] = value;
    else if (!keptOnce.has(name)) {
      headers[name] = `${String(before)}${name === "cookie" ? "; " : ", "}${value}`;
    }
  }
  return headers;
}
