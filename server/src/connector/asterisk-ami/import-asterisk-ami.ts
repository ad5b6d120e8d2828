// A recorded byte stream of the manager interface -> events, with a report of what became of it.
import { importPieces } from "../file-import.ts";
import { reportOfStream } from "../stream-report.ts";
import type { FileImport, ImportFormat, ImportInput } from "../import-format.ts";
import type { AmiBlock } from "./ami-block.ts";
import { AmiMeaning, defaultAmiMeaningLimits } from "./ami-meaning.ts";
import type { AmiMeaningLimits } from "./ami-meaning.ts";
import { AmiParser, defaultAmiParserLimits } from "./ami-parser.ts";
import type { AmiParserLimits } from "./ami-parser.ts";
import { parseAmiSettings } from "./ami-settings.ts";
import type { AmiSettings } from "./ami-settings.ts";

export type AmiImportLimits = AmiParserLimits & AmiMeaningLimits;

const defaultAmiImportLimits: AmiImportLimits = {
  ...defaultAmiParserLimits,
  ...defaultAmiMeaningLimits,
};

export const amiWithoutTime =
  "block without a time: timestampevents=yes is missing in manager.conf";

export const asteriskAmi: ImportFormat = {
  name: "asterisk-ami",
  description: "a recorded byte stream of Asterisk's manager interface (AMI)",
  joinsFiles: true,
  rowName: "block",
  open: ({ settings, ...input }) =>
    importAsteriskAmi({ ...input, settings: parseAmiSettings(settings) }),
};

/** One pass over the bytes; calls that are open at the end stay open. */
export function importAsteriskAmi(
  options: Pick<ImportInput, "bytes" | "signal"> & {
    readonly settings: AmiSettings;
    readonly limits?: Partial<AmiImportLimits>;
  },
): FileImport {
  const { settings } = options;
  const limits = { ...defaultAmiImportLimits, ...options.limits };
  const parser = new AmiParser(limits);
  const meaning = new AmiMeaning({ settings, limits });
  let otherBlocks = 0;
  return importPieces<AmiBlock>({
    input: options,
    source: settings.source,
    parser: { push: (chunk) => parser.push(chunk), finish: () => [] },
    meaning: {
      take(block) {
        if (block.event === "") otherBlocks += 1;
        return meaning.take(block);
      },
      finish: () => meaning.finish(),
    },
    isRecording: true,
    report: () =>
      reportOfStream({
        rows: parser.blocks,
        others: { "blocks that are no events": otherBlocks },
        rowName: "block",
        meaning,
        skipped: {
          "block is too long": parser.oversizeBlocks,
          [amiWithoutTime]: meaning.withoutTimestamp,
        },
        notes: {
          "header is too long": parser.oversizeHeaders,
          "block came late": meaning.late,
        },
        unfinishedBytes: parser.unfinishedBytes,
      }),
  });
}
