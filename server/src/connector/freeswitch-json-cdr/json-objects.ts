// Bytes -> JSON objects: one a line, one after the other, in an array, or each encoded on a line of its own.
import { StringDecoder } from "node:string_decoder";
import { asBuffer } from "../../lib/as-buffer.ts";
import type { RecordPiece } from "../freeswitch-cdr/cdr-records.ts";
import { recordText } from "./record-text.ts";

export type JsonObjectsLimits = { readonly objectCharsMax: number };

export const defaultJsonObjectsLimits: JsonObjectsLimits = { objectCharsMax: 1_048_576 };

const jsonFault = {
  broken: "object is broken off",
  tooLong: "object is too long",
  noJson: "line is no JSON object",
  cutOff: "last object is not finished",
} as const;

/** Between objects, within one, or past one that is too long, up to the next line that begins with '{'. */
type Place = "between" | "inside" | "lost";

export class JsonObjects {
  readonly #charsMax: number;
  readonly #decoder = new StringDecoder("utf8");
  #text = "";
  /** How far `#text` has been looked at, and where the present object or line began. */
  #at = 0;
  #from = 0;
  #place: Place = "between";
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #isAfterLineEnd = true;
  #pieces: RecordPiece[] = [];
  /** That of `#from`. */
  #line = 1;

  constructor({ objectCharsMax }: JsonObjectsLimits) {
    this.#charsMax = objectCharsMax;
  }

  push(chunk: Uint8Array): readonly RecordPiece[] {
    this.#text += this.#decoder.write(asBuffer(chunk));
    return this.#scan();
  }

  finish(): readonly RecordPiece[] {
    this.#text += this.#decoder.end();
    const pieces = [...this.#scan()];
    if (this.#place === "inside") this.#fault(this.#text.length, jsonFault.cutOff);
    else if (this.#place === "between") this.#endEncoded(this.#text.length);
    this.#place = "between";
    return [...pieces, ...this.#take()];
  }

  #take(): readonly RecordPiece[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }

  #scan(): readonly RecordPiece[] {
    const text = this.#text;
    while (this.#at < text.length) {
      if (this.#place === "inside") this.#scanObject(text);
      else this.#scanOutside(text);
    }
    this.#text = text.slice(this.#from);
    this.#at -= this.#from;
    this.#from = 0;
    return this.#take();
  }

  #scanOutside(text: string): void {
    const char = text.charCodeAt(this.#at);
    if (char === openBrace && (this.#place === "between" || this.#isAfterLineEnd)) this.#begin();
    else if (this.#place === "lost") {
      if (char === lineFeed) this.#line += 1;
      this.#from = this.#at + 1;
    } else if (char === lineFeed) this.#endEncoded(this.#at);
    this.#isAfterLineEnd = char === lineFeed;
    this.#at += 1;
    if (this.#at - this.#from > this.#charsMax) this.#lose();
  }

  #begin(): void {
    this.#endEncoded(this.#at);
    this.#place = "inside";
    this.#depth = 1;
    this.#isInString = false;
    this.#isEscaped = false;
  }

  /** Nearly all there is: up to the end of the object, or of the text. */
  #scanObject(text: string): void {
    const until = Math.min(text.length, this.#from + this.#charsMax);
    let at = this.#at;
    let depth = this.#depth;
    let isInString = this.#isInString;
    let isEscaped = this.#isEscaped;
    let isAfterLineEnd = this.#isAfterLineEnd;
    let isBroken = false;
    for (; at < until && depth > 0; at += 1) {
      const char = text.charCodeAt(at);
      // JSON has no line end within a string, and printed JSON no '{' at the beginning of a line.
      isBroken = isInString ? char === lineFeed : char === openBrace && isAfterLineEnd;
      if (isBroken) break;
      if (isEscaped) isEscaped = false;
      else if (char === quote) isInString = !isInString;
      else if (isInString) isEscaped = char === backslash;
      else if (char === openBrace) depth += 1;
      else if (char === closeBrace) depth -= 1;
      isAfterLineEnd = char === lineFeed;
    }
    this.#at = at;
    this.#depth = depth;
    this.#isInString = isInString;
    this.#isEscaped = isEscaped;
    this.#isAfterLineEnd = isAfterLineEnd;
    if (isBroken) this.#breakOff();
    else if (depth === 0) this.#endObject();
    else if (at - this.#from >= this.#charsMax) this.#lose();
  }

  #endObject(): void {
    const text = this.#text.slice(this.#from, this.#at);
    this.#pieces.push({ kind: "record", line: this.#line, text });
    this.#goOnFrom(this.#at);
    this.#place = "between";
  }

  #breakOff(): void {
    this.#fault(this.#at, jsonFault.broken);
    this.#goOnFrom(this.#at);
    this.#place = "between";
  }

  #lose(): void {
    this.#fault(this.#at, jsonFault.tooLong);
    this.#goOnFrom(this.#at);
    this.#place = "lost";
  }

  /** What stands between objects is a separator, or a record that was encoded as a whole. */
  #endEncoded(end: number): void {
    const written = this.#text.slice(this.#from, end);
    const blank = written.length - written.trimStart().length;
    this.#goOnFrom(this.#from + blank);
    const line = this.#line;
    this.#goOnFrom(end);
    if (/^[\s,[\]\uFEFF]*$/.test(written)) return;
    const text = recordText(written);
    this.#pieces.push(
      text === undefined
        ? { kind: "fault", line, text: written.trim(), reason: jsonFault.noJson }
        : { kind: "record", line, text },
    );
  }

  #fault(end: number, reason: string): void {
    const text = this.#text.slice(this.#from, end).trim();
    this.#pieces.push({ kind: "fault", line: this.#line, text, reason });
  }

  #goOnFrom(to: number): void {
    for (let at = this.#text.indexOf("\n", this.#from); at >= 0 && at < to;) {
      this.#line += 1;
      at = this.#text.indexOf("\n", at + 1);
    }
    this.#from = to;
  }
}

const openBrace = 0x7b;
const closeBrace = 0x7d;
const quote = 0x22;
const backslash = 0x5c;
const lineFeed = 0x0a;
