// The journal: accepted batches of calls that may still be live, in generations. A new generation
// begins with the events of the calls that live on; then the old ones are deleted.
import { rmSync } from "node:fs";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { readBatch } from "./batch-bytes.ts";
import { withSideFiles, type DataFiles } from "./data-files.ts";
import { openDatabase } from "./open-database.ts";

export type JournalEntry = { readonly seq: number; readonly text: string };

export class Journal implements Disposable {
  readonly #files: DataFiles;
  #generation: number;
  #database: DatabaseSync;
  #insert: StatementSync;
  #seq = 0;
  #grownBy = 0;

  constructor(files: DataFiles) {
    this.#files = files;
    this.#generation = files.generations().at(-1) ?? 1;
    this.#database = openGeneration(files.journal(this.#generation));
    this.#insert = prepareInsert(this.#database);
    if (this.#replacesOthers()) this.#removeOthers();
    for (const { database } of this.#generations()) {
      const last = database.prepare("select max(seq) as seq from entry").get();
      this.#seq = Math.max(this.#seq, Number(last?.["seq"] ?? 0));
    }
  }

  /** Of the last entry. */
  get seq(): number {
    return this.#seq;
  }

  /** Bytes appended, or read at the start, since the present generation began. */
  get grownBy(): number {
    return this.#grownBy;
  }

  /** On disk when it returns. */
  append(batch: Uint8Array): number {
    const seq = this.#seq + 1;
    this.#insert.run(seq, batch);
    this.#seq = seq;
    this.#grownBy += batch.length;
    return seq;
  }

  /** Everything that is journalled, oldest first. */
  *entries(): Iterable<JournalEntry> {
    for (const { database } of this.#generations()) {
      for (const row of database.prepare("select seq, batch from entry order by seq").iterate()) {
        const entry = { seq: Number(row["seq"]), text: String(row["batch"]) };
        this.#grownBy += Buffer.byteLength(entry.text);
        yield entry;
      }
    }
  }

  /**
   * Whether a turn was cut short after it was done. What it had replaced must not be read: closing it is not synced. A
   * generation that begins with no such entry came to be when a turn failed, and goes on with the one before.
   */
  #replacesOthers(): boolean {
    if (this.#files.generations().length < 2) return false;
    const first = this.#database.prepare("select batch from entry order by seq limit 1").get();
    return first !== undefined && readBatch(String(first["batch"])).isNewGeneration === true;
  }

  #removeOthers(): void {
    for (const generation of this.#files.generations()) {
      if (generation !== this.#generation) this.#remove(generation);
    }
  }

  #remove(generation: number): void {
    // The file last: it is what a generation is known by.
    const paths = withSideFiles(this.#files.journal(generation)).toReversed();
    for (const path of paths) rmSync(path, { force: true });
  }

  /** Usually one; a turn that failed may leave the one before. */
  *#generations(): Iterable<{ readonly database: DatabaseSync }> {
    for (const generation of this.#files.generations()) {
      if (generation === this.#generation) yield { database: this.#database };
      else {
        const database = openGeneration(this.#files.journal(generation));
        yield { database };
        database.close();
      }
    }
  }

  /** What was applied must have been synced before; `carried` are entries with the events of live calls. */
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
    const former = this.#database;
    [this.#database, this.#insert, this.#generation] = [database, insert, generation];
    this.#grownBy = 0;
    // It copies its log into its file as it closes, tens of megabytes that nobody will read: no need to wait for the disk.
    former.exec("pragma synchronous = off");
    former.close();
    this.#removeOthers();
  }

  [Symbol.dispose](): void {
    this.#database.close();
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
