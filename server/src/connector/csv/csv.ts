// trunkline import csv: a file of anybody's making, one row per call, by a map of its columns.
import { CsvRows } from "../csv-rows.ts";
import { importPieces, RowLog } from "../file-import.ts";
import type { ImportFormat } from "../import-format.ts";
import { CsvMeaning, defaultCsvMeaningLimits } from "./csv-meaning.ts";
import { parseCsvSettings } from "./csv-settings.ts";

export const csv: ImportFormat = {
  name: "csv",
  description: "any CSV with one row per call: the settings say which column tells what",
  guide: "import-csv.md",
  open(input) {
    const settings = parseCsvSettings(input.settings);
    const { source, delimiter, encoding } = settings;
    const log = new RowLog();
    return importPieces({
      input,
      source,
      parser: new CsvRows({ form: { delimiter, encoding, rowsHaveEnds: false } }),
      meaning: new CsvMeaning({ settings, limits: defaultCsvMeaningLimits, log }),
      isRecording: false,
      report: () => ({ ...log.report(), openCalls: 0 }),
    });
  },
};
