// Where things lie in the data directory.
import { existsSync, readdirSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../../lib/make-folder.ts";

export type DataFiles = {
  readonly main: string;
  readonly lock: string;
  readonly day: (day: number) => string;
  readonly journal: (generation: number) => string;
  /** Days that have a file, ascending. */
  readonly days: () => number[];
  /** Journal generations that have a file, ascending. */
  readonly generations: () => number[];
  readonly hasDay: (day: number) => boolean;
  /** The day has no file then: it and those beside it get other names. */
  readonly setAside: (day: number) => void;
  /** Names of the files that were set aside. */
  readonly asideNames: () => readonly string[];
  /** With what SQLite keeps beside it; null without a file. */
  readonly bytesOfDay: (day: number) => number | null;
};

export function dataFiles(dataDir: string): DataFiles {
  const daysDir = join(dataDir, "days");
  makeFolder(daysDir);
  const day = (at: number) => join(daysDir, `${new Date(at).toISOString().slice(0, 10)}.db`);
  return {
    main: join(dataDir, "main.db"),
    lock: join(dataDir, "lock.db"),
    day,
    journal: (generation) => join(dataDir, `journal-${String(generation).padStart(6, "0")}.db`),
    days: () => matches(daysDir, /^(\d{4}-\d{2}-\d{2})\.db$/, (text) => Date.parse(text)),
    generations: () => matches(dataDir, /^journal-(\d+)\.db$/, Number),
    hasDay: (at) => existsSync(day(at)),
    setAside: (at) => setAside(day(at)),
    asideNames: () =>
      readdirSync(daysDir)
        .filter((name) => /\.db\.damaged(-\d+)?$/.test(name))
        .sort(),
    bytesOfDay: (at) => {
      // A file may go between two looks: each is asked once.
      const sizes = withSideFiles(day(at)).map(
        (path) => statSync(path, { throwIfNoEntry: false })?.size,
      );
      return sizes[0] === undefined
        ? null
        : sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
    },
  };
}

function matches(folder: string, form: RegExp, read: (text: string) => number): number[] {
  return readdirSync(folder)
    .map((name) => form.exec(name)?.[1])
    .filter((text) => text !== undefined)
    .map(read)
    .sort((a, b) => a - b);
}

/** The day of such a path; undefined when it is of something else. */
export function dayOfPath(path: string): number | undefined {
  const day = /(\d{4}-\d{2}-\d{2})\.db$/.exec(path)?.[1];
  return day === undefined ? undefined : Date.parse(day);
}

function setAside(path: string): void {
  let aside = `${path}.damaged`;
  for (let n = 2; existsSync(aside); n += 1) aside = `${path}.damaged-${n}`;
  const to = withSideFiles(aside);
  // The file last: until then the day is known by it.
  for (const [index, from] of [...withSideFiles(path).entries()].toReversed()) {
    const name = to[index];
    if (name !== undefined && existsSync(from)) renameSync(from, name);
  }
}

/** The files that SQLite keeps beside a database. */
export function withSideFiles(path: string): readonly string[] {
  return [path, `${path}-wal`, `${path}-shm`];
}
