// The near side of the writer thread: each request resolves when the thread has answered. It knows the events
// of live calls: those that outlive a generation of the journal are told again in another.
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Worker } from "node:worker_threads";
import { asBuffer } from "../../lib/as-buffer.ts";
import { getOrPut } from "../../lib/get-or-put.ts";
import { startThread } from "../../lib/start-thread.ts";
import type { HistoryBatch, LiveCallEvents } from "../history.ts";
import { batchBytes, carriedBytes, markBytes, type BatchBytes, type Mark } from "./batch-bytes.ts";
import type { JournalState, JournalTurn, WriterLimits } from "./batch-writer.ts";
import { LiveEvents } from "./live-events.ts";
import type { RecordHints } from "./record-hints.ts";
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

/** Sees to it that nobody else has the day's file open while the work is done. */
type LetGo = (day: number, work: () => Promise<void>) => Promise<void>;

class WriteFailure extends Error {
  readonly damagedDay: number | undefined;

  constructor(cause: unknown, damagedDay: number | undefined) {
    const reason = cause instanceof Error ? cause.message : "it gave no reason";
    super(`Cannot write to the history: ${reason}`, { cause });
    this.damagedDay = damagedDay;
  }
}

/** Events in one carried entry, and those of one more call. */
const carriedEventsMax = 5000;

/** With 16, the server's own, it would take 40 MiB more, for a twentieth more events. */
const youngMiB = 2;

export class Writer implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #journalBytesMax: number;
  readonly #waiting = new Map<number, Waiting>();
  /** As of the last write that succeeded. */
  readonly #live = new LiveEvents();
  /** As of then. A turn for a write that failed is not known yet. */
  #journal: JournalState = { generation: 0, bytes: 0 };
  #lastWork: Promise<unknown> = Promise.resolve();
  #lastId = 0;
  #end: Error | undefined;
  /** Days whose damaged files are being set aside. */
  readonly #leaving = new Map<number, Promise<void>>();
  #letGo: LetGo = (_day, work) => work();

  private constructor(data: WriterData, limits: JournalLimits) {
    this.#journalBytesMax = limits.journalBytesMax;
    this.#worker = startThread(new URL("./writer-thread.ts", import.meta.url), {
      youngMiB,
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
    const { liveCalls, journal } = (await writer.#wait(0)) as WriterReady;
    for (const text of liveCalls) {
      // As the thread has written it.
      const calls = JSON.parse(asBuffer(text).toString()) as readonly LiveCallEvents[];
      writer.#live.takeUp(calls);
    }
    writer.#journal = journal;
    return writer;
  }

  /** Before anything is asked of it. */
  lettingGo(letGo: LetGo): void {
    this.#letGo = letGo;
  }

  write(batch: HistoryBatch, hints: RecordHints): Promise<void> {
    // Made while the thread still writes the one before.
    const written = batchBytes(batch);
    return this.#inOrder(async () => {
      const turn = await this.#turnIfFull();
      const options = turn === undefined ? { hints } : { hints, turn };
      const { bytes, marks } = hints.digests;
      const moved = [written, ...(turn?.carried ?? []), { bytes }, { bytes: marks }];
      const request = { kind: "write", batch: written, options } as const;
      this.#journal = (await this.#ask(request, moved)) as JournalState;
      const { generation } = this.#journal;
      if (turn !== undefined) this.#live.carried(turn.keptFrom, generation);
      this.#live.apply(batch.events, batch.ended, generation);
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

  /** After all writes asked for before, and before those after, when everybody has left the day's file. */
  dropDay(day: number, left: Promise<void>): Promise<void> {
    return this.#inOrder(async () => {
      await left;
      const carried = await this.#carried(this.#live.calls(), { isNewGeneration: true });
      const request = { kind: "dropDay", day, carried } as const;
      this.#journal = (await this.#ask(request, carried)) as JournalState;
      this.#live.carried(Infinity, this.#journal.generation);
    });
  }

  /** Resolves to how many. */
  async dropTasks(before: number): Promise<number> {
    return (await this.#ask({ kind: "dropTasks", before })) as number;
  }

  /** One after the other: what a generation carries over must be as of the write before. */
  #inOrder<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#lastWork.then(work, work);
    this.#lastWork = done;
    return done;
  }

  /** Only calls that began before the present generation are carried: most have ended by the time of the next. */
  async #turnIfFull(): Promise<JournalTurn | undefined> {
    const { generation: keptFrom, bytes } = this.#journal;
    if (bytes <= this.#journalBytesMax) return undefined;
    const calls = this.#live.calls(keptFrom);
    const carried = await this.#carried(calls, { isNewGeneration: false });
    return { keptFrom, carried };
  }

  /** The first entry of a generation that stands alone says so: there is one even without calls. */
  async #carried(
    calls: readonly LiveCallEvents[],
    { isNewGeneration }: { readonly isNewGeneration: boolean },
  ): Promise<readonly BatchBytes[]> {
    const entries: BatchBytes[] = [];
    let [from, isFirst] = [0, isNewGeneration];
    while (isFirst || from < calls.length) {
      const to = endOfEntry(calls, from);
      entries.push(carriedBytes(calls.slice(from, to), { isNewGeneration: isFirst }));
      [from, isFirst] = [to, false];
      await nextTurn();
    }
    return entries;
  }

  /** `moved` are the thread's then. What fails by a damaged day file can be asked again: the file is out of the way. */
  async #ask(request: Request, moved: readonly Moved[] = []): Promise<unknown> {
    try {
      return await this.#post(request, moved);
    } catch (error) {
      const day = error instanceof WriteFailure ? error.damagedDay : undefined;
      if (day !== undefined) await this.#setAside(day);
      throw error;
    }
  }

  /** Several may have failed by one file. */
  #setAside(day: number): Promise<void> {
    return getOrPut(this.#leaving, day, async () => {
      try {
        await this.#letGo(day, async () => void (await this.#post({ kind: "setAside", day })));
      } finally {
        this.#leaving.delete(day);
      }
    });
  }

  #post(request: Request, moved: readonly Moved[] = []): Promise<unknown> {
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

  #settle({ id, value, error, damagedDay }: WriterReply): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(value);
    else waiting?.reject(new WriteFailure(error, damagedDay));
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

/** The calls of one entry, from that one on. */
function endOfEntry(calls: readonly LiveCallEvents[], from: number): number {
  let events = 0;
  let to = from;
  while (to < calls.length && events < carriedEventsMax) {
    events += calls[to]?.events.length ?? 0;
    to += 1;
  }
  return to;
}
