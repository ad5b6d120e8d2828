// The near side of a thread that makes the bytes of an export.
import { on } from "node:events";
import { startThread } from "../lib/start-thread.ts";
import { StorageFailure } from "../query/storage-failure.ts";
import type { LentCalls } from "../storage/lent-calls.ts";
import type { Chunk, ExportOrder } from "./call-chunks.ts";
import type { AskNames } from "./export-names.ts";
import type {
  ExportThreadData,
  ExportThreadMessage,
  ExportThreadRequest,
} from "./export-thread.ts";

/** Enough for a Parquet footer of some ten million rows. */
const memory = { maxOldGenerationSizeMb: 512 };
const youngMiB = 8;

/**
 * No more than a few chunks are made before they are asked for. A chunk is the reader's until it asks for the next.
 * The thread ends when the reading does.
 */
export async function* chunksBeside(
  order: ExportOrder,
  parts: { readonly lent: LentCalls; readonly ask: AskNames; readonly signal: AbortSignal },
): AsyncGenerator<Chunk, void, void> {
  const { ask, signal } = parts;
  using lent = parts.lent;
  signal.throwIfAborted();
  const workerData: ExportThreadData = { order, loan: lent.data };
  const thread = startThread(new URL("./export-thread.ts", import.meta.url), {
    youngMiB,
    workerData,
    transferList: [lent.data.port],
    resourceLimits: memory,
  });
  // While it is read, on() tells; what it dies of while it is being ended, nobody asks.
  thread.on("error", () => {});
  const tell = (request: ExportThreadRequest, moved: readonly ArrayBuffer[] = []) =>
    thread.postMessage(request, moved);
  try {
    for await (const [told] of on(thread, "message", { signal, close: ["exit"] })) {
      // As the thread tells it.
      const message = told as ExportThreadMessage;
      switch (message.kind) {
        case "chunk":
          yield message.bytes;
          // Here it would lie about until the collector comes, which has little else to do on this thread.
          tell({ kind: "taken", bytes: message.bytes }, [message.bytes.buffer]);
          break;
        case "ask":
          tell({ kind: "named", names: await ask(message.asked) });
          break;
        case "failed":
          throw failureOf(message);
        case "end":
          return;
      }
    }
    throw new Error("Cannot export: the thread that reads has ended before its work");
  } finally {
    await thread.terminate();
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
