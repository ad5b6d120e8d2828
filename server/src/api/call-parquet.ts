// Calls as Parquet: packed rows go to a thread, the file comes back.
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { exportedColumns } from "./exported-call.ts";
import type { ParquetShape } from "./parquet-file.ts";
import type { ParquetRequest } from "./parquet-thread.ts";

/** Of the thread: little for what is short-lived, enough for the footer of some ten million rows. */
const memory = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 512 };

/** A chunk is asked for when the last has been packed. */
export async function* parquetChunks(
  packed: AsyncIterable<Uint8Array<ArrayBuffer>>,
  rowGroupRows: number,
): AsyncIterable<Uint8Array<ArrayBuffer>> {
  const columns = exportedColumns.map(({ name, kind, isNullable }) => ({ name, kind, isNullable }));
  const workerData: ParquetShape = { columns, rowGroupRows };
  const thread = new Worker(new URL("./parquet-thread.ts", import.meta.url), {
    workerData,
    resourceLimits: memory,
  });
  try {
    for await (const rows of packed) {
      const bytes = await pack(thread, rows);
      if (bytes.length > 0) yield bytes;
    }
    yield await pack(thread, null);
  } finally {
    await thread.terminate();
  }
}

async function pack(thread: Worker, rows: ParquetRequest): Promise<Uint8Array<ArrayBuffer>> {
  const answered = once(thread, "message");
  thread.postMessage(rows, rows === null ? [] : [rows.buffer]);
  // The thread answers each request with bytes.
  const [bytes] = (await answered) as [Uint8Array<ArrayBuffer>];
  return bytes;
}
