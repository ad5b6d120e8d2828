// Which compressions a client takes.
import { trimBlanks } from "../lib/trim-blanks.ts";

/** Of a header Accept-Encoding, in lower case; "*" is nobody's way to ask for one. */
export function acceptedEncodings(header: string | string[] | undefined): ReadonlySet<string> {
  const names = new Set<string>();
  for (const part of String(header ?? "").split(",")) {
    const [name = "", ...parameters] = part
      .split(";")
      .map((text) => trimBlanks(text).toLowerCase());
    if (!parameters.some((text) => /^q=0(?:\.0*)?$/.test(text))) names.add(name);
  }
  return names;
}
