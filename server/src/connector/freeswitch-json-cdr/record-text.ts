// The ways in which mod_json_cdr writes a record: as it is, URL-encoded, or in base64.

/** The JSON text in a file or a request body; undefined when it is in none of these ways. */
export function recordText(written: string): string | undefined {
  const text = written.trim();
  if (text.startsWith("{")) return text;
  const value = text.startsWith(formMark) ? text.slice(formMark.length) : text;
  const decoded = value.startsWith("%7B") ? urlDecoded(value) : base64Decoded(value);
  return decoded?.startsWith("{") === true ? decoded : undefined;
}

function urlDecoded(text: string): string | undefined {
  try {
    // Forms write a space as '+'; FreeSWITCH writes %20 and leaves a '+' as it is.
    return decodeURIComponent(text.includes("%20") ? text : text.replaceAll("+", "%20"));
  } catch {
    return undefined;
  }
}

function base64Decoded(text: string): string | undefined {
  const value = text.includes("%") ? urlDecoded(text.replaceAll("+", "%2B")) : text;
  const isBase64 = value !== undefined && /^[A-Za-z0-9+/_=\s-]+$/.test(value);
  return isBase64 ? Buffer.from(value, "base64").toString("utf8") : undefined;
}

const formMark = "cdr=";
