// The history in the data directory, within the limits of the configuration.
import type { Options } from "../config/option-table.ts";
import type { History } from "../storage/history.ts";
import { openHistory } from "../storage/open-history.ts";

export function openRecords(options: Options, updating?: (days: number) => void): Promise<History> {
  return openHistory({ dataDir: options["data.dir"], limits: storageLimits(options), updating });
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
