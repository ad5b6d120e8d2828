// One event of the event socket: names to values, the same from the plain and the JSON form.

/** Arrays are what FreeSWITCH calls so: a variable that was pushed to more than once. */
export type EslValue = string | readonly string[];
export type EslEvent = Readonly<Record<string, EslValue | undefined>>;

export type EslEventLimits = {
  /** A longer header is left out of its event and counted. */
  readonly headerCharsMax: number;
};

export type ReadEvent = { readonly event: EslEvent; readonly oversizeHeaders: number };

/** The name under which FreeSWITCH's JSON events carry the body of an event. */
export const bodyName = "_body";

/** A value as text; "" when absent. Of an array the newest: the one pushed last. */
export function textOf(event: EslEvent, name: string): string {
  const value = event[name];
  if (typeof value === "string") return value;
  return value?.at(-1) ?? "";
}

/** A plain event, or undefined when the text is not a whole one. */
export function readPlainEvent(text: string, limits: EslEventLimits): ReadEvent | undefined {
  const headersEnd = text.indexOf("\n\n");
  if (headersEnd < 0) return undefined;
  // No prototype: a variable may have any name.
  const event: Record<string, EslValue> = Object.create(null);
  let oversizeHeaders = 0;
  let from = 0;
  while (from < headersEnd) {
    const newline = text.indexOf("\n", from);
    const end = newline < 0 || newline > headersEnd ? headersEnd : newline;
    const colon = text.indexOf(": ", from);
    if (colon < 0 || colon >= end) return undefined;
    if (end - from > limits.headerCharsMax) oversizeHeaders += 1;
    else event[text.slice(from, colon)] = readPlainValue(text.slice(colon + 2, end));
    from = end + 1;
  }
  return withBody(event, text, headersEnd) ? { event, oversizeHeaders } : undefined;
}

/** The body follows the headers, in the length that the inner Content-Length says. */
function withBody(event: Record<string, EslValue>, text: string, headersEnd: number): boolean {
  const body = text.slice(headersEnd + 2);
  const length = Number(textOf(event, "Content-Length") || 0);
  if (Buffer.byteLength(body) !== length || event["Event-Name"] === undefined) return false;
  if (length > 0) event[bodyName] = body;
  return true;
}

function readPlainValue(encoded: string): EslValue {
  if (encoded === emptyValue) return "";
  const value = encoded.includes("%") ? percentDecode(encoded) : encoded;
  return value.startsWith(arrayStart)
    ? value.slice(arrayStart.length).split(arraySeparator)
    : value;
}

/** Caller names come in any encoding: what is not UTF-8 is replaced, and costs no event. */
function percentDecode(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    const latin = encoded.replaceAll(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
    return Buffer.from(latin, "latin1").toString("utf8");
  }
}

/** A JSON event, or undefined when the text is not one. */
export function readJsonEvent(text: string, limits: EslEventLimits): ReadEvent | undefined {
  const parsed = parseJson(text);
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return undefined;
  const event: Record<string, EslValue> = Object.create(null);
  let oversizeHeaders = 0;
  for (const [name, value] of Object.entries(parsed)) {
    if (name.length + charsOf(value) > limits.headerCharsMax) oversizeHeaders += 1;
    else event[name] = Array.isArray(value) ? value.map(String) : String(value);
  }
  return event["Event-Name"] === undefined ? undefined : { event, oversizeHeaders };
}

function charsOf(value: unknown): number {
  if (typeof value === "string") return value.length;
  return Array.isArray(value) ? value.reduce<number>((sum, item) => sum + charsOf(item), 0) : 0;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What the plain form writes for a header without a value. */
const emptyValue = "_undef_";
const arrayStart = "ARRAY::";
const arraySeparator = "|:";
