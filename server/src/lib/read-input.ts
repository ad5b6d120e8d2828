// A file that somebody has named, whole.
import { readFileSync } from "node:fs";

export function readInput(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw named(error, path);
  }
}

/** What the system says of a directory that is read does not name it. */
export function named(error: unknown, path: string): unknown {
  if (!(error instanceof Error && "code" in error && error.code === "EISDIR")) return error;
  return new Error(`Cannot read '${path}': it is a directory`, { cause: error });
}
