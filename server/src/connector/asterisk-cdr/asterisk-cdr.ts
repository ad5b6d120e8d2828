// trunkline import asterisk-cdr: Master.csv, what cdr_custom wrote, or a table of a database as csv.
import { importPieces, RowLog } from "../file-import.ts";
import type { ImportFormat } from "../import-format.ts";
import { CdrMeaning, defaultCdrLimits } from "./cdr-meaning.ts";
import { CdrParser } from "./cdr-row.ts";
import { parseCdrSettings } from "./cdr-settings.ts";

export const asteriskCdr: ImportFormat = {
  name: "asterisk-cdr",
  description: "Asterisk's call detail records (CDR) as csv: when calls began and ended",
  settingsOf: ["asterisk-ami"],
  joinsFiles: true,
  open(input) {
    const settings = parseCdrSettings(input.settings);
    const source = `${settings.pbx.source}/cdr`;
    const log = new RowLog();
    return importPieces({
      input,
      source,
      parser: new CdrParser(settings.reading),
      meaning: new CdrMeaning({ settings, source, log, limits: defaultCdrLimits }),
      isRecording: false,
      report: () => ({ ...log.report(), openCalls: 0 }),
    });
  },
};
