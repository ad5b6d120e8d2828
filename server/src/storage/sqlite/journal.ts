// The journal: accepted batches of calls that may still be live, in generations. One that has grown is followed by
// another; an old one is deleted once the files have all of it, and a younger one the events of the calls that live on.
import { rmSync } from "node:fs";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { getOrPut } from "../../lib/get-or-put.ts";
import type { JournalledBatch } from "./batch-bytes.ts";
import { withSideFiles, type DataFiles } from "./data-files.ts";
import { naming, namingRows } from "./file-failure.ts";
import { openDatabase } from "./open-database.ts";

export type JournalEntry = {
  readonly generation: number;
  readonly seq: number;
  readonly text: string;
};

type Generation = {
  readonly generation: number;
  readonly path: string;
  readonly database: DatabaseSync;
};

export class Journal implements Disposable {
  readonly #files: DataFiles;
  #generation: number;
  #database: DatabaseSync;
  #insert: StatementSync;
  /** Not written any more. To close one would copy its log: they stay open. */
  readonly #former = new Map<number, DatabaseSync>();
  #seq = 0;
  #grownBy = 0;

  constructor(files: DataFiles) {
    this.#files = files;
    this.#generation = files.generations().at(-1) ?? 1;
    this.#database = openGeneration(files.journal(this.#generation));
    this.#insert = prepareInsert(this.#database);
    this.#removeReplaced();
    for (const { path, database } of this.#generations()) {
      const sql = "select max(seq) as seq from entry";
      const last = naming(path, () => database.prepare(sql).get());
      this.#seq = Math.max(this.#seq, Number(last?.["seq"] ?? 0));
    }
  }

  /** Of the last entry. */
  get seq(): number {
    return this.#seq;
  }

  /** The one that is written. */
  get generation(): number {
    return this.#generation;
  }

  /** Bytes appended, or read at the start, since the present generation began. */
  get grownBy(): number {
    return this.#grownBy;
  }

  /** On disk when it returns. */
  append(batch: Uint8Array): number {
    const seq = this.#seq + 1;
    naming(this.#files.journal(this.#generation), () => this.#insert.run(seq, batch));
    this.#seq = seq;
    this.#grownBy += batch.length;
    return seq;
  }

  /** Everything that is journalled, oldest first. */
  *entries(): Iterable<JournalEntry> {
    const sql = "select seq, batch from entry order by seq";
    for (const { generation, path, database } of this.#generations()) {
      let bytes = 0;
      for (const row of namingRows(path, () => database.prepare(sql).iterate())) {
        const entry = { generation, seq: Number(row["seq"]), text: String(row["batch"]) };
        bytes += Buffer.byteLength(entry.text);
        // Those that were appended since are counted.
        if (generation === this.#generation) this.#grownBy = Math.max(this.#grownBy, bytes);
        yield entry;
      }
    }
  }

  /** Those before one that stands alone are of no account, though they may still be there. */
  #removeReplaced(): void {
    // Not taken apart here: a first entry may have thousands of events.
    const mark: keyof JournalledBatch = "isNewGeneration";
    const sql = `select batch ->> '$.${mark}' as mark from entry order by seq limit 1`;
    const younger = this.#files.generations().slice(1);
    const firstOf = (generation: number) => this.#databaseOf(generation).prepare(sql).get();
    const standsAlone = (generation: number) =>
      naming(this.#files.journal(generation), () => firstOf(generation))?.["mark"] === 1;
    const alone = younger.findLast(standsAlone);
    if (alone !== undefined) this.removeBefore(alone);
  }

  *#generations(): Iterable<Generation> {
    for (const generation of this.#files.generations()) {
      const path = this.#files.journal(generation);
      yield { generation, path, database: this.#databaseOf(generation) };
    }
  }

  #databaseOf(generation: number): DatabaseSync {
    if (generation === this.#generation) return this.#database;
    return getOrPut(this.#former, generation, () =>
      openGeneration(this.#files.journal(generation)),
    );
  }

  /** Begins a generation with these entries; the former ones stay. */
  turn(carried: readonly Uint8Array[]): void {
    const generation = this.#generation + 1;
    const database = openGeneration(this.#files.journal(generation));
    const insert = prepareInsert(database);
    try {
      database.exec("begin immediate");
      for (const batch of carried) {
        this.#seq += 1;
        insert.run(this.#seq, batch);
      }
      database.exec("commit");
    } catch (error) {
      database.close();
      // Its entries may be there all the same, and what is yet to come would go into the one before.
      this.#remove(generation);
      throw error;
    }
    this.#former.set(this.#generation, this.#database);
    [this.#database, this.#insert, this.#generation] = [database, insert, generation];
    this.#grownBy = 0;
  }

  /** The generations before that one. What they have must have been synced elsewhere. */
  removeBefore(first: number): void {
    for (const generation of this.#files.generations()) {
      if (generation < first) this.#remove(generation);
    }
  }

  #remove(generation: number): void {
    // The file last: it is what a generation is known by.
    const paths = withSideFiles(this.#files.journal(generation)).toReversed();
    for (const path of paths) rmSync(path, { force: true });
    const open = this.#former.get(generation);
    this.#former.delete(generation);
    // It copies its log into its file as it closes, tens of megabytes that nobody will read: no need to wait for the disk.
    open?.exec("pragma synchronous = off");
    open?.close();
  }

  [Symbol.dispose](): void {
    for (const database of [...this.#former.values(), this.#database]) database.close();
  }
}

function openGeneration(path: string): DatabaseSync {
  const database = openDatabase(path, "journal", "full");
  // A generation is deleted as a whole: copying its log into the file would only write it twice.
  database.exec("pragma wal_autocheckpoint = 0");
  return database;
}

function prepareInsert(database: DatabaseSync): StatementSync {
  // Text in UTF-8, bound as bytes.
  return database.prepare("insert into entry (seq, batch) values (?, cast(? as text))");
}
