// A JSON array as it arrives -> one piece of text an element. Only brackets, strings and commas are looked at; each
// element is parsed by whoever takes it. A body that is one object counts as one element.
import { joined } from "../lib/joined.ts";
import { byteOrderMark, tooLong, type Piece, type Splitter } from "./split-lines.ts";

const code = {
  tab: 0x09,
  lineFeed: 0x0a,
  carriageReturn: 0x0d,
  space: 0x20,
  quote: 0x22,
  comma: 0x2c,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  openBrace: 0x7b,
  closeBrace: 0x7d,
} as const;

/** The body is no JSON array from here on. */
class NotAnArray extends Error {}

/** What comes before a fault is given; then the fault, as a piece; of what follows it nothing. */
export class ArraySplitter implements Splitter {
  readonly #bytesMax: number;
  #state: "before" | "inside" | "after" | "broken" = "before";
  #isSingle = false;
  #depth = 0;
  #inString = false;
  #isEscaped = false;
  #line = 1;
  #parts: Buffer[] = [];
  #bytes = 0;
  #isBlank = true;
  /** Bytes of the mark that have been there. */
  #marked = 0;
  /** After a comma an element must follow. */
  #needsElement = false;

  constructor(options: { readonly elementBytesMax: number }) {
    this.#bytesMax = options.elementBytesMax;
  }

  scan(chunk: Buffer): readonly Piece[] {
    return this.#upToFault((pieces) => this.#scan(chunk, pieces));
  }

  end(): readonly Piece[] {
    return this.#upToFault(() => {
      if (this.#state === "inside") throw new NotAnArray("The body ends inside the array");
      if (this.#state === "before") throw new NotAnArray("The body is empty");
    });
  }

  #upToFault(work: (pieces: Piece[]) => void): readonly Piece[] {
    const pieces: Piece[] = [];
    if (this.#state === "broken") return pieces;
    try {
      work(pieces);
    } catch (error) {
      if (!(error instanceof NotAnArray)) throw error;
      this.#state = "broken";
      pieces.push({ line: this.#line, text: "", fault: error.message });
    }
    return pieces;
  }

  #scan(chunk: Buffer, pieces: Piece[]): void {
    let from = 0;
    for (let index = 0; index < chunk.length; index += 1) {
      const byte = chunk[index] ?? 0;
      if (this.#state !== "inside") {
        this.#outside(byte);
        from = this.#depth === 1 ? index : index + 1;
        continue;
      }
      if (this.#inString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (byte === code.backslash) this.#isEscaped = true;
        else if (byte === code.quote) this.#inString = false;
        continue;
      }
      if (isSpace(byte)) continue;
      const ends = this.#depth === 0 && (byte === code.comma || byte === code.closeBracket);
      if (ends) {
        this.#add(chunk.subarray(from, index));
        this.#element(byte === code.comma, pieces);
        from = index + 1;
        if (byte === code.closeBracket) this.#state = "after";
        continue;
      }
      this.#isBlank = false;
      if (byte === code.quote) this.#inString = true;
      else if (byte === code.openBrace || byte === code.openBracket) this.#depth += 1;
      else if (byte === code.closeBrace || byte === code.closeBracket) this.#depth -= 1;
      if (this.#isSingle && this.#depth === 0) {
        this.#add(chunk.subarray(from, index + 1));
        this.#element(false, pieces);
        from = index + 1;
        this.#state = "after";
      }
    }
    if (this.#state === "inside") this.#add(chunk.subarray(from));
  }

  #outside(byte: number): void {
    if (isSpace(byte)) return;
    if (this.#state === "after") throw new NotAnArray("Something follows the array");
    if (byte === byteOrderMark[this.#marked]) {
      this.#marked += 1;
      return;
    }
    if (byte !== code.openBracket && byte !== code.openBrace) {
      throw new NotAnArray("The body does not begin with '['");
    }
    this.#state = "inside";
    if (byte === code.openBrace) {
      this.#isSingle = true;
      this.#isBlank = false;
      this.#depth = 1;
    }
  }

  #add(part: Buffer): void {
    this.#bytes += part.length;
    if (this.#bytes > this.#bytesMax) this.#parts = [];
    else if (part.length > 0) this.#parts.push(part);
  }

  #element(isFollowed: boolean, pieces: Piece[]): void {
    if (this.#isBlank && (isFollowed || this.#needsElement)) {
      throw new NotAnArray(`Element ${this.#line} of the array is empty`);
    }
    if (!this.#isBlank) {
      if (this.#bytes > this.#bytesMax) pieces.push(tooLong(this.#line, this.#bytesMax));
      else pieces.push({ line: this.#line, text: joined(this.#parts).toString() });
      this.#line += 1;
    }
    this.#needsElement = isFollowed;
    [this.#parts, this.#bytes, this.#isBlank] = [[], 0, true];
  }
}

function isSpace(byte: number): boolean {
  return (
    byte === code.space ||
    byte === code.lineFeed ||
    byte === code.carriageReturn ||
    byte === code.tab
  );
}
