// Makes bytes of an export on a thread of its own: neither events nor other questions wait for it.
import { parentPort, workerData } from "node:worker_threads";
import { giveWay } from "../lib/give-way.ts";
import { fromHistory, StorageFailure } from "../query/storage-failure.ts";
import { borrowCalls } from "../storage/borrow-calls.ts";
import type { LoanData } from "../storage/lent-calls.ts";
import { CallChunks, type Chunk, type ExportOrder } from "./call-chunks.ts";
import type { AskedName, AskNames } from "./export-names.ts";
import { chunksOfPart, type ExportPart } from "./export-parts.ts";

export type ExportThreadData = { readonly order: ExportOrder; readonly loan: LoanData };

export type ExportThreadMessage =
  | { readonly kind: "chunk"; readonly bytes: Chunk }
  /** A part has been read to its end. */
  | { readonly kind: "read" }
  | { readonly kind: "ask"; readonly asked: readonly AskedName[] }
  | { readonly kind: "failed"; readonly error: unknown; readonly isStorageFailure: boolean };

export type ExportThreadRequest =
  | { readonly kind: "read"; readonly part: ExportPart }
  /** A chunk comes back. */
  | { readonly kind: "taken"; readonly bytes: Chunk }
  | { readonly kind: "named"; readonly names: readonly string[] }
  | { readonly kind: "unnamed"; readonly error: unknown };

/** Made before the first of them has been taken: a part, and what its last one is short of. */
const chunksAhead = chunksOfPart + 1;

const port = parentPort;
if (port === null) throw new Error("Cannot export: this file runs as a worker thread");
giveWay();
// The thread is started by export-reader.ts alone, and ended by it.
const { order, loan } = workerData as ExportThreadData;
const { signal } = new AbortController();
let room = chunksAhead;
let taken = Promise.withResolvers<void>();
let named = Promise.withResolvers<readonly string[]>();
let made: CallChunks | undefined;
let parts = Promise.resolve();

port.on("message", (request: ExportThreadRequest) => {
  switch (request.kind) {
    case "read":
      parts = parts.then(() => read(request.part));
      break;
    case "named":
      named.resolve(request.names);
      break;
    case "unnamed":
      named.reject(request.error);
      break;
    case "taken":
      room += 1;
      taken.resolve();
  }
});

const ask: AskNames = (asked) => {
  named = Promise.withResolvers();
  tell({ kind: "ask", asked });
  return named.promise;
};

async function read(part: ExportPart): Promise<void> {
  try {
    made ??= await open();
    for await (const bytes of made.of(part)) {
      if (room === 0) {
        taken = Promise.withResolvers();
        await taken.promise;
      }
      room -= 1;
      tell({ kind: "chunk", bytes }, [bytes.buffer]);
    }
    tell({ kind: "read" });
  } catch (error) {
    tell({ kind: "failed", error, isStorageFailure: error instanceof StorageFailure });
  }
}

/** Closed when the thread is ended. */
async function open(): Promise<CallChunks> {
  const history = await fromHistory("calls to export", async () => borrowCalls(loan));
  return new CallChunks(order, { history, ask, signal });
}

function tell(message: ExportThreadMessage, moved: readonly ArrayBuffer[] = []): void {
  port?.postMessage(message, moved);
}
