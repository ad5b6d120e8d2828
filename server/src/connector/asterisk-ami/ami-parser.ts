// The byte stream of the manager interface -> blocks. Takes any chunks; survives whatever else comes.
import { UnreadBytes } from "../unread-bytes.ts";
import { AmiBlock } from "./ami-block.ts";

export type AmiParserLimits = {
  /** A longer block is dropped and counted; the stream goes on behind it. */
  readonly blockBytesMax: number;
  /** A longer header is left out of its block and counted. */
  readonly headerBytesMax: number;
};

export const defaultAmiParserLimits: AmiParserLimits = {
  blockBytesMax: 262_144,
  headerBytesMax: 32_768,
};

/** A block, and its bytes without the empty line behind it; they are of use during the call alone. */
export type BlockSeen = (block: AmiBlock, bytes: Buffer) => void;

export class AmiParser {
  readonly #limits: AmiParserLimits;
  readonly #seen: BlockSeen | undefined;
  /** Of the block that is not complete yet. */
  readonly #rest = new UnreadBytes();
  /** No block ends before here. */
  #searched = 0;
  /** Undefined until the first line has shown how lines end. */
  #blockEnd: string | undefined;
  #isDropping = false;
  #greeting = "";
  #blocks = 0;
  #oversizeBlocks = 0;
  #oversizeHeaders = 0;

  constructor(limits: AmiParserLimits, seen?: BlockSeen) {
    this.#limits = limits;
    this.#seen = seen;
  }

  /** The version line that a manager interface sends first; "" until it has come. */
  get greeting(): string {
    return this.#greeting;
  }

  get blocks(): number {
    return this.#blocks;
  }

  get oversizeBlocks(): number {
    return this.#oversizeBlocks;
  }

  get oversizeHeaders(): number {
    return this.#oversizeHeaders;
  }

  /** Bytes of a block whose end has not come. */
  get unfinishedBytes(): number {
    return this.#rest.length;
  }

  /** The blocks that these bytes complete. */
  push(chunk: Uint8Array): AmiBlock[] {
    const bytes = this.#rest.append(chunk);
    const blocks: AmiBlock[] = [];
    const blockEnd = this.#blockEnd ?? this.#readFirstLine(bytes);
    if (blockEnd === undefined) return blocks;
    let from = 0;
    for (;;) {
      const end = bytes.indexOf(blockEnd, Math.max(from, this.#searched), "latin1");
      if (end < 0) break;
      const block = this.#cut(bytes, from, end);
      if (block !== undefined) blocks.push(block);
      from = end + blockEnd.length;
      this.#searched = from;
    }
    this.#keep(from, blockEnd.length);
    return blocks;
  }

  /** A recording that an editor has been through may end its lines with LF alone. */
  #readFirstLine(bytes: Buffer): string | undefined {
    const end = bytes.indexOf(lineFeed);
    if (end < 0 && bytes.length <= this.#limits.headerBytesMax) return undefined;
    const line = bytes.toString("utf8", 0, Math.max(end, 0));
    const isLfOnly =
      !line.endsWith("\r") && /^(Asterisk Call Manager\/|Event: |Response: )/.test(line);
    if (line.startsWith("Asterisk Call Manager/")) this.#greeting = line.trimEnd();
    this.#blockEnd = isLfOnly ? "\n\n" : "\r\n\r\n";
    return this.#blockEnd;
  }

  #cut(bytes: Buffer, from: number, end: number): AmiBlock | undefined {
    const wasDropping = this.#isDropping;
    this.#isDropping = false;
    if (wasDropping || end - from > this.#limits.blockBytesMax) {
      this.#oversizeBlocks += 1;
      return undefined;
    }
    if (end === from) return undefined;
    // Invalid UTF-8 becomes U+FFFD here, so that a strange name never costs an event.
    const block = new AmiBlock(bytes.toString("utf8", from, end), this.#limits.headerBytesMax);
    this.#blocks += 1;
    this.#oversizeHeaders += block.oversizeHeaders;
    this.#seen?.(block, bytes.subarray(from, end));
    return block;
  }

  /** Moves what is left to the front; of a block that is too long only a possible end is kept. */
  #keep(from: number, blockEndLength: number): void {
    let begin = from;
    const partOfEnd = blockEndLength - 1;
    if (this.#isDropping || this.#rest.length - begin > this.#limits.blockBytesMax + partOfEnd) {
      this.#isDropping = true;
      begin = Math.max(begin, this.#rest.length - partOfEnd);
    }
    this.#rest.dropBefore(begin);
    this.#searched = Math.max(0, this.#rest.length - partOfEnd);
  }
}

const lineFeed = 10;
