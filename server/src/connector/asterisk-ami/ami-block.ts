// One block of the manager interface: an event, or the response to an action.

/** Read only when asked for a header: most events of a busy PBX are of no interest. */
export class AmiBlock {
  readonly text: string;
  readonly #headerCharsMax: number;
  #first: Map<string, string> | undefined;
  #event: string | undefined;
  #oversizeHeaders = 0;

  constructor(text: string, headerCharsMax: number) {
    this.text = text;
    this.#headerCharsMax = headerCharsMax;
  }

  /** The name of the event; "" for anything else. */
  get event(): string {
    this.#event ??= this.#eventAtStart() ?? this.header("event");
    return this.#event;
  }

  /** The first value under a name, whatever its case on the wire; "" when absent. */
  header(name: Lowercase<string>): string {
    this.#first ??= this.#read();
    return this.#first.get(name) ?? "";
  }

  /** Every value under a name: headers may repeat. */
  headers(name: Lowercase<string>): readonly string[] {
    const values: string[] = [];
    this.#eachHeader((other, value) => {
      if (other === name) values.push(value);
    });
    return values;
  }

  /** Whether the text occurs anywhere: cheaper than reading the headers. */
  mentions(text: string): boolean {
    return this.text.includes(text);
  }

  /** Headers longer than the limit are left out; the block stays. */
  get oversizeHeaders(): number {
    if (this.text.length > this.#headerCharsMax) this.#first ??= this.#read();
    return this.#oversizeHeaders;
  }

  /** Where every event of Asterisk begins; whatever else comes first is read in full. */
  #eventAtStart(): string | undefined {
    if (!this.text.startsWith(eventStart)) return undefined;
    const end = this.text.indexOf("\n");
    return this.text.slice(eventStart.length, end < 0 ? undefined : end).trim();
  }

  #read(): Map<string, string> {
    const first = new Map<string, string>();
    this.#oversizeHeaders = this.#eachHeader((name, value) => {
      if (!first.has(name)) first.set(name, value);
    });
    return first;
  }

  /** Returns how many headers were too long. */
  #eachHeader(visit: (name: string, value: string) => void): number {
    const { text } = this;
    let oversize = 0;
    let from = 0;
    let colon = -1;
    while (from < text.length) {
      const newline = text.indexOf("\n", from);
      const next = newline < 0 ? text.length : newline;
      const end = text.charCodeAt(next - 1) === carriageReturn ? next - 1 : next;
      // Sought once, not once a line: noise may be all lines and no colon.
      if (colon < from) colon = nextColon(text, from);
      // A line without a colon is the greeting, or noise.
      if (colon < end) {
        const begin = text.charCodeAt(colon + 1) === space ? colon + 2 : colon + 1;
        if (end - from > this.#headerCharsMax) oversize += 1;
        else visit(text.slice(from, colon).toLowerCase(), text.slice(begin, end));
      }
      from = next + 1;
    }
    return oversize;
  }
}

function nextColon(text: string, from: number): number {
  const colon = text.indexOf(":", from);
  return colon < 0 ? Infinity : colon;
}

const eventStart = "Event: ";
const carriageReturn = 13;
const space = 32;
