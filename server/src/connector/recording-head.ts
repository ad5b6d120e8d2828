// The first line of a recording: what the bytes behind it are, and the settings that they were heard with.
import { Type, type Static } from "typebox";
import { Value } from "typebox/value";

export const RecordingHead = Type.Object({
  trunklineRecording: Type.Literal(1),
  /** Of the source that was heard, which is the import format of the bytes too. */
  kind: Type.String(),
  recordedAt: Type.String(),
  numbers: Type.Union([Type.Literal("real"), Type.Literal("made up")]),
  /** Of the source, without its connection. */
  settings: Type.Unknown(),
});

export type RecordingHead = Static<typeof RecordingHead>;

const lineFeed = 0x0a;
/** The line has all agents and queues of a PBX. */
const headBytesMax = 16 * 1024 * 1024;

export function recordingHeadLine(head: RecordingHead): Buffer {
  return Buffer.from(`${JSON.stringify(head)}\n`);
}

/** Undefined of bytes that do not begin with the line of a recording. */
export async function readRecordingHead(bytes: AsyncIterable<Uint8Array>): Promise<
  | {
      readonly head: RecordingHead;
      /** What stands behind the line. */
      readonly bytes: AsyncIterable<Uint8Array>;
    }
  | undefined
> {
  const chunks = bytes[Symbol.asyncIterator]();
  let begun: Buffer = Buffer.alloc(0);
  for (;;) {
    const { head, end } = headIn(begun);
    if (head !== undefined) return { head, bytes: restOf(begun.subarray(end), chunks) };
    if (begun.length > headBytesMax || end < 0) break;
    const next = await chunks.next();
    if (next.done === true) break;
    begun = Buffer.concat([begun, next.value]);
  }
  await chunks.return?.();
  return undefined;
}

/** `end`: behind the line; 0 while it is not known, negative when there is no head. */
function headIn(bytes: Buffer): { readonly head?: RecordingHead; readonly end: number } {
  for (let from = 0; ;) {
    const end = bytes.indexOf(lineFeed, from) + 1;
    if (end === 0) return { end: 0 };
    const line = bytes.toString("utf8", from, end).trim();
    // npm tells what it runs, in the same stream, unless it is told to be silent.
    if (line !== "" && !line.startsWith("> ")) {
      const head = readHead(line);
      return head === undefined ? { end: -1 } : { head, end };
    }
    from = end;
  }
}

function readHead(line: string): RecordingHead | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return Value.Check(RecordingHead, value) ? value : undefined;
  } catch {
    return undefined;
  }
}

async function* restOf(
  first: Uint8Array,
  chunks: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield first;
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
      yield next.value;
    }
  } finally {
    await chunks.return?.();
  }
}
