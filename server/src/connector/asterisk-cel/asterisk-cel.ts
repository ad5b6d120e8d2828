// trunkline import asterisk-cel: what cel_custom, or a database, kept of Channel Event Logging.
import { defaultAmiMeaningLimits } from "../asterisk-ami/ami-meaning.ts";
import { importPieces, RowLog } from "../file-import.ts";
import type { ImportFormat } from "../import-format.ts";
import { CelMeaning } from "./cel-meaning.ts";
import { CelParser } from "./cel-row.ts";
import { parseCelSettings } from "./cel-settings.ts";

/** Who hung up is told only after the bridge and the application have ended. */
const limits = { ...defaultAmiMeaningLimits, reorderWindowMs: 1000 };

export const asteriskCel: ImportFormat = {
  name: "asterisk-cel",
  description: "Asterisk's Channel Event Logging (CEL), csv or JSON lines",
  settingsOf: ["asterisk-ami"],
  joinsFiles: true,
  open(input) {
    const settings = parseCelSettings(input.settings);
    const source = `${settings.pbx.source}/cel`;
    const log = new RowLog();
    const meaning = new CelMeaning({ settings, source, log, limits });
    return importPieces({
      input,
      source,
      parser: new CelParser(settings.reading),
      meaning,
      isRecording: false,
      report() {
        const report = log.report();
        const skipped = { ...report.skipped, ...Object.fromEntries(meaning.skipped) };
        const { openCalls, warnings } = meaning;
        return { ...report, skipped, openCalls, ...(warnings.length > 0 ? { warnings } : {}) };
      },
    });
  },
};
