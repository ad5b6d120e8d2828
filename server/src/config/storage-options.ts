// The options of the storage: what it holds in memory, open and in its journal.
import { integerOption } from "./option.ts";

export const storageOptions = {
  "storage.journalBytesMax": integerOption(
    { min: 65_536, max: 1024 ** 3, preset: 16 * 1024 ** 2 },
    {
      description:
        "How far a part of the journal may grow before the next one begins: a start after a kill reads two or three of them",
      unit: "bytes",
    },
  ),
  "storage.listBytesMax": integerOption(
    { preset: 48 * 1024 ** 2 },
    {
      description:
        "Kept in memory for lists of the CC-CMS interfaces that are asked again: rows, as they are sent, 200 to 300 bytes each, and which numbers a day has, 2 bytes each",
      unit: "bytes",
    },
  ),
  "storage.dayListsMax": integerOption(
    { min: 1, preset: 2000 },
    {
      description:
        "Days of lists (inbound, outbound and missed calls of a tenant) whose counts are kept in memory, 6 kB each",
    },
  ),
  "storage.dayFiltersMax": integerOption(
    { min: 1, preset: 8 },
    {
      description: "Days whose call IDs are known in memory, so that new calls are, 2 bytes a call",
    },
  ),
  "storage.dayReadersMax": integerOption(
    { min: 1, max: 1000, preset: 64 },
    { description: "Files of days open for reading at a time, up to 0.6 MB each" },
  ),
  "storage.dayWritersMax": integerOption(
    { min: 1, max: 1000, preset: 32 },
    { description: "Files of days open for writing at a time" },
  ),
  "storage.unsettledCallsMax": integerOption(
    { min: 1, preset: 40_000 },
    {
      description:
        "Records that statistics and searches by agent or queue may lag behind; from half of it on they are brought up to date between commits",
    },
  ),
  "storage.callsPerTurnMax": integerOption(
    { min: 1, preset: 20_000 },
    {
      description:
        "About how many calls a search looks at before others get their turn, 2 microseconds each",
    },
  ),
  "storage.refusedMax": integerOption(
    { preset: 10_000 },
    {
      description:
        "Refused events kept for the operator; of the tenants that have the most, the oldest go first",
    },
  ),
};
