// How far imports have come that are not finished: an interrupted one goes on where it stopped.
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { named } from "../lib/read-input.ts";

/** Events delivered, by import and its files. */
type Counts = Record<string, number>;

export class ImportCheckpoint {
  readonly #path: string | undefined;
  readonly #delivered: Counts;
  readonly #now: () => number;
  readonly #saveEveryMs: number;
  #savedAt: number;

  private constructor(options: CheckpointOptions, delivered: Counts) {
    this.#path = options.path;
    this.#now = options.now;
    this.#saveEveryMs = options.saveEveryMs;
    this.#savedAt = options.now();
    this.#delivered = delivered;
  }

  /** Without a path nothing is kept. */
  static async open(options: CheckpointOptions): Promise<ImportCheckpoint> {
    const { path } = options;
    return new ImportCheckpoint(options, path === undefined ? {} : await readCounts(path));
  }

  delivered(key: string): number {
    return this.#delivered[key] ?? 0;
  }

  /** Written at most every so often: what comes after is delivered again, as duplicates. */
  async note(key: string, delivered: number): Promise<void> {
    this.#delivered[key] = delivered;
    if (this.#now() - this.#savedAt >= this.#saveEveryMs) await this.save();
  }

  async save(): Promise<void> {
    if (this.#path === undefined || Object.keys(this.#delivered).length === 0) return;
    this.#savedAt = this.#now();
    const text = JSON.stringify({ delivered: this.#delivered }, undefined, 2);
    const written = `${this.#path}.new`;
    await writeFile(written, `${text}\n`, { mode: 0o600 });
    await rename(written, this.#path);
  }

  /** The imports are finished: nothing is left to go on with. */
  async forget(keys: readonly string[]): Promise<void> {
    for (const key of keys) delete this.#delivered[key];
    if (this.#path === undefined) return;
    if (Object.keys(this.#delivered).length === 0) await rm(this.#path, { force: true });
    else await this.save();
  }
}

export type CheckpointOptions = {
  readonly path: string | undefined;
  readonly now: () => number;
  readonly saveEveryMs: number;
};

async function readCounts(path: string): Promise<Counts> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    // Whoever makes its directory says what stands there instead.
    if (code === "ENOENT" || code === "ENOTDIR") return {};
    throw named(error, path);
  }
  try {
    // Our own file: its numbers are checked below.
    const { delivered } = JSON.parse(text) as { delivered?: Readonly<Record<string, unknown>> };
    return Object.fromEntries(
      Object.entries(delivered ?? {}).flatMap(([key, count]) =>
        typeof count === "number" && Number.isSafeInteger(count) ? [[key, count]] : [],
      ),
    );
  } catch (cause) {
    throw new Error(`Cannot go on from '${path}': it is no checkpoint`, { cause });
  }
}
