// Opens the history by the name of its adapter.
import type { History } from "./history.ts";
import { MemoryHistory } from "./memory/memory-history.ts";
import {
  openSqliteHistory,
  type SqliteHistoryLimits,
  type TellUpdating,
} from "./sqlite/sqlite-history.ts";

export type StorageName = "sqlite" | "memory";

export async function openHistory(options: {
  readonly dataDir: string;
  readonly storage?: StorageName;
  readonly limits?: SqliteHistoryLimits;
  readonly updating?: TellUpdating | undefined;
}): Promise<History> {
  switch (options.storage ?? "sqlite") {
    case "sqlite":
      return openSqliteHistory(options);
    case "memory":
      return new MemoryHistory();
  }
}
