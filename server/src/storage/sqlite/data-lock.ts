// One process per data directory. The lock is an open transaction: it ends with its process.
import { DatabaseSync } from "node:sqlite";

export function lockDataDir(path: string, dataDir: string): Disposable {
  const database = new DatabaseSync(path);
  try {
    database.exec("pragma busy_timeout = 0");
    database.exec("begin exclusive");
  } catch (error) {
    database.close();
    throw new Error(`Cannot open the data in '${dataDir}': another process is using it`, {
      cause: error,
    });
  }
  return { [Symbol.dispose]: () => database.close() };
}
