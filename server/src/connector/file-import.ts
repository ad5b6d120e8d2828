// What all imports of files have in common: bytes -> pieces -> events, counted, and marked as told afterwards.
import { isCallEvent, isTaskEvent } from "@trunkline/contract";
import type { EventKind, TrunklineEvent } from "@trunkline/contract";
import type { FileImport, ImportInput, ImportReport, SkippedRow } from "./import-format.ts";
import { Tally } from "./tally.ts";

/** Bytes -> rows, blocks, messages ...; `finish` gives what the end completes. */
export type PieceParser<Piece> = {
  readonly push: (chunk: Uint8Array) => Iterable<Piece>;
  readonly finish: () => Iterable<Piece>;
};

/** Pieces -> events. */
export type PieceMeaning<Piece> = {
  readonly take: (piece: Piece) => readonly TrunklineEvent[];
  readonly finish: () => readonly TrunklineEvent[];
};

export function importPieces<Piece>(options: {
  readonly input: Pick<ImportInput, "bytes" | "signal">;
  readonly source: string;
  readonly parser: PieceParser<Piece>;
  readonly meaning: PieceMeaning<Piece>;
  /** A recording of a live stream tells as it happened, whatever else is a record told afterwards. */
  readonly isRecording: boolean;
  readonly report: () => Omit<ImportReport, "bytes" | "events">;
}): FileImport {
  const { input, source, parser, meaning, isRecording } = options;
  const { bytes, signal } = input;
  const counts: Partial<Record<EventKind, number>> = {};
  let byteCount = 0;

  function told(event: TrunklineEvent): TrunklineEvent {
    counts[event.kind] = (counts[event.kind] ?? 0) + 1;
    if (isRecording || !(isCallEvent(event) || isTaskEvent(event))) return event;
    return { ...event, backfill: true };
  }

  function* tell(events: readonly TrunklineEvent[]): Generator<TrunklineEvent> {
    for (const event of events) {
      signal.throwIfAborted();
      yield told(event);
    }
  }

  function* eventsOf(pieces: Iterable<Piece>): Generator<TrunklineEvent> {
    for (const piece of pieces) yield* tell(meaning.take(piece));
  }

  return {
    source,
    async *[Symbol.asyncIterator]() {
      for await (const chunk of bytes) {
        signal.throwIfAborted();
        byteCount += chunk.length;
        yield* eventsOf(parser.push(chunk));
      }
      signal.throwIfAborted();
      yield* eventsOf(parser.finish());
      yield* tell(meaning.finish());
    },
    report: () => ({ bytes: byteCount, events: { ...counts }, ...options.report() }),
  };
}

/** Shown of all, and of those with one reason: a frequent one must not hide the others. */
const skippedRowsMax = 30;
const skippedRowsOfReasonMax = 3;
const skippedTextMax = 200;

/** What a format counts on its way, for its report. */
export class RowLog {
  readonly #ignored = new Tally();
  readonly #skipped = new Tally();
  readonly #notes = new Tally();
  readonly #skippedRows: SkippedRow[] = [];
  readonly #notedRows: SkippedRow[] = [];
  #rows = 0;

  take(): void {
    this.#rows += 1;
  }

  ignore(what: string): void {
    this.#ignored.add(what);
  }

  /** The row, or a part of it, gives no event although it should. */
  skip(row: Row, reason: string): void {
    this.#skipped.add(reason);
    show(this.#skippedRows, row, reason);
  }

  /** Odd, but told. */
  note(what: string, row?: Row): void {
    this.#notes.add(what);
    if (row !== undefined) show(this.#notedRows, row, what);
  }

  report(): Omit<ImportReport, "bytes" | "events" | "openCalls"> {
    return {
      rows: this.#rows,
      ignored: Object.fromEntries(this.#ignored.counts),
      skipped: Object.fromEntries(this.#skipped.counts),
      skippedRows: [...this.#skippedRows],
      notes: Object.fromEntries(this.#notes.counts),
      ...(this.#notedRows.length > 0 ? { notedRows: [...this.#notedRows] } : {}),
    };
  }
}

type Row = { readonly line: number; readonly text: string };

function show(shown: SkippedRow[], { line, text }: Row, reason: string): void {
  if (shown.length >= skippedRowsMax) return;
  if (shown.filter((other) => other.reason === reason).length >= skippedRowsOfReasonMax) return;
  shown.push({ row: line, reason, text: text.slice(0, skippedTextMax) });
}
