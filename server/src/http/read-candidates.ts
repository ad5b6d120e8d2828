// A body as it arrives -> candidates for the ingest. What a chunk completes is given at once: while the rest of the body
// is on its way nothing of it is held.
import type { Candidate } from "../ingest/ingest.ts";
import type { Piece, Splitter } from "./split-lines.ts";

export type CandidateOptions = {
  readonly splitter: Splitter;
  /** From what a piece says to the event that it means. */
  readonly eventOf: (value: unknown) => unknown;
  /** Candidates given at a time. */
  readonly chunkEvents: number;
};

/** Of a body that is there. */
export function candidatesOf(
  body: Buffer,
  { splitter, ...options }: CandidateOptions,
): Iterable<readonly Candidate[]> {
  return candidatesIn([...splitter.scan(body), ...splitter.end()], options);
}

export async function* readCandidates(
  body: AsyncIterable<Buffer>,
  { splitter, ...options }: CandidateOptions,
): AsyncIterable<readonly Candidate[]> {
  for await (const chunk of body) yield* candidatesIn(splitter.scan(chunk), options);
  yield* candidatesIn(splitter.end(), options);
}

function* candidatesIn(
  pieces: readonly Piece[],
  { eventOf, chunkEvents }: Omit<CandidateOptions, "splitter">,
): Iterable<readonly Candidate[]> {
  for (let from = 0; from < pieces.length; from += chunkEvents) {
    yield pieces.slice(from, from + chunkEvents).map((piece) => candidateOf(piece, eventOf));
  }
}

function candidateOf(
  { line, text, fault }: Piece,
  eventOf: CandidateOptions["eventOf"],
): Candidate {
  if (fault !== undefined) return { line, value: undefined, fault };
  const parsed = parseJson(text);
  if (parsed.kind === "value") {
    const value = eventOf(parsed.value);
    return { line, value, raw: text, isJson: value === parsed.value };
  }
  return { line, value: undefined, raw: text, fault: `must be JSON: ${parsed.reason}` };
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
