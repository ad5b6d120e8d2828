// Calls as Parquet: lines of NDJSON go to a thread, the file comes back.
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { exportedColumns } from "./exported-call.ts";
import type { ParquetShape } from "./parquet-file.ts";
import type { ParquetRequest } from "./parquet-thread.ts";

/** A chunk is asked for when the last has been packed. */
export async function* parquetChunks(
  ndjson: AsyncIterable<Uint8Array<ArrayBuffer>>,
  rowGroupRows: number,
): AsyncIterable<Uint8Array<ArrayBuffer>> {
  const columns = exportedColumns.map(({ name, kind, isNullable }) => ({ name, kind, isNullable }));
  const workerData: ParquetShape = { columns, rowGroupRows };
  const thread = new Worker(new URL("./parquet-thread.ts", import.meta.url), { workerData });
  try {
    for await (const lines of ndjson) {
      const bytes = await pack(thread, lines);
      if (bytes.length > 0) yield bytes;
    }
    yield await pack(thread, null);
  } finally {
    await thread.terminate();
  }
}

async function pack(thread: Worker, lines: ParquetRequest): Promise<Uint8Array<ArrayBuffer>> {
  const answered = once(thread, "message");
  thread.postMessage(lines, lines === null ? [] : [lines.buffer]);
  // The thread answers each request with bytes.
  const [bytes] = (await answered) as [Uint8Array<ArrayBuffer>];
  return bytes;
}
