// The thread that writes: a commit never delays a reply.
import { parentPort, workerData } from "node:worker_threads";
import { BatchWriter, type RecordHints, type WriterLimits } from "./batch-writer.ts";

export type WriterData = { readonly dataDir: string; readonly limits: WriterLimits };

export type WriterRequest =
  | {
      readonly kind: "write";
      readonly id: number;
      readonly text: string;
      readonly hints?: RecordHints | undefined;
    }
  | { readonly kind: "settle"; readonly id: number; readonly days: readonly number[] }
  | { readonly kind: "link"; readonly id: number }
  | { readonly kind: "liveCalls"; readonly id: number }
  | { readonly kind: "dropDay"; readonly id: number; readonly day: number }
  | { readonly kind: "close"; readonly id: number };

export type WriterReply = {
  readonly id: number;
  readonly value?: unknown;
  /** Why it failed; absent when it did not. */
  readonly error?: unknown;
};

const port = parentPort;
if (port === null) throw new Error("Cannot write: this file runs as a worker thread");
// The thread is started by writer.ts alone.
const { dataDir, limits } = workerData as WriterData;
const writer = new BatchWriter(dataDir, limits);

port.on("message", (request: WriterRequest) => {
  try {
    const reply: WriterReply = { id: request.id, value: answer(request) };
    port.postMessage(reply);
    if (request.kind === "close") port.close();
  } catch (error) {
    port.postMessage({ id: request.id, error } satisfies WriterReply);
  }
});
port.postMessage({ id: 0 } satisfies WriterReply);

function answer(request: WriterRequest): unknown {
  switch (request.kind) {
    case "write":
      return writer.write(request.text, request.hints);
    case "settle":
      return writer.settle(request.days);
    case "link":
      return writer.link();
    case "liveCalls":
      return writer.liveCalls();
    case "dropDay":
      return writer.dropDay(request.day);
    case "close":
      return writer[Symbol.dispose]();
  }
}
