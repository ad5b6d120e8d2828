// A record of mod_json_cdr, in whatever way it is written.
import { base64Decoded, urlDecoded, valueOfForm } from "../freeswitch-cdr/written-record.ts";

/** The JSON text in a file or a request body; undefined when it is in none of these ways. */
export function recordText(written: string): string | undefined {
  const value = valueOfForm(written);
  if (value.startsWith("{")) return value;
  const decoded = value.startsWith("%7B") ? withQuotesEscaped(value) : base64Decoded(value);
  return decoded?.startsWith("{") === true ? decoded : undefined;
}

/**
 * By default the module encodes each value, and then the whole; FreeSWITCH does not encode twice what is
 * encoded already. So decoding the whole decodes the values too, and their quotes, line ends and
 * backslashes stand in the JSON as they are: they have to be escaped again.
 */
function withQuotesEscaped(encoded: string): string | undefined {
  const text = urlDecoded(encoded);
  return text === undefined || isJson(text) ? text : escapedAgain(text);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Names are plain; a text ends with the quote behind which the structure goes on. */
function escapedAgain(text: string): string | undefined {
  const nameAt = new RegExp(nameForm, "y");
  const goesOnAt = new RegExp(goesOnForm, "y");
  let escaped = "";
  let at = 0;
  while (at < text.length) {
    if (text[at] !== '"') {
      escaped += text[at];
      at += 1;
      continue;
    }
    nameAt.lastIndex = at;
    const [name] = nameAt.exec(text) ?? [];
    const end = name === undefined ? endOfText(text, at + 1, goesOnAt) : at + name.length;
    if (end === undefined) return undefined;
    escaped += name ?? JSON.stringify(text.slice(at + 1, end - 1));
    at = end;
  }
  return escaped;
}

function endOfText(text: string, from: number, goesOnAt: RegExp): number | undefined {
  for (let quote = text.indexOf('"', from); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    goesOnAt.lastIndex = quote + 1;
    if (goesOnAt.test(text)) return quote + 1;
  }
  return undefined;
}

/** "name": with what a value begins with. */
const nameForm = /"[^"\\]{1,200}":(?=["{[\d-])/;
/** Closing brackets, then another member, another object of a list, or the end. */
const goesOnForm = /[}\]]*(?:,"[^"\\]{1,200}":["{[\d-]|,\{|$)/;
