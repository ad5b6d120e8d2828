// What SQLite says of a file does not name it: here it does, and says what can be done.
import { dayOfPath } from "./data-files.ts";

/** Primary result codes: https://sqlite.org/rescode.html. */
const codes = {
  permission: 3,
  readOnly: 8,
  input: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;

const damaged: readonly number[] = [codes.corrupt, codes.notADatabase];
const guide = "in docs/guide/operate.md";
const damageAdvice = {
  ofDay: `it is damaged, see 'A damaged day' ${guide}`,
  // What it holds is nowhere else.
  ofOther: `it is damaged, see 'Restore' ${guide}`,
} as const;
const userAdvice = "see whether the server's user may read and write it";
const advice: Readonly<Record<number, string>> = {
  [codes.permission]: userAdvice,
  [codes.readOnly]: userAdvice,
  [codes.cannotOpen]: userAdvice,
  // A full disk says so, too, where SQLite makes a side file.
  [codes.input]: "see whether the disk is well, and has room",
  [codes.full]: "make room on its disk",
};

function adviceOf(path: string, code: number): string | undefined {
  if (!damaged.includes(code)) return advice[code];
  return dayOfPath(path) === undefined ? damageAdvice.ofOther : damageAdvice.ofDay;
}

export class FileFailure extends Error {
  readonly path: string;
  /** What the file holds makes no sense; trying again cannot help. */
  readonly isDamaged: boolean;

  constructor(path: string, code: number, cause: Error) {
    const hint = adviceOf(path, code);
    super(`Cannot use '${path}': ${cause.message}${hint === undefined ? "" : `; ${hint}`}`, {
      cause,
    });
    this.path = path;
    this.isDamaged = damaged.includes(code);
  }
}

/** `work` asks one file. */
export function naming<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw named(path, error);
  }
}

/** The same of rows that come one by one. */
export function* namingRows<Row>(path: string, rows: () => Iterable<Row>): Generator<Row> {
  try {
    yield* rows();
  } catch (error) {
    throw named(path, error);
  }
}

/** The error itself where it is not of SQLite. */
export function named(path: string, error: unknown): unknown {
  if (!isOfSqlite(error)) return error;
  // The lowest byte of an extended code is the primary one.
  return new FileFailure(path, Number(error.errcode) & 0xff, error);
}

/** `errcode` is an extended result code. */
export function isOfSqlite(error: unknown): error is Error & { readonly errcode: unknown } {
  return error instanceof Error && "errcode" in error;
}

export function notSetAside(path: string): FileFailure {
  return new FileFailure(path, codes.corrupt, new Error("it could not be set aside"));
}

/** Of the day file that is damaged; undefined when it is something else. */
export function damagedDay(error: unknown): number | undefined {
  return error instanceof FileFailure && error.isDamaged ? dayOfPath(error.path) : undefined;
}

/** Does the work again when a day has been set aside; each once, as a new file is damaged by a broken disk. */
export function withoutDamage(
  work: () => void,
  setAside: (day: number) => void,
  found: ReadonlySet<number> = new Set(),
): void {
  try {
    work();
  } catch (error) {
    const day = damagedDay(error);
    if (day === undefined || found.has(day)) throw error;
    const known = new Set([...found, day]);
    withoutDamage(() => setAside(day), setAside, known);
    withoutDamage(work, setAside, known);
  }
}
