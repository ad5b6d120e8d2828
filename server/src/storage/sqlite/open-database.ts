// Opens a SQLite file and brings its schema up to date. Its errors name the file.
import { closeSync, openSync, readdirSync, readFileSync, readSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { DatabaseSync, type SQLOutputValue } from "node:sqlite";
import { getOrPut } from "../../lib/get-or-put.ts";
import { isOfSqlite, naming } from "./file-failure.ts";
import { packDay } from "./pack-day.ts";
import { transact } from "./transaction.ts";

export type SqlRow = Readonly<Record<string, SQLOutputValue>>;

export type DatabaseKind = "journal" | "day" | "main" | "registry" | "webhooks";

/** What SQL alone cannot bring over, after the migration of that name. */
const fills: Readonly<Record<string, (database: DatabaseSync) => void>> = {
  "day/0004-packed.sql": packDay,
};

/** full: a commit is on disk when it returns. normal: after the next checkpoint. */
export type Durability = "full" | "normal";

export function openDatabase(
  path: string,
  kind: DatabaseKind,
  durability: Durability,
): DatabaseSync {
  return naming(path, () => {
    const database = new DatabaseSync(path);
    try {
      database.exec("pragma busy_timeout = 10000");
      database.exec("pragma journal_mode = wal");
      database.exec(`pragma synchronous = ${durability}`);
      migrate(database, path, kind);
    } catch (error) {
      database.close();
      throw error;
    }
    return database;
  });
}

/** Brings a file that is there up to date for those who only read. One that is already is hardly looked at. */
export function updateDatabase(path: string, kind: DatabaseKind): void {
  const version = storedVersionOf(path);
  if (version === undefined || version === migrationsOf(kind).length) return;
  openDatabase(path, kind, "normal").close();
}

/** It has records in a former form. A new file says 0 until its log, where its schema lies, is brought into it. */
export function isOlder(path: string, kind: DatabaseKind): boolean {
  const version = storedVersionOf(path) ?? 0;
  return version > 0 && version < migrationsOf(kind).length;
}

/** A connection that only reads; the file must exist and be up to date. */
export function openReader(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { readOnly: true });
  database.exec("pragma busy_timeout = 10000");
  // The system keeps the files' pages for all readers: what each keeps of its own is theirs alone.
  database.exec("pragma cache_size = -512");
  return database;
}

/** Brings all that a connection of normal durability has committed to the disk. */
export function syncAll(database: DatabaseSync, path: string): void {
  const done = naming(path, () => database.prepare("pragma wal_checkpoint(truncate)").get());
  if (done?.["busy"] !== 0) {
    throw new Error(`Cannot sync '${path}': somebody has been reading it for too long`);
  }
}

/**
 * The last journal entry that a file holds. One beyond the journal's own belongs to another journal:
 * the file was put here, or the journal was lost; then it holds none of this one.
 */
export function appliedSeq(database: DatabaseSync, journalSeq: number): number {
  const seq = Number(database.prepare("select seq from applied").get()?.["seq"]);
  return seq > journalSeq ? 0 : seq;
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare("pragma user_version").get()?.["user_version"] ?? 0);
}

/**
 * As the file itself has it, not its log: https://sqlite.org/fileformat.html#user_version_number. Undefined
 * when it cannot be read: whoever asks the file for something is told why.
 */
function storedVersionOf(path: string): number | undefined {
  const header = Buffer.alloc(100);
  try {
    const file = openSync(path, "r");
    try {
      readSync(file, header, 0, header.length, 0);
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
  return header.readInt32BE(60);
}

function migrate(database: DatabaseSync, path: string, kind: DatabaseKind): void {
  const files = migrationsOf(kind);
  if (versionOf(database) === files.length) return;
  // Another process may be migrating the registry: look again under the lock.
  transact(database, () => {
    const version = versionOf(database);
    if (version > files.length) {
      throw new Error(
        `Cannot open '${path}': its schema version is ${version}, this program knows up to ${files.length}; use a newer Trunkline`,
      );
    }
    for (const file of files.slice(version)) {
      database.exec(readFileSync(file, "utf8"));
      fill(database, path, `${kind}/${basename(file)}`);
    }
    database.exec(`pragma user_version = ${files.length}`);
  });
}

function fill(database: DatabaseSync, path: string, migration: string): void {
  try {
    fills[migration]?.(database);
  } catch (cause) {
    // What SQLite says gets the file's name elsewhere.
    if (!(cause instanceof Error) || isOfSqlite(cause)) throw cause;
    throw new Error(
      `Cannot bring '${path}' up to date: ${cause.message}; see 'A damaged day' in docs/guide/operate.md`,
      { cause },
    );
  }
}

/** The program's own: each start asks for those of every day file. */
const migrations = new Map<DatabaseKind, readonly string[]>();

/**
 * Migration n brings version n - 1 to n; they are never edited. One of `day` comes with one of `main`, which may do
 * nothing: an older version, which asks that file first, is to refuse all of them.
 */
function migrationsOf(kind: DatabaseKind): readonly string[] {
  return getOrPut(migrations, kind, () => {
    const folder = fileURLToPath(new URL(`./migrations/${kind}/`, import.meta.url));
    return readdirSync(folder)
      .sort()
      .map((name) => join(folder, name));
  });
}
