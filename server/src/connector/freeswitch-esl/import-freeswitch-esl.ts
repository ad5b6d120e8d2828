// A recorded byte stream of the event socket -> events, with a report of what became of it.
import { importPieces } from "../file-import.ts";
import type { FileImport, ImportFormat, ImportInput } from "../import-format.ts";
import { reportOfStream } from "../stream-report.ts";
import { EslMeaning, defaultEslMeaningLimits } from "./esl-meaning.ts";
import type { EslMeaningLimits } from "./esl-meaning.ts";
import { EslParser, defaultEslParserLimits } from "./esl-parser.ts";
import type { EslMessage, EslParserLimits } from "./esl-parser.ts";
import { parseEslSettings } from "./esl-settings.ts";
import type { EslSettings } from "./esl-settings.ts";

export type EslImportLimits = EslParserLimits & EslMeaningLimits;

const defaultEslImportLimits: EslImportLimits = {
  ...defaultEslParserLimits,
  ...defaultEslMeaningLimits,
};

export const freeswitchEsl: ImportFormat = {
  name: "freeswitch-esl",
  description: "a recorded byte stream of FreeSWITCH's event socket (ESL), plain or JSON events",
  joinsFiles: true,
  rowName: "message",
  open: ({ settings, ...input }) =>
    importFreeswitchEsl({ ...input, settings: parseEslSettings(settings) }),
};

/** One pass over the bytes; calls open at the end stay open, those begun before it are passed over. */
export function importFreeswitchEsl(
  options: Pick<ImportInput, "bytes" | "signal"> & {
    readonly settings: EslSettings;
    readonly limits?: Partial<EslImportLimits>;
  },
): FileImport {
  const { settings } = options;
  const limits = { ...defaultEslImportLimits, ...options.limits };
  const parser = new EslParser(limits);
  const meaning = new EslMeaning({ settings, limits, takesUpCalls: false });
  let otherMessages = 0;
  return importPieces<EslMessage>({
    input: options,
    source: settings.source,
    parser: { push: (chunk) => parser.push(chunk), finish: () => [] },
    meaning: {
      take(message) {
        if (message.kind === "event") return meaning.take(message.event);
        otherMessages += 1;
        return [];
      },
      finish: () => meaning.finish(),
    },
    isRecording: true,
    report: () =>
      reportOfStream({
        rows: parser.events + otherMessages,
        others: { "messages that are no events": otherMessages },
        rowName: "message",
        meaning,
        skipped: {
          "message is damaged": parser.damaged,
          "message is too long": parser.oversizeBodies,
          "event without a usable time": meaning.withoutTimestamp,
        },
        notes: {
          "byte outside of messages": parser.droppedBytes,
          "header is too long": parser.oversizeHeaders,
          "event came late": meaning.late,
          "event came again": meaning.repeated,
        },
        unfinishedBytes: parser.unfinishedBytes,
      }),
  });
}
