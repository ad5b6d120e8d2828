// One process per data directory. The lock is an open transaction: it ends with its process.
import { DatabaseSync } from "node:sqlite";
import { isOfSqlite, named, naming } from "./file-failure.ts";

/** SQLITE_BUSY. */
const busyCode = 5;

export function lockDataDir(path: string, dataDir: string): Disposable {
  const database = naming(path, () => new DatabaseSync(path));
  try {
    database.exec("pragma busy_timeout = 0");
    database.exec("begin exclusive");
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw named(path, error);
    throw new Error(`Cannot open the data in '${dataDir}': another process is using it`, {
      cause: error,
    });
  }
  return { [Symbol.dispose]: () => database.close() };
}

function isBusy(error: unknown): boolean {
  return isOfSqlite(error) && error.errcode === busyCode;
}
