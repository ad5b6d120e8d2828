// Connections that read, opened on demand and closed when too many are open. Their errors name the file.
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { prepareArrays, type ArrayStatement } from "./array-statement.ts";
import { naming, namingRows } from "./file-failure.ts";
import { openReader } from "./open-database.ts";

export class Reader implements Disposable {
  readonly #path: string;
  readonly #database: DatabaseSync;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #arrayStatements = new Map<string, ArrayStatement>();

  constructor(path: string) {
    this.#path = path;
    this.#database = naming(path, () => openReader(path));
    this.#begin = this.#database.prepare("begin");
    this.#commit = this.#database.prepare("commit");
  }

  /** Prepared once per connection. */
  statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  arrays(sql: string): ArrayStatement {
    let statement = this.#arrayStatements.get(sql);
    if (statement === undefined) {
      statement = named(
        this.#path,
        naming(this.#path, () => prepareArrays(this.#database, sql)),
      );
      this.#arrayStatements.set(sql, statement);
    }
    return statement;
  }

  /** All that `read` asks for is of one instant. */
  snapshot<Answer>(read: () => Answer): Answer {
    this.#begin.run();
    try {
      return read();
    } finally {
      this.#commit.run();
    }
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}

export class ReaderPool implements Disposable {
  readonly #readers = new Map<string, Reader>();
  readonly #readersMax: number;

  constructor(options: { readonly readersMax: number }) {
    this.#readersMax = options.readersMax;
  }

  reader(path: string): Reader {
    let reader = this.#readers.get(path);
    if (reader !== undefined) this.#readers.delete(path);
    else reader = new Reader(path);
    // The most recently used is last.
    this.#readers.set(path, reader);
    if (this.#readers.size > this.#readersMax) {
      for (const oldest of this.#readers.keys()) {
        this.close(oldest);
        break;
      }
    }
    return reader;
  }

  close(path: string): void {
    this.#readers.get(path)?.[Symbol.dispose]();
    this.#readers.delete(path);
  }

  [Symbol.dispose](): void {
    for (const path of [...this.#readers.keys()]) this.close(path);
  }
}

function named(path: string, statement: ArrayStatement): ArrayStatement {
  return {
    get: (...values) => naming(path, () => statement.get(...values)),
    all: (...values) => naming(path, () => statement.all(...values)),
    iterate: (...values) => namingRows(path, () => statement.iterate(...values)),
  };
}
