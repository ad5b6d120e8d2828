// The near side of the writer thread: each request resolves when the thread has answered.
import { Worker } from "node:worker_threads";
import type { LiveCallEvents } from "../history.ts";
import type { RecordHints, WriterLimits } from "./batch-writer.ts";
import type { WriterData, WriterReply, WriterRequest } from "./writer-thread.ts";

type Waiting = {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
};

type Request = WriterRequest extends infer One
  ? One extends WriterRequest
    ? Omit<One, "id">
    : never
  : never;

export class Writer implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #end: Error | undefined;

  private constructor(data: WriterData) {
    this.#worker = new Worker(new URL("./writer-thread.ts", import.meta.url), {
      workerData: data,
    });
    this.#worker.on("message", (reply: WriterReply) => this.#settle(reply));
    this.#worker.on("error", (error) => this.#fail(error));
    this.#worker.on("exit", (code) =>
      this.#fail(new Error(`the writer thread ended with ${code}`)),
    );
  }

  static async open(dataDir: string, limits: WriterLimits): Promise<Writer> {
    const writer = new Writer({ dataDir, limits });
    // The thread says 0 when it has brought the files up to date.
    await writer.#wait(0);
    return writer;
  }

  async write(text: string, hints?: RecordHints): Promise<void> {
    const moved =
      hints === undefined ? [] : [hints.digests.bytes.buffer, hints.digests.marks.buffer];
    await this.#ask({ kind: "write", text, hints }, moved);
  }

  /** What the days derive of their records is up to date with all writes before. */
  async settle(days: readonly number[]): Promise<void> {
    while ((await this.#ask({ kind: "settle", days })) !== true);
  }

  /** The missed calls are up to date with all writes before. */
  async link(): Promise<void> {
    while ((await this.#ask({ kind: "link" })) !== true);
  }

  async liveCalls(): Promise<readonly LiveCallEvents[]> {
    // The thread answers each kind of request with its own type.
    return (await this.#ask({ kind: "liveCalls" })) as LiveCallEvents[];
  }

  async dropDay(day: number): Promise<void> {
    await this.#ask({ kind: "dropDay", day });
  }

  #ask(request: Request, moved: readonly ArrayBuffer[] = []): Promise<unknown> {
    if (this.#end !== undefined) return Promise.reject(this.#end);
    this.#lastId += 1;
    const answered = this.#wait(this.#lastId);
    this.#worker.postMessage({ ...request, id: this.#lastId }, moved);
    return answered;
  }

  #wait(id: number): Promise<unknown> {
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  #settle({ id, value, error }: WriterReply): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(value);
    else {
      const reason = error instanceof Error ? error.message : "it gave no reason";
      waiting?.reject(new Error(`Cannot write to the history: ${reason}`, { cause: error }));
    }
  }

  #fail(error: Error): void {
    this.#end ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#end);
    this.#waiting.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      if (this.#end === undefined) await this.#ask({ kind: "close" });
    } finally {
      await this.#worker.terminate();
    }
  }
}
