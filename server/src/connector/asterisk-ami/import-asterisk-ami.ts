// A recorded byte stream of the manager interface -> events, with a report of what became of it.
import type { EventKind, TrunklineEvent } from "@trunkline/contract";
import { AmiMeaning, defaultAmiMeaningLimits } from "./ami-meaning.ts";
import type { AmiMeaningLimits } from "./ami-meaning.ts";
import { AmiParser, defaultAmiParserLimits } from "./ami-parser.ts";
import type { AmiParserLimits } from "./ami-parser.ts";
import type { AmiSettings } from "./ami-settings.ts";

export type AmiImportLimits = AmiParserLimits & AmiMeaningLimits;

export const defaultAmiImportLimits: AmiImportLimits = {
  ...defaultAmiParserLimits,
  ...defaultAmiMeaningLimits,
};

type Counts = Readonly<Record<string, number>>;

export type AmiImportReport = {
  readonly bytes: number;
  /** The version line of the manager interface; "" when the recording begins later. */
  readonly greeting: string;
  readonly blocks: number;
  readonly events: Readonly<Partial<Record<EventKind, number>>>;
  /** Calls whose end is not in the recording. */
  readonly openCalls: number;
  /** Manager events by name: known but not needed, and unknown. */
  readonly ignored: Counts;
  readonly unknown: Counts;
  /** What was reported and gave no event, by reason. */
  readonly skipped: Counts;
  readonly oversizeBlocks: number;
  readonly oversizeHeaders: number;
  /** Bytes of a last block that the recording cuts off. */
  readonly unfinishedBytes: number;
  readonly lateBlocks: number;
  readonly blocksWithoutTimestamp: number;
};

export type AmiImport = AsyncIterable<TrunklineEvent> & {
  /** As of now; complete when the iteration is over. */
  report(): AmiImportReport;
};

/** One pass over the bytes; calls that are open at the end stay open. */
export function importAsteriskAmi(options: {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly settings: AmiSettings;
  readonly limits?: Partial<AmiImportLimits>;
  readonly signal: AbortSignal;
}): AmiImport {
  const { bytes, settings, signal } = options;
  const limits = { ...defaultAmiImportLimits, ...options.limits };
  const parser = new AmiParser(limits);
  const meaning = new AmiMeaning({ settings, limits });
  const eventCounts: Partial<Record<EventKind, number>> = {};
  let byteCount = 0;

  function counted(events: readonly TrunklineEvent[]): readonly TrunklineEvent[] {
    for (const { kind } of events) eventCounts[kind] = (eventCounts[kind] ?? 0) + 1;
    return events;
  }

  return {
    async *[Symbol.asyncIterator]() {
      for await (const chunk of bytes) {
        signal.throwIfAborted();
        byteCount += chunk.length;
        for (const block of parser.push(chunk)) yield* counted(meaning.take(block));
      }
      yield* counted(meaning.finish());
    },
    report: () => ({
      bytes: byteCount,
      greeting: parser.greeting,
      blocks: parser.blocks,
      events: { ...eventCounts },
      openCalls: meaning.openCalls,
      ignored: Object.fromEntries(meaning.ignored),
      unknown: Object.fromEntries(meaning.unknown),
      skipped: Object.fromEntries(meaning.skipped),
      oversizeBlocks: parser.oversizeBlocks,
      oversizeHeaders: parser.oversizeHeaders,
      unfinishedBytes: parser.unfinishedBytes,
      lateBlocks: meaning.late,
      blocksWithoutTimestamp: meaning.withoutTimestamp,
    }),
  };
}
