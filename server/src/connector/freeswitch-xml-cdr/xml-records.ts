// Bytes -> records of mod_xml_cdr: one after the other, in many files or one, or each encoded on a line of its own.
import { base64Decoded, urlDecoded, valueOfForm } from "../freeswitch-cdr/written-record.ts";
import type { RecordPiece } from "../freeswitch-cdr/cdr-records.ts";
import { TextLines, type TextLine } from "../text-lines.ts";

export type XmlRecordsLimits = { readonly recordCharsMax: number };

export const defaultXmlRecordsLimits: XmlRecordsLimits = { recordCharsMax: 1_048_576 };

const xmlFault = {
  broken: "record is broken off",
  tooLong: "record is too long",
  noXml: "line is no XML record",
  cutOff: "last record is not finished",
} as const;

/** Between records, within one, or past one that is too long, up to the next that begins a line. */
type Place = "between" | "inside" | "lost";

export class XmlRecords {
  readonly #charsMax: number;
  readonly #lines: TextLines;
  #place: Place = "between";
  /** Of the present record. */
  #parts: string[] = [];
  #chars = 0;
  #begin = 0;
  #pieces: RecordPiece[] = [];

  constructor({ recordCharsMax }: XmlRecordsLimits) {
    this.#charsMax = recordCharsMax;
    this.#lines = new TextLines({ limits: { lineBytesMax: recordCharsMax }, encoding: "utf-8" });
  }

  push(chunk: Uint8Array): readonly RecordPiece[] {
    return this.#take(this.#lines.push(chunk));
  }

  finish(): readonly RecordPiece[] {
    const pieces = this.#take(this.#lines.finish());
    if (this.#place === "inside") this.#end(xmlFault.cutOff);
    this.#place = "between";
    return [...pieces, ...this.#take([])];
  }

  #take(lines: readonly TextLine[]): readonly RecordPiece[] {
    for (const { line, text, isTooLong } of lines) {
      if (!isTooLong) this.#takeLine(text, line);
      else if (this.#place !== "lost") {
        if (this.#place === "between") this.#begin = line;
        this.#lose(text);
      }
    }
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }

  #takeLine(text: string, line: number): void {
    let rest = text;
    // FreeSWITCH writes no bracket within a value, and no line end: what begins like a record is the next one.
    if (this.#place !== "between" && recordBegin.test(rest)) {
      if (this.#place === "inside") this.#end(xmlFault.broken);
      this.#place = "between";
    }
    while (rest !== "") {
      rest = this.#place === "between" ? this.#outside(rest, line) : this.#inside(rest);
    }
  }

  /** Returns what is left of the line. */
  #outside(text: string, line: number): string {
    this.#begin = line;
    if (!recordBegin.test(text)) {
      if (text.trim() !== "") this.#takeEncoded(text);
      return "";
    }
    // A declaration alone begins nothing that could be broken off.
    if (!text.includes(elementBegin)) return "";
    this.#place = "inside";
    return text;
  }

  #inside(text: string): string {
    if (this.#place === "lost") return "";
    const end = text.indexOf(elementEnd);
    const own = end < 0 ? text : text.slice(0, end + elementEnd.length);
    this.#parts.push(own);
    this.#chars += own.length + 1;
    if (end >= 0) this.#end();
    else if (this.#chars > this.#charsMax) this.#lose();
    return text.slice(own.length);
  }

  /** A record that was encoded as a whole; its values may have brackets. */
  #takeEncoded(written: string): void {
    const text = xmlText(written);
    this.#parts = [text ?? written];
    this.#end(text === undefined ? xmlFault.noXml : undefined);
  }

  #lose(beginning?: string): void {
    if (beginning !== undefined) this.#parts.push(beginning);
    this.#end(xmlFault.tooLong);
    this.#place = "lost";
  }

  #end(reason?: string): void {
    const piece = { line: this.#begin, text: this.#parts.join("\n") };
    this.#pieces.push(
      reason === undefined ? { kind: "record", ...piece } : { kind: "fault", ...piece, reason },
    );
    this.#parts = [];
    this.#chars = 0;
    this.#place = "between";
  }
}

/** The XML in a line or a request body; undefined when there is none. */
export function xmlText(written: string): string | undefined {
  const value = valueOfForm(written);
  if (value.startsWith("<")) return value;
  const decoded = value.startsWith("%3C") ? urlDecoded(value) : base64Decoded(value);
  return decoded !== undefined && recordBegin.test(decoded) ? decoded : undefined;
}

/** A declaration, or the element itself. */
const recordBegin = /^\uFEFF?\s*<(?:\?xml\s|cdr[\s>])/;
const elementBegin = "<cdr";
const elementEnd = "</cdr>";
