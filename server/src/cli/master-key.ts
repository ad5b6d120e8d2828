// The key that secrets at rest are encrypted with: given, read from a file, or made at first use.
import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { UsageError } from "../config/usage-error.ts";
import { readInput } from "../lib/read-input.ts";
import { CommandFailure } from "./exit-code.ts";

const masterKeyBytes = 32;

export function loadMasterKey({
  masterKey,
  masterKeyFile,
  dataDir,
  randomBytes,
}: {
  readonly masterKey: string;
  readonly masterKeyFile: string;
  readonly dataDir: string;
  readonly randomBytes: (bytes: number) => Buffer;
}): Buffer {
  if (masterKey !== "") return keyOfText(masterKey, "masterKey");
  const path = masterKeyFile === "" ? join(dataDir, "master.key") : masterKeyFile;
  const known = readText(path);
  if (known !== undefined) return keyOfText(known, `file '${path}'`);
  if (masterKeyFile !== "") {
    throw new UsageError(`Cannot read the master key: there is no file '${path}'`);
  }
  refuseSealedData(dataDir, path);
  makeKeyFile(path, randomBytes);
  return keyOfText(readFileSync(path, "utf8"), `file '${path}'`);
}

/** Data that came without its key: a new one would open nothing, and hide what is missing. */
function refuseSealedData(dataDir: string, keyPath: string): void {
  for (const name of ["registry.db", "webhooks.db"]) {
    const path = join(dataDir, name);
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (size === 0) continue;
    throw new CommandFailure(
      `Cannot open '${path}': its secrets are sealed and there is no master key; put '${keyPath}' back, or give the key with masterKey or masterKeyFile`,
    );
  }
}

function readText(path: string): string | undefined {
  try {
    return readInput(path).toString();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

function keyOfText(text: string, place: string): Buffer {
  const trimmed = text.trim();
  const key = Buffer.from(trimmed, /^[0-9a-f]{64}$/i.test(trimmed) ? "hex" : "base64");
  if (key.length === masterKeyBytes) return key;
  throw new UsageError(
    `Cannot use the master key of ${place}: it must be 32 bytes as 64 hex characters or base64`,
  );
}

/** Whole or not at all, and only once: two commands may start on a new directory at one time. */
function makeKeyFile(path: string, randomBytes: (bytes: number) => Buffer): void {
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  const file = openSync(draft, "wx", 0o600);
  try {
    writeSync(file, `${randomBytes(masterKeyBytes).toString("hex")}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  } finally {
    rmSync(draft);
  }
}
