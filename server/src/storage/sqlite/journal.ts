// The journal: accepted batches of calls that may still be live, in generations. A new generation
// begins with the events of the calls that live on; then the old one is deleted.
import { rmSync } from "node:fs";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { AcceptedEvent } from "../history.ts";
import type { BatchContent } from "./batch-text.ts";
import { withSideFiles, type DataFiles } from "./data-files.ts";
import { openDatabase } from "./open-database.ts";

export type JournalEntry = { readonly seq: number; readonly text: string };

export class Journal implements Disposable {
  readonly #files: DataFiles;
  #generation: number;
  #database: DatabaseSync;
  #insert: StatementSync;
  #seq = 0;
  #textLength = 0;

  constructor(files: DataFiles) {
    this.#files = files;
    this.#generation = files.generations().at(-1) ?? 1;
    this.#database = openDatabase(files.journal(this.#generation), "journal", "full");
    this.#insert = prepareInsert(this.#database);
    for (const generation of files.generations()) this.#measure(generation);
  }

  /** Characters of the present generation. */
  get textLength(): number {
    return this.#textLength;
  }

  /** On disk when it returns. */
  append(text: string): number {
    const seq = this.#seq + 1;
    this.#insert.run(seq, text);
    this.#seq = seq;
    this.#textLength += text.length;
    return seq;
  }

  /** Everything that is journalled, oldest first. */
  *entries(): Iterable<JournalEntry> {
    for (const generation of this.#files.generations()) {
      const isPresent = generation === this.#generation;
      const database = isPresent
        ? this.#database
        : openDatabase(this.#files.journal(generation), "journal", "full");
      for (const row of database.prepare("select seq, batch from entry order by seq").iterate()) {
        yield { seq: Number(row["seq"]), text: String(row["batch"]) };
      }
      if (!isPresent) database.close();
    }
  }

  /** What was applied must have been synced before; `live` are the events to carry over. */
  turn(live: readonly AcceptedEvent[]): void {
    const old = this.#files.generations();
    const generation = this.#generation + 1;
    const database = openDatabase(this.#files.journal(generation), "journal", "full");
    const insert = prepareInsert(database);
    const carried: BatchContent = {
      events: live,
      ended: [],
      reopened: [],
      tasks: [],
      agents: [],
      refused: [],
    };
    this.#seq += 1;
    const text = JSON.stringify(carried);
    insert.run(this.#seq, text);
    this.#database.close();
    [this.#database, this.#insert, this.#generation] = [database, insert, generation];
    this.#textLength = text.length;
    for (const gone of old) {
      for (const path of withSideFiles(this.#files.journal(gone))) rmSync(path, { force: true });
    }
  }

  #measure(generation: number): void {
    const isPresent = generation === this.#generation;
    const database = isPresent
      ? this.#database
      : openDatabase(this.#files.journal(generation), "journal", "full");
    const sums = database
      .prepare(
        "select coalesce(max(seq), 0) as seq, coalesce(sum(length(batch)), 0) as length from entry",
      )
      .get();
    this.#seq = Math.max(this.#seq, Number(sums?.["seq"]));
    this.#textLength += Number(sums?.["length"]);
    if (!isPresent) database.close();
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}

function prepareInsert(database: DatabaseSync): StatementSync {
  return database.prepare("insert into entry (seq, batch) values (?, ?)");
}
