// trunkline import asterisk-queue-log: what app_queue wrote to /var/log/asterisk/queue_log.
import { importPieces, RowLog } from "../file-import.ts";
import type { ImportFormat } from "../import-format.ts";
import { defaultTextLineLimits } from "../text-lines.ts";
import { defaultQueueLogLimits, QueueLogMeaning } from "./queue-log-meaning.ts";
import { QueueLogParser } from "./queue-log-row.ts";
import { parseQueueLogSettings } from "./queue-log-settings.ts";

export const asteriskQueueLog: ImportFormat = {
  name: "asterisk-queue-log",
  description: "Asterisk's queue_log: queue and agent of each call, to the second",
  settingsOf: ["asterisk-ami"],
  joinsFiles: true,
  open(input) {
    const settings = parseQueueLogSettings(input.settings);
    const source = `${settings.pbx.source}/queue_log`;
    const log = new RowLog();
    const limits = defaultQueueLogLimits;
    const meaning = new QueueLogMeaning({ settings, source, log, limits });
    return importPieces({
      input,
      source,
      parser: new QueueLogParser({ ...settings.reading, limits: defaultTextLineLimits }),
      meaning,
      isRecording: false,
      report: () => ({ ...log.report(), openCalls: meaning.openCalls }),
    });
  },
};
