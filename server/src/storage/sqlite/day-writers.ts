// The day files that are open for writing.
import type { DataFiles } from "./data-files.ts";
import { DayWriter } from "./day-writer.ts";
import { damagedDay, naming } from "./file-failure.ts";
import type { Journal } from "./journal.ts";
import { updateDatabase } from "./open-database.ts";

export class DayWriters {
  readonly #files: Pick<DataFiles, "day" | "days">;
  readonly #journal: Pick<Journal, "seq">;
  readonly #openMax: number;
  readonly #closing: (day: number, writer: DayWriter) => void;
  /** The most recently used is last. */
  readonly #open = new Map<number, DayWriter>();

  constructor(options: {
    readonly files: Pick<DataFiles, "day" | "days">;
    readonly journal: Pick<Journal, "seq">;
    readonly openMax: number;
    /** Of one that others need the place of; what it does is on disk when it is closed. */
    readonly closing: (day: number, writer: DayWriter) => void;
  }) {
    this.#files = options.files;
    this.#journal = options.journal;
    this.#openMax = options.openMax;
    this.#closing = options.closing;
  }

  /** Those of an older schema, before anybody reads them; the days whose file is found damaged. */
  updateAll(): readonly number[] {
    return this.#files.days().filter((day) => {
      try {
        updateDatabase(this.#files.day(day), "day");
        return false;
      } catch (error) {
        if (damagedDay(error) !== day) throw error;
        return true;
      }
    });
  }

  /** Opens the file, and makes one where there is none. */
  get(day: number): DayWriter {
    const known = this.#open.get(day);
    this.#open.delete(day);
    const path = this.#files.day(day);
    const journalSeq = this.#journal.seq;
    const writer = known ?? naming(path, () => new DayWriter({ path, day, journalSeq }));
    this.#open.set(day, writer);
    if (this.#open.size > this.#openMax) this.#closeOldest();
    return writer;
  }

  /** Undefined when it is not open. */
  known(day: number): DayWriter | undefined {
    return this.#open.get(day);
  }

  all(): readonly (readonly [day: number, writer: DayWriter])[] {
    return [...this.#open];
  }

  close(day: number): void {
    this.#open.get(day)?.[Symbol.dispose]();
    this.#open.delete(day);
  }

  #closeOldest(): void {
    for (const [day, writer] of this.#open) {
      this.#closing(day, writer);
      // The journal turns without it: its last changes must be safe.
      writer.sync();
      this.close(day);
      return;
    }
  }
}
