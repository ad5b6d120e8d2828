// One event of the event socket: names to values, the same from the plain and the JSON form.

/** Arrays are what FreeSWITCH calls so: a variable that was pushed to more than once. */
export type EslValue = string | readonly string[];

export type EslEventLimits = {
  /** A longer header is left out of its event and counted. */
  readonly headerCharsMax: number;
};

export type EslEvent = {
  /** Undefined when absent, or over the limit. */
  value(name: string): EslValue | undefined;
  /** Every name and value, in the order of the wire; of a name that repeats the first. */
  toRecord(): Readonly<Record<string, EslValue>>;
  readonly oversizeHeaders: number;
};

/** The name under which FreeSWITCH's JSON events carry the body of an event. */
export const bodyName = "_body";

/** A value as text; "" when absent. Of an array the newest: the one pushed last. */
export function textOf(event: EslEvent, name: string): string {
  const value = event.value(name);
  if (typeof value === "string") return value;
  return value?.at(-1) ?? "";
}

/** A plain event, or undefined when the text is not a whole one. */
export function readPlainEvent(text: string, limits: EslEventLimits): EslEvent | undefined {
  const headersEnd = text.indexOf("\n\n");
  if (headersEnd < 0) return undefined;
  const event = new PlainEvent(text, headersEnd, limits.headerCharsMax);
  if (event.value(nameName) === undefined) return undefined;
  const body = text.slice(headersEnd + 2);
  const length = body === "" ? 0 : Number(textOf(event, lengthName));
  // The body follows the headers, in the length that the inner Content-Length says.
  return Buffer.byteLength(body) === length ? event : undefined;
}

/** Read only where it is asked: an event has 200 headers, of which a dozen matter. */
class PlainEvent implements EslEvent {
  readonly #text: string;
  readonly #headersEnd: number;
  readonly #headerCharsMax: number;

  constructor(text: string, headersEnd: number, headerCharsMax: number) {
    this.#text = text;
    this.#headersEnd = headersEnd;
    this.#headerCharsMax = headerCharsMax;
  }

  get oversizeHeaders(): number {
    if (this.#headersEnd <= this.#headerCharsMax) return 0;
    const lines = this.#text.slice(0, this.#headersEnd).split("\n");
    return lines.filter((line) => line.length > this.#headerCharsMax).length;
  }

  value(name: string): EslValue | undefined {
    if (name === bodyName) return this.#body();
    const text = this.#text;
    const mark = `${name}: `;
    const line = text.startsWith(mark) ? 0 : text.indexOf(`\n${mark}`) + 1;
    if ((line === 0 && !text.startsWith(mark)) || line > this.#headersEnd) return undefined;
    const end = text.indexOf("\n", line);
    const isOversize = end - line > this.#headerCharsMax;
    return isOversize ? undefined : readPlainValue(text.slice(line + mark.length, end));
  }

  toRecord(): Record<string, EslValue> {
    const record = emptyRecord();
    for (const line of this.#text.slice(0, this.#headersEnd).split("\n")) {
      const name = line.slice(0, line.indexOf(": "));
      const value = this.value(name);
      if (value !== undefined) record[name] = value;
    }
    const body = this.#body();
    if (body !== undefined) record[bodyName] = body;
    return record;
  }

  #body(): string | undefined {
    const body = this.#text.slice(this.#headersEnd + 2);
    return body === "" ? undefined : body;
  }
}

function readPlainValue(encoded: string): EslValue {
  if (encoded === emptyValue) return "";
  const value = encoded.includes("%") ? percentDecode(encoded) : encoded;
  return value.startsWith(arrayStart)
    ? value.slice(arrayStart.length).split(arraySeparator)
    : value;
}

/** Caller names come in any encoding: what is not UTF-8 is replaced, and costs no event. */
export function percentDecode(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    const bytes = Buffer.from(encoded).toString("latin1");
    const decoded = bytes.replaceAll(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
    return Buffer.from(decoded, "latin1").toString("utf8");
  }
}

/** A JSON event, or undefined when the text is not one. */
export function readJsonEvent(text: string, limits: EslEventLimits): EslEvent | undefined {
  const parsed = parseJson(text);
  if (!isRecord(parsed)) return undefined;
  const event = new JsonEvent(parsed, text.length, limits.headerCharsMax);
  return event.value(nameName) === undefined ? undefined : event;
}

class JsonEvent implements EslEvent {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #chars: number;
  readonly #headerCharsMax: number;

  constructor(fields: Readonly<Record<string, unknown>>, chars: number, headerCharsMax: number) {
    this.#fields = fields;
    this.#chars = chars;
    this.#headerCharsMax = headerCharsMax;
  }

  get oversizeHeaders(): number {
    if (this.#chars <= this.#headerCharsMax) return 0;
    return Object.keys(this.#fields).filter((name) => this.value(name) === undefined).length;
  }

  value(name: string): EslValue | undefined {
    if (!Object.hasOwn(this.#fields, name)) return undefined;
    const field = this.#fields[name];
    const value = Array.isArray(field) ? field.map(String) : String(field);
    return name.length + charsOf(value) > this.#headerCharsMax ? undefined : value;
  }

  toRecord(): Record<string, EslValue> {
    const record = emptyRecord();
    for (const name of Object.keys(this.#fields)) {
      const value = this.value(name);
      if (value !== undefined) record[name] = value;
    }
    return record;
  }
}

function charsOf(value: EslValue): number {
  if (typeof value === "string") return value.length;
  return value.reduce((sum, item) => sum + item.length, 0);
}

/** No prototype: a variable may have any name. */
function emptyRecord(): Record<string, EslValue> {
  return Object.create(null);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const nameName = "Event-Name";
const lengthName = "Content-Length";
/** What the plain form writes for a header without a value. */
const emptyValue = "_undef_";
const arrayStart = "ARRAY::";
const arraySeparator = "|:";
