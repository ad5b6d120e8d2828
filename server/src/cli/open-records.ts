// The history in the data directory, within the limits of the configuration.
import type { Options } from "../config/option-table.ts";
import type { History } from "../storage/history.ts";
import { openHistory, type OpeningObserver } from "../storage/open-history.ts";

/** Of a data directory that has days. */
export const mainMissingText =
  "the main file is missing: calls are counted anew from their days, but of tasks, agents' states, refused events and marks of missed calls there is only what the journal has; put the file back from a backup";

export function openRecords(options: Options, observer?: OpeningObserver): Promise<History> {
  return openHistory({ dataDir: options["data.dir"], limits: storageLimits(options), observer });
}

export function storageLimits(options: Options) {
  return {
    journalBytesMax: options["storage.journalBytesMax"],
    listBytesMax: options["storage.listBytesMax"],
    dayListsMax: options["storage.dayListsMax"],
    dayFiltersMax: options["storage.dayFiltersMax"],
    dayReadersMax: options["storage.dayReadersMax"],
    dayWritersMax: options["storage.dayWritersMax"],
    unsettledCallsMax: options["storage.unsettledCallsMax"],
    callsPerTurnMax: options["storage.callsPerTurnMax"],
    refusedMax: options["storage.refusedMax"],
  };
}
