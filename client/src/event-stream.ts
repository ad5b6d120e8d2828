// Reads the text of server-sent events as it comes: pieces may end anywhere, also within a line end.

export type StreamEvent = {
  /** "" where the stream names none. */
  readonly kind: string;
  readonly data: string;
  readonly id: string;
};

export class EventStreamReader {
  readonly #textMax: number;
  /** What has come of a line that has not ended, or may have ended: its last character may be "\r". */
  #rest = "";
  #mayHaveEnded = false;
  #dataLength = 0;
  #kind = "";
  #id = "";
  #data: string[] = [];

  constructor({ textMax }: { readonly textMax: number }) {
    this.#textMax = textMax;
  }

  /** The events that this piece completes. */
  take(piece: string): readonly StreamEvent[] {
    const text = this.#rest + piece;
    if (this.#dataLength + text.length > this.#textMax) {
      throw new Error(
        `Cannot read the stream: an event is longer than ${this.#textMax} characters`,
      );
    }
    if (!this.#mayHaveEnded && !/[\r\n]/.test(piece)) {
      // Of a long line each piece is looked at once.
      this.#rest = text;
      return [];
    }
    const events: StreamEvent[] = [];
    this.#mayHaveEnded = false;
    let from = 0;
    for (const { index, 0: end } of text.matchAll(/\r\n|\n|\r/g)) {
      // Its "\n" may be in the next piece.
      if (end === "\r" && index === text.length - 1) {
        this.#mayHaveEnded = true;
        break;
      }
      const event = this.#line(text.slice(from, index));
      if (event !== undefined) events.push(event);
      from = index + end.length;
    }
    this.#rest = text.slice(from);
    return events;
  }

  #line(line: string): StreamEvent | undefined {
    if (line === "") return this.#complete();
    const colon = line.indexOf(":");
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "event") this.#kind = value;
    else if (name === "data") {
      this.#data.push(value);
      this.#dataLength += value.length + 1;
    } else if (name === "id") this.#id = value;
    return undefined;
  }

  #complete(): StreamEvent | undefined {
    const [kind, data] = [this.#kind, this.#data];
    this.#kind = "";
    this.#data = [];
    this.#dataLength = 0;
    return data.length === 0 ? undefined : { kind, data: data.join("\n"), id: this.#id };
  }
}
