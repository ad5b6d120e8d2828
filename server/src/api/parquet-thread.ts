// Packs calls into Parquet on a thread of its own: a row group takes longer than a reply may wait.
import { parentPort, workerData } from "node:worker_threads";
import { ParquetFile, type ParquetShape } from "./parquet-file.ts";

/** Rows as packedText writes them, or the end; each is answered with what there is of the file since. */
export type ParquetRequest = Uint8Array<ArrayBuffer> | null;

// What comes in is of the one who started this thread.
const file = new ParquetFile(workerData as ParquetShape);

parentPort?.on("message", (rows: ParquetRequest) => {
  void answer(rows);
});

async function answer(rows: ParquetRequest): Promise<void> {
  if (rows === null) await file.end();
  else await file.add(Buffer.from(rows.buffer).toString());
  const bytes = file.take();
  parentPort?.postMessage(bytes, [bytes.buffer]);
}
