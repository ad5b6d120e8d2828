// The thread that writes: a commit never delays a reply.
import { parentPort, workerData } from "node:worker_threads";
import type { LiveCallEvents } from "../history.ts";
import type { BatchBytes } from "./batch-bytes.ts";
import {
  BatchWriter,
  type JournalState,
  type WriteOptions,
  type WriterLimits,
} from "./batch-writer.ts";

import { damagedDay } from "./file-failure.ts";

export type WriterData = { readonly dataDir: string; readonly limits: WriterLimits };

export type WriterRequest =
  | {
      readonly kind: "write";
      readonly id: number;
      readonly batch: BatchBytes;
      readonly options: WriteOptions;
    }
  | { readonly kind: "settle"; readonly id: number; readonly days: readonly number[] }
  | { readonly kind: "link"; readonly id: number }
  | {
      readonly kind: "dropDay";
      readonly id: number;
      readonly day: number;
      readonly carried: readonly BatchBytes[];
    }
  | { readonly kind: "setAside"; readonly id: number; readonly day: number }
  | { readonly kind: "dropTasks"; readonly id: number; readonly before: number }
  | { readonly kind: "close"; readonly id: number };

export type WriterReply = {
  readonly id: number;
  readonly value?: unknown;
  /** Why it failed; absent when it did not. */
  readonly error?: unknown;
  /** Whose damaged file made it fail: to be set aside when nobody reads it. */
  readonly damagedDay?: number | undefined;
};

/** What the thread says, as number 0, when it has brought the files up to date. */
export type WriterReady = {
  /** Each is LiveCallEvents[] as JSON: to clone the objects would take twice as long. */
  readonly liveCalls: readonly Uint8Array<ArrayBuffer>[];
  readonly journal: JournalState;
};

/** In one text, which has a largest length. */
const liveCallsMax = 1000;

const port = parentPort;
if (port === null) throw new Error("Cannot write: this file runs as a worker thread");
// The thread is started by writer.ts alone.
const { dataDir, limits } = workerData as WriterData;
const writer = new BatchWriter(dataDir, limits);
let soon: NodeJS.Immediate | undefined;

port.on("message", (request: WriterRequest) => {
  try {
    const reply: WriterReply = { id: request.id, value: answer(request) };
    port.postMessage(reply);
    if (request.kind === "write") catchUpSoon();
    else if (request.kind === "close") {
      clearImmediate(soon);
      port.close();
    }
  } catch (error) {
    const reply: WriterReply = { id: request.id, error, damagedDay: damagedDay(error) };
    port.postMessage(reply);
  }
});

const ready: WriterReady = { liveCalls: asJson(writer.restored()), journal: writer.journal };
const moved = ready.liveCalls.map(({ buffer }) => buffer);
port.postMessage({ id: 0, value: ready } satisfies WriterReply, moved);

function asJson(calls: readonly LiveCallEvents[]): Uint8Array<ArrayBuffer>[] {
  const texts: Uint8Array<ArrayBuffer>[] = [];
  for (let from = 0; from < calls.length; from += liveCallsMax) {
    texts.push(new TextEncoder().encode(JSON.stringify(calls.slice(from, from + liveCallsMax))));
  }
  return texts;
}

/** Between requests: who waits for an answer goes first. */
function catchUpSoon(): void {
  soon ??= setImmediate(() => {
    soon = undefined;
    try {
      if (writer.catchUp()) catchUpSoon();
    } catch {
      // Whoever can wait for it no longer is told.
    }
  });
}

/** After a write or the drop of a day, the journal's state. */
function answer(request: WriterRequest): unknown {
  switch (request.kind) {
    case "write":
      writer.write(request.batch, request.options);
      return writer.journal;
    case "settle":
      return writer.settle(request.days);
    case "link":
      return writer.link();
    case "dropDay":
      writer.dropDay(request.day, request.carried);
      return writer.journal;
    case "setAside":
      return writer.setAside(request.day);
    case "dropTasks":
      return writer.dropTasks(request.before);
    case "close":
      return writer[Symbol.dispose]();
  }
}
