// The port of file imports: bytes that a PBX wrote in, Trunkline events out.
// Every format passes import-format.conformance.ts; import-formats.ts lists them.
import type { EventKind, TrunklineEvent } from "@trunkline/contract";

export type ImportFormat = {
  /** As on the command line: `trunkline import NAME FILE...`. */
  readonly name: string;
  readonly description: string;
  /** The page about its settings, in docs/guide; imports.md by default. */
  readonly guide?: string;
  /** Kinds of sources whose entry in the configuration has this format's settings too. */
  readonly settingsOf?: readonly string[];
  /** A call may go on in the next file, as after a rotation: several are read as one. */
  readonly joinsFiles?: boolean;
  /** What the rows of the report are; lines by default. A record is found by the line that it begins on. */
  readonly rowName?: "line" | "block" | "message" | "record";
  /** One pass over the bytes. Throws when the settings cannot be used. */
  readonly open: (input: ImportInput) => FileImport;
};

export type ImportInput = {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** As read from YAML; the format checks them. */
  readonly settings: unknown;
  readonly signal: AbortSignal;
};

/**
 * The same bytes and settings give the same events with the same IDs in the same order, so that an
 * import can be repeated without duplicates and resumed by counting events.
 */
export type FileImport = AsyncIterable<TrunklineEvent> & {
  /** Where event IDs are unique. */
  readonly source: string;
  /** As of now; complete when the iteration is over. */
  report(): ImportReport;
};

type Counts = Readonly<Record<string, number>>;

export type ImportReport = {
  readonly bytes: number;
  /** Lines, blocks, messages or objects, whatever the format is made of. */
  readonly rows: number;
  readonly events: Readonly<Partial<Record<EventKind, number>>>;
  /** Calls whose end is not in the file. */
  readonly openCalls: number;
  /** Known and not needed, by what they are. */
  readonly ignored: Counts;
  /** Rows, or parts of them, that gave no event although they should, by reason. */
  readonly skipped: Counts;
  /** The first few of them, of each reason. */
  readonly skippedRows: readonly SkippedRow[];
  /** Odd, but told, if not all of it: in words. */
  readonly notes: Counts;
  /** The first few rows with each of the notes that are about a row. */
  readonly notedRows?: readonly SkippedRow[];
  /** What the files lack as a whole, and what to set. */
  readonly warnings?: readonly string[];
};

/** `row` counts from 1; `text` is its beginning. */
export type SkippedRow = { readonly row: number; readonly reason: string; readonly text: string };
