// The readers of the days that have a file. A day that is dropped, or set aside, and begun anew has another reader.
import type { DataFiles } from "./data-files.ts";
import { DayReader } from "./day-reader.ts";
import { ReaderPool } from "./reader-pool.ts";

export class DayReaders implements Disposable {
  readonly #files: DataFiles;
  readonly #pool: ReaderPool;
  readonly #readers = new Map<number, DayReader>();
  readonly #away: number[];

  constructor(parts: {
    readonly files: DataFiles;
    readonly readersMax: number;
    readonly away?: readonly number[];
  }) {
    this.#files = parts.files;
    this.#pool = new ReaderPool(parts);
    this.#away = [...(parts.away ?? [])];
  }

  /** Days whose file goes, or is gone for a while; once for each time that they were left. */
  get away(): readonly number[] {
    return this.#away;
  }

  /** Undefined when there is no such file, or none that will stay. */
  get(day: number): DayReader | undefined {
    return this.#readers.get(day);
  }

  /** That day is known from now on, if it has a file that stays; whether it is. */
  note(day: number): boolean {
    if (this.#away.includes(day) || !this.#files.hasDay(day)) return false;
    if (this.#readers.has(day)) return true;
    const path = this.#files.day(day);
    const reader = new DayReader(() => {
      // Whoever holds it longer must not open what is about to go, nor what came after it.
      if (this.#readers.get(day) !== reader) {
        throw new Error(`Cannot read '${path}': the day has been dropped, or set aside`);
      }
      return this.#pool.reader(path);
    }, day);
    this.#readers.set(day, reader);
    return true;
  }

  /** Nobody has the file open, nor opens it until the day is back. */
  leave(day: number): void {
    this.#away.push(day);
    this.#readers.delete(day);
    this.#pool.close(this.#files.day(day));
  }

  /** Unless it has been left again meanwhile. */
  back(day: number): void {
    this.#away.splice(this.#away.indexOf(day), 1);
    this.note(day);
  }

  [Symbol.dispose](): void {
    this.#pool[Symbol.dispose]();
  }
}
