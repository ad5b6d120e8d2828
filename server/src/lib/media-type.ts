import { trimBlanks } from "./trim-blanks.ts";

/** Of a Content-Type header, without its parameters and in small letters; "" = none. */
export function mediaTypeOf(header: string | null | undefined): string {
  const [type = ""] = (header ?? "").split(";", 1);
  return trimBlanks(type).toLowerCase();
}
