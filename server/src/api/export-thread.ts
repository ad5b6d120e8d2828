// Makes the bytes of one export on a thread of its own: neither events nor other questions wait for it.
import { parentPort, workerData } from "node:worker_threads";
import { fromHistory, StorageFailure } from "../query/storage-failure.ts";
import { borrowCalls } from "../storage/borrow-calls.ts";
import type { LoanData } from "../storage/lent-calls.ts";
import { callChunks, type Chunk, type ExportOrder } from "./call-chunks.ts";
import type { AskedName, AskNames } from "./export-names.ts";

export type ExportThreadData = { readonly order: ExportOrder; readonly loan: LoanData };

export type ExportThreadMessage =
  | { readonly kind: "chunk"; readonly bytes: Chunk }
  | { readonly kind: "ask"; readonly asked: readonly AskedName[] }
  | { readonly kind: "failed"; readonly error: unknown; readonly isStorageFailure: boolean }
  | { readonly kind: "end" };

export type ExportThreadRequest =
  /** A chunk comes back. */
  | { readonly kind: "taken"; readonly bytes: Chunk }
  | { readonly kind: "named"; readonly names: readonly string[] };

/** Made before the first of them has been taken. */
const chunksAhead = 4;

const port = parentPort;
if (port === null) throw new Error("Cannot export: this file runs as a worker thread");
// The thread is started by export-beside.ts alone, and ended by it.
const { order, loan } = workerData as ExportThreadData;
let room = chunksAhead;
let taken = Promise.withResolvers<void>();
let named = Promise.withResolvers<readonly string[]>();

port.on("message", (request: ExportThreadRequest) => {
  if (request.kind === "named") return named.resolve(request.names);
  room += 1;
  taken.resolve();
});

const ask: AskNames = (asked) => {
  named = Promise.withResolvers();
  tell({ kind: "ask", asked });
  return named.promise;
};

try {
  using history = await fromHistory("calls to export", async () => borrowCalls(loan));
  const { signal } = new AbortController();
  for await (const bytes of callChunks(order, { history, ask, signal })) {
    if (room === 0) {
      taken = Promise.withResolvers();
      await taken.promise;
    }
    room -= 1;
    tell({ kind: "chunk", bytes }, [bytes.buffer]);
  }
  tell({ kind: "end" });
} catch (error) {
  tell({ kind: "failed", error, isStorageFailure: error instanceof StorageFailure });
}

function tell(message: ExportThreadMessage, moved: readonly ArrayBuffer[] = []): void {
  port?.postMessage(message, moved);
}
