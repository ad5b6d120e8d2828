// Pieces of a body -> candidates for the ingest, in chunks.
import type { Candidate } from "../ingest/ingest.ts";
import { NotAnArray } from "./split-array.ts";
import type { Piece } from "./split-lines.ts";

export async function* readCandidates(
  pieces: AsyncIterable<readonly Piece[]>,
  options: {
    readonly chunkEvents: number;
    readonly lineBytesMax: number;
    readonly eventOf: (value: unknown) => unknown;
  },
): AsyncIterable<readonly Candidate[]> {
  let candidates: Candidate[] = [];
  let line = 0;
  try {
    for await (const ofChunk of pieces) {
      for (const piece of ofChunk) {
        ({ line } = piece);
        candidates.push(candidateOf(piece, options));
        if (candidates.length < options.chunkEvents) continue;
        yield candidates;
        candidates = [];
      }
    }
  } catch (error) {
    if (!(error instanceof NotAnArray)) throw error;
    // What came before it may be on disk already: the rest is told like any refused event.
    candidates.push({ line: line + 1, value: undefined, fault: error.message });
  }
  if (candidates.length > 0) yield candidates;
}

function candidateOf(
  { line, bytes, isTooLong }: Piece,
  options: { readonly lineBytesMax: number; readonly eventOf: (value: unknown) => unknown },
): Candidate {
  if (isTooLong) {
    const fault = `must be at most ${options.lineBytesMax} bytes long (ingest.lineBytesMax)`;
    return { line, value: undefined, fault };
  }
  const raw = bytes.toString();
  const parsed = parseJson(raw);
  if (parsed.kind === "value") {
    const value = options.eventOf(parsed.value);
    return { line, value, raw, isJson: value === parsed.value };
  }
  return { line, value: undefined, raw, fault: `must be JSON: ${parsed.reason}` };
}

type Parsed =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "fault"; readonly reason: string };

function parseJson(text: string): Parsed {
  try {
    return { kind: "value", value: JSON.parse(text) };
  } catch (error) {
    return { kind: "fault", reason: error instanceof Error ? error.message : String(error) };
  }
}

const typePrefix = "trunkline.call.";

/** CloudEvents 1.0: our fields are in `data`; the envelope gives what they leave out. */
export function eventOfCloudEvent(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  // A JSON object has text keys and any values.
  const envelope = value as Readonly<Record<string, unknown>>;
  const { type, data } = envelope;
  if (typeof data !== "object" || data === null) return { kind: type };
  const kind =
    typeof type === "string" && type.startsWith(typePrefix) ? type.slice(typePrefix.length) : type;
  const { id, source, time, sequence } = envelope;
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(time === undefined ? {} : { at: time }),
    ...(id === undefined ? {} : { id }),
    ...(source === undefined ? {} : { source }),
    // The extension `sequence` is a text.
    ...(typeof sequence === "string" && /^\d{1,15}$/.test(sequence)
      ? { sequence: Number(sequence) }
      : {}),
    ...data,
  };
}
