// The data directory, made where it is missing; what stands in the way is told in words.
import { accessSync, constants, statSync } from "node:fs";
import { makeFolder } from "../lib/make-folder.ts";
import { CommandFailure } from "./exit-code.ts";

const reasons = new Map([
  ["EACCES", "this user may not write there"],
  ["EPERM", "this user may not write there"],
  ["EROFS", "it is on a file system that is only read"],
  ["ENOTDIR", "a file stands in its path"],
  ["ENOENT", "no directory can be made there"],
  ["ENOSPC", "no space is left there"],
  ["ENAMETOOLONG", "its name is too long"],
  ["ELOOP", "its links lead in a circle"],
]);

/** From here on this process makes files for their owner alone; SQLite's side files take after the database. */
export function useDataDirectory(dataDir: string): void {
  process.umask(0o077);
  try {
    makeFolder(dataDir);
    if (!statSync(dataDir).isDirectory()) throw refusal(dataDir, "it is a file");
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    if (error instanceof CommandFailure || !(error instanceof Error)) throw error;
    const code = "code" in error ? String(error.code) : "";
    throw refusal(dataDir, reasons.get(code) ?? error.message, error);
  }
}

function refusal(dataDir: string, why: string, cause?: Error): CommandFailure {
  return new CommandFailure(`Cannot use the data directory '${dataDir}': ${why}`, { cause });
}
