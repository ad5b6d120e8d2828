// A recorded byte stream of the event socket -> events, with a report of what became of it.
import type { EventKind, TrunklineEvent } from "@trunkline/contract";
import { EslMeaning, defaultEslMeaningLimits } from "./esl-meaning.ts";
import type { EslMeaningLimits } from "./esl-meaning.ts";
import { EslParser, defaultEslParserLimits } from "./esl-parser.ts";
import type { EslMessage, EslParserLimits } from "./esl-parser.ts";
import type { EslSettings } from "./esl-settings.ts";

export type EslImportLimits = EslParserLimits & EslMeaningLimits;

export const defaultEslImportLimits: EslImportLimits = {
  ...defaultEslParserLimits,
  ...defaultEslMeaningLimits,
};

type Counts = Readonly<Record<string, number>>;

export type EslImportReport = {
  readonly bytes: number;
  readonly eslEvents: number;
  /** Messages that are no events: replies to commands, log lines ... */
  readonly otherMessages: number;
  readonly events: Readonly<Partial<Record<EventKind, number>>>;
  /** Calls whose end is not in the recording. */
  readonly openCalls: number;
  /** Events of FreeSWITCH by name: known but not needed, and unknown. */
  readonly ignored: Counts;
  readonly unknown: Counts;
  /** What was reported and gave no event, by reason. */
  readonly skipped: Counts;
  readonly damagedMessages: number;
  readonly droppedBytes: number;
  readonly oversizeBodies: number;
  readonly oversizeHeaders: number;
  /** Bytes of a last message that the recording cuts off. */
  readonly unfinishedBytes: number;
  readonly lateEvents: number;
  readonly repeatedEvents: number;
  readonly eventsWithoutTimestamp: number;
};

export type EslImport = AsyncIterable<TrunklineEvent> & {
  /** As of now; complete when the iteration is over. */
  report(): EslImportReport;
};

/** One pass over the bytes; calls open at the end stay open, those begun before it are passed over. */
export function importFreeswitchEsl(options: {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly settings: EslSettings;
  readonly limits?: Partial<EslImportLimits>;
  readonly signal: AbortSignal;
}): EslImport {
  const { bytes, settings, signal } = options;
  const limits = { ...defaultEslImportLimits, ...options.limits };
  const parser = new EslParser(limits);
  const meaning = new EslMeaning({ settings, limits, takesUpCalls: false });
  const eventCounts: Partial<Record<EventKind, number>> = {};
  let byteCount = 0;
  let otherMessages = 0;

  function counted(events: readonly TrunklineEvent[]): readonly TrunklineEvent[] {
    for (const { kind } of events) eventCounts[kind] = (eventCounts[kind] ?? 0) + 1;
    return events;
  }

  function eventsOf(message: EslMessage): readonly TrunklineEvent[] {
    if (message.kind === "event") return counted(meaning.take(message.event));
    otherMessages += 1;
    return [];
  }

  return {
    async *[Symbol.asyncIterator]() {
      for await (const chunk of bytes) {
        signal.throwIfAborted();
        byteCount += chunk.length;
        for (const message of parser.push(chunk)) yield* eventsOf(message);
      }
      yield* counted(meaning.finish());
    },
    report: () => ({
      bytes: byteCount,
      eslEvents: parser.events,
      otherMessages,
      events: { ...eventCounts },
      openCalls: meaning.openCalls,
      ignored: Object.fromEntries(meaning.ignored),
      unknown: Object.fromEntries(meaning.unknown),
      skipped: Object.fromEntries(meaning.skipped),
      damagedMessages: parser.damaged,
      droppedBytes: parser.droppedBytes,
      oversizeBodies: parser.oversizeBodies,
      oversizeHeaders: parser.oversizeHeaders,
      unfinishedBytes: parser.unfinishedBytes,
      lateEvents: meaning.late,
      repeatedEvents: meaning.repeated,
      eventsWithoutTimestamp: meaning.withoutTimestamp,
    }),
  };
}
