// The ways in which FreeSWITCH's modules write a record: as it is, URL-encoded, or in base64; posted, behind "cdr=".

const formMark = "cdr=";

/** What a form has behind its mark; what is no form is as it is. */
export function valueOfForm(written: string): string {
  const text = written.trim();
  return text.startsWith(formMark) ? text.slice(formMark.length) : text;
}

export function urlDecoded(text: string): string | undefined {
  try {
    // Forms write a space as '+'; FreeSWITCH writes %20, and %2B for a '+'.
    return decodeURIComponent(text.replaceAll("+", "%20"));
  } catch {
    return undefined;
  }
}

export function base64Decoded(text: string): string | undefined {
  const value = text.includes("%") ? urlDecoded(text.replaceAll("+", "%2B")) : text;
  const isBase64 = value !== undefined && /^[A-Za-z0-9+/_=\s-]+$/.test(value);
  return isBase64 ? Buffer.from(value, "base64").toString("utf8") : undefined;
}
