// The near side of one thread that makes bytes of an export.
import { on } from "node:events";
import type { Worker } from "node:worker_threads";
import { startThread } from "../lib/start-thread.ts";
import { StorageFailure } from "../query/storage-failure.ts";
import type { LentCalls } from "../storage/lent-calls.ts";
import type { Chunk, ExportOrder } from "./call-chunks.ts";
import type { AskedName, TellNames } from "./export-names.ts";
import type { ExportPart } from "./export-parts.ts";
import type {
  ExportThreadData,
  ExportThreadMessage,
  ExportThreadRequest,
} from "./export-thread.ts";

/** Enough for a Parquet footer of some ten million rows. */
const memory = { maxOldGenerationSizeMb: 512 };
const youngMiB = 2;

type Told = AsyncIterator<readonly [ExportThreadMessage]>;

type Parts = {
  readonly order: ExportOrder;
  readonly lent: Pick<LentCalls, "data">;
  readonly tellNames: TellNames;
  readonly signal: AbortSignal;
};

export class ExportReader implements AsyncDisposable {
  readonly #thread: Worker;
  readonly #told: Told;
  #underWay = 0;

  constructor({ order, lent, tellNames, signal }: Parts) {
    const workerData: ExportThreadData = { order, loan: lent.data };
    this.#thread = startThread(new URL("./export-thread.ts", import.meta.url), {
      youngMiB,
      workerData,
      transferList: [lent.data.port],
      resourceLimits: memory,
    });
    // While it is read, on() tells; what it dies of while it is being ended, nobody asks.
    this.#thread.on("error", () => {});
    // The thread tells nothing else.
    this.#told = on(this.#thread, "message", { signal, close: ["exit"] }) as Told;
    // It asks while it makes what will be read later, too.
    this.#thread.on("message", (message: ExportThreadMessage) => {
      if (message.kind === "ask") this.#name(message.asked, tellNames);
    });
  }

  /** Parts that have not been read to their end. */
  get underWay(): number {
    return this.#underWay;
  }

  /** One after the other. */
  read(part: ExportPart): void {
    this.#underWay += 1;
    this.#tell({ kind: "read", part });
  }

  /** Of the part that was asked for first, of those that have not been read; gives how many bytes it held. */
  async *chunks(): AsyncGenerator<Chunk, number, void> {
    for (let bytes = 0; ;) {
      const next = await this.#told.next();
      if (next.done === true) {
        throw new Error("Cannot export: the thread that reads has ended before its work");
      }
      const [message] = next.value;
      switch (message.kind) {
        case "chunk":
          bytes += message.bytes.length;
          yield message.bytes;
          // Here it would lie about until the collector comes, which has little else to do on this thread.
          this.#tell({ kind: "taken", bytes: message.bytes }, [message.bytes.buffer]);
          break;
        case "read":
          this.#underWay -= 1;
          return bytes;
        case "failed":
          throw failureOf(message);
        case "ask":
      }
    }
  }

  #name(asked: readonly AskedName[], tellNames: TellNames): void {
    try {
      this.#tell({ kind: "named", names: tellNames(asked) });
    } catch (error) {
      this.#tell({ kind: "unnamed", error });
    }
  }

  #tell(request: ExportThreadRequest, moved: readonly ArrayBuffer[] = []): void {
    this.#thread.postMessage(request, moved);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#thread.terminate();
    await this.#told.return?.();
  }
}

/** What a thread throws comes without its class. */
function failureOf({
  error,
  isStorageFailure,
}: Extract<ExportThreadMessage, { readonly kind: "failed" }>): unknown {
  if (!isStorageFailure || !(error instanceof Error)) return error;
  return new StorageFailure(error.message, { cause: error.cause });
}
