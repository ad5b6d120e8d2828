// The near side of the writer thread: each request resolves when the thread has answered. It knows the events
// of live calls, which a new generation of the journal begins with.
import { setImmediate as nextTurn } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { HistoryBatch, LiveCallEvents } from "../history.ts";
import { batchBytes, carriedBytes, markBytes, type BatchBytes, type Mark } from "./batch-bytes.ts";
import type { RecordHints, WriterLimits } from "./batch-writer.ts";
import { LiveEvents } from "./live-events.ts";
import type { WriterData, WriterReady, WriterReply, WriterRequest } from "./writer-thread.ts";

export type JournalLimits = {
  /** Bytes that a journal generation grows by before the next one begins. */
  readonly journalBytesMax: number;
};

type Waiting = {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
};

type Request = WriterRequest extends infer One
  ? One extends WriterRequest
    ? Omit<One, "id">
    : never
  : never;

type Moved = { readonly bytes: { readonly buffer: ArrayBuffer } };

/** Events in one carried entry. */
const carriedEventsMax = 5000;

export class Writer implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #journalBytesMax: number;
  readonly #waiting = new Map<number, Waiting>();
  /** As of the last write that succeeded. */
  readonly #live = new LiveEvents();
  #journalBytes = 0;
  #lastWork: Promise<unknown> = Promise.resolve();
  #lastId = 0;
  #end: Error | undefined;

  private constructor(data: WriterData, limits: JournalLimits) {
    this.#journalBytesMax = limits.journalBytesMax;
    this.#worker = new Worker(new URL("./writer-thread.ts", import.meta.url), {
      workerData: data,
    });
    this.#worker.on("message", (reply: WriterReply) => this.#settle(reply));
    this.#worker.on("error", (error) => this.#fail(error));
    this.#worker.on("exit", (code) =>
      this.#fail(new Error(`the writer thread ended with ${code}`)),
    );
  }

  static async open(dataDir: string, limits: WriterLimits & JournalLimits): Promise<Writer> {
    const writer = new Writer({ dataDir, limits }, limits);
    // The thread answers each kind of request with its own type; so below.
    const { liveCalls, journalBytes } = (await writer.#wait(0)) as WriterReady;
    for (const { cmsCallId, events } of liveCalls) {
      const accepted = events.map((event) => ({ event, cmsCallId, told: events }));
      writer.#live.apply(accepted, []);
    }
    writer.#journalBytes = journalBytes;
    return writer;
  }

  write(batch: HistoryBatch, hints: RecordHints): Promise<void> {
    // Made while the thread still writes the one before.
    const written = batchBytes(batch);
    return this.#inOrder(async () => {
      const carried = await this.#carriedIfFull();
      const options = carried === undefined ? { hints } : { hints, carried };
      const { bytes, marks } = hints.digests;
      const moved = [written, ...(carried ?? []), { bytes }, { bytes: marks }];
      const request = { kind: "write", batch: written, options } as const;
      this.#journalBytes = (await this.#ask(request, moved)) as number;
      this.#live.apply(batch.events, batch.ended);
    });
  }

  mark(mark: Mark): Promise<void> {
    return this.#inOrder(async () => {
      const batch = markBytes(mark);
      await this.#ask({ kind: "write", batch, options: {} }, [batch]);
    });
  }

  /** What the days derive of their records is up to date with all writes before. */
  async settle(days: readonly number[]): Promise<void> {
    while ((await this.#ask({ kind: "settle", days })) !== true);
  }

  /** The missed calls are up to date with all writes before. */
  async link(): Promise<void> {
    while ((await this.#ask({ kind: "link" })) !== true);
  }

  /** Calls that have been accepted and not recorded. */
  liveCalls(): readonly LiveCallEvents[] {
    return this.#live.calls();
  }

  dropDay(day: number): Promise<void> {
    return this.#inOrder(async () => {
      const carried = await this.#carried();
      this.#journalBytes = (await this.#ask({ kind: "dropDay", day, carried }, carried)) as number;
    });
  }

  /** One after the other: what a generation begins with must be all that was written before. */
  #inOrder<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#lastWork.then(work, work);
    this.#lastWork = done;
    return done;
  }

  async #carriedIfFull(): Promise<readonly BatchBytes[] | undefined> {
    return this.#journalBytes > this.#journalBytesMax ? this.#carried() : undefined;
  }

  /** Entries with the events of all live calls, at least one. */
  async #carried(): Promise<readonly BatchBytes[]> {
    const events = this.#live.events();
    const entries: BatchBytes[] = [];
    for (let from = 0; from === 0 || from < events.length; from += carriedEventsMax) {
      entries.push(
        carriedBytes(events.slice(from, from + carriedEventsMax), { isFirst: from === 0 }),
      );
      await nextTurn();
    }
    return entries;
  }

  /** `moved` are the thread's then. */
  #ask(request: Request, moved: readonly Moved[] = []): Promise<unknown> {
    if (this.#end !== undefined) return Promise.reject(this.#end);
    this.#lastId += 1;
    const answered = this.#wait(this.#lastId);
    const buffers = moved.map(({ bytes }) => bytes.buffer);
    this.#worker.postMessage({ ...request, id: this.#lastId }, buffers);
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
      if (this.#end === undefined) await this.#inOrder(() => this.#ask({ kind: "close" }));
    } finally {
      await this.#worker.terminate();
    }
  }
}
