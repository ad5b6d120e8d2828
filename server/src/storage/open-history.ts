// Opens the history by the name of its adapter.
import type { History } from "./history.ts";
import { MemoryHistory } from "./memory/memory-history.ts";
import {
  openSqliteHistory,
  type OpeningObserver,
  type SqliteHistoryLimits,
} from "./sqlite/sqlite-history.ts";

export type StorageName = "sqlite" | "memory";

export type { OpeningObserver };

export async function openHistory(options: {
  readonly dataDir: string;
  readonly storage?: StorageName;
  readonly limits?: SqliteHistoryLimits;
  readonly observer?: OpeningObserver | undefined;
}): Promise<History> {
  switch (options.storage ?? "sqlite") {
    case "sqlite":
      return openSqliteHistory(options);
    case "memory":
      return new MemoryHistory();
  }
}
