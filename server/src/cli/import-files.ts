// The files of an import -> bytes: unpacked, several as one where calls go over from one to the next.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { CommandFailure } from "./exit-code.ts";
import { named } from "../lib/read-input.ts";

const standardInput = "-";

/** What tells a file from another: its size, and how it begins and ends. */
export type FilePrint = { readonly bytes: number; readonly print: string };

const printedBytes = 65_536;

/** How files begin, in hex, that are packed otherwise than with gzip. Node's own reader of Zstandard stops after one frame. */
const otherPackings = [
  [/^28b52ffd/, "Zstandard"],
  [/^425a683[1-9]314159265359/, "bzip2"],
  [/^fd377a585a00/, "xz"],
  [/^504b0304/, "ZIP"],
] as const;

/** Undefined of standard input, which cannot be read again. */
export async function printOf(path: string): Promise<FilePrint | undefined> {
  if (path === standardInput) return undefined;
  await using file = await open(path);
  const stat = await file.stat();
  if (stat.isDirectory()) {
    throw new CommandFailure(`Cannot read '${path}': it is a directory; name its files`);
  }
  const { size } = stat;
  const head = await file.read(Buffer.alloc(printedBytes), 0, printedBytes, 0);
  const begin = head.buffer.toString("hex", 0, Math.min(head.bytesRead, 16));
  const packing = otherPackings.find(([pattern]) => pattern.test(begin))?.[1];
  if (packing !== undefined) {
    throw new CommandFailure(
      `Cannot read '${path}': it is packed with ${packing}; unpack it first`,
    );
  }
  const tailFrom = Math.max(0, size - printedBytes);
  const tail = await file.read(Buffer.alloc(printedBytes), 0, printedBytes, tailFrom);
  const hash = createHash("sha256").update(String(size));
  for (const { buffer, bytesRead } of [head, tail]) hash.update(buffer.subarray(0, bytesRead));
  return { bytes: size, print: hash.digest("hex") };
}

/** Where reading stands, in bytes of the files as they lie on the disk. */
export class ReadingPlace {
  bytes = 0;
  file = 0;
  /** First line of each file, counted over all of them. */
  readonly firstLines: number[] = [];

  /** 'cel.csv' line 12, of a line counted over all files. */
  ofLine(line: number, paths: readonly string[]): string {
    const index = Math.max(
      this.firstLines.findLastIndex((first) => first <= line),
      0,
    );
    const own = line - (this.firstLines[index] ?? 1) + 1;
    return paths.length > 1 ? `'${paths[index]}' line ${own}` : `line ${own}`;
  }
}

/** `between` stands between two files, lest a cut-off end join the next beginning. */
export async function* bytesOfFiles(
  paths: readonly string[],
  place: ReadingPlace,
  between: string,
): AsyncGenerator<Uint8Array> {
  let line = 1;
  for (const [index, path] of paths.entries()) {
    place.file = index;
    place.firstLines.push(line);
    let last = lineFeed;
    for await (const chunk of unpacked(path, rawBytes(path, place))) {
      line += linesOf(chunk);
      last = chunk.at(-1) ?? last;
      yield chunk;
    }
    if (index === paths.length - 1 || (between === "\n" && last === lineFeed)) continue;
    line += between === "\n" ? 1 : 0;
    yield Buffer.from(between);
  }
}

const lineFeed = 0x0a;

function linesOf(chunk: Buffer): number {
  let lines = 0;
  for (let at = chunk.indexOf(lineFeed); at >= 0; at = chunk.indexOf(lineFeed, at + 1)) lines += 1;
  return lines;
}

async function* rawBytes(path: string, place: ReadingPlace): AsyncGenerator<Buffer> {
  const stream = path === standardInput ? process.stdin : createReadStream(path);
  try {
    for await (const chunk of stream) {
      // Without an encoding a stream gives buffers.
      const bytes = chunk as Buffer;
      place.bytes += bytes.length;
      yield bytes;
    }
  } catch (error) {
    throw named(error, path);
  }
}

async function* unpacked(path: string, raw: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const first = await raw.next();
  if (first.done === true) return;
  const begun = startingWith(first.value, raw);
  if (first.value[0] !== 0x1f || first.value[1] !== 0x8b) return yield* begun;
  const gunzip = createGunzip();
  // A failure ends the iteration below with it; here it needs no answer.
  pipeline(Readable.from(begun), gunzip, () => {});
  try {
    for await (const chunk of gunzip) yield chunk as Buffer;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CommandFailure(`Cannot unpack '${path}': ${why}`, { cause });
  }
}

async function* startingWith(
  first: Buffer,
  rest: AsyncGenerator<Buffer>,
): AsyncGenerator<Buffer, undefined> {
  yield first;
  yield* rest;
}
