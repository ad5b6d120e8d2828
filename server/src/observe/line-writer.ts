// Lines to a file descriptor that may be slow, full or gone: who writes one never waits for it.
import { setTimeout as sleep } from "node:timers/promises";

export type LineWriterParts = {
  /** Resolves to how many bytes were taken. */
  readonly write: (bytes: Uint8Array) => Promise<number>;
  /** Characters that wait for a slow reader; a line beyond them is lost. */
  readonly waitingMax: number;
  /** Told once lines are taken again: how many were lost before. */
  readonly onLost: (lines: number) => void;
};

/** A reader that has no room at the moment is asked again after this time. */
const retryMs = 100;

export class LineWriter implements AsyncDisposable {
  readonly #parts: LineWriterParts;
  #waiting: string[] = [];
  #waitingLength = 0;
  #lost = 0;
  #isEnding = false;
  #writing: Promise<void> | undefined;

  constructor(parts: LineWriterParts) {
    this.#parts = parts;
  }

  write(line: string): void {
    if (this.#waitingLength + line.length > this.#parts.waitingMax) {
      this.#lost += 1;
      return;
    }
    this.#waiting.push(line);
    this.#waitingLength += line.length;
    this.#writing ??= this.#writeAll();
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const lines = this.#waiting;
      this.#waiting = [];
      this.#waitingLength = 0;
      try {
        await this.#writeBytes(Buffer.from(lines.join("")));
        this.#tellLost();
      } catch {
        // A disk that is full, or a reader that has gone away, must not take the server with it.
        this.#lost += lines.length;
      }
    }
    this.#writing = undefined;
  }

  async #writeBytes(bytes: Uint8Array): Promise<void> {
    for (let from = 0; from < bytes.length;) {
      try {
        from += await this.#parts.write(bytes.subarray(from));
      } catch (error) {
        if (this.#isEnding || !isBusy(error)) throw error;
        await sleep(retryMs);
      }
    }
  }

  #tellLost(): void {
    if (this.#lost === 0) return;
    const lines = this.#lost;
    this.#lost = 0;
    this.#parts.onLost(lines);
  }

  /** Resolves when what was written before has been tried; what fails is not tried again. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isEnding = true;
    await this.#writing;
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EAGAIN";
}
