// Calls as a Parquet file, a row group at a time.
import type { Chunk, NamedPages } from "./call-chunks.ts";
import { exportedColumns } from "./exported-call.ts";
import { ParquetFile } from "./parquet-file.ts";

export async function* parquetChunks(
  { pages, names }: NamedPages,
  rowGroupRows: number,
): AsyncGenerator<Chunk, void, void> {
  const file = new ParquetFile({ columns: exportedColumns, rowGroupRows });
  for await (const page of pages) {
    for (const row of page) {
      file.add(exportedColumns.map(({ value }) => value(row, names)));
      if (!file.isGroupFull) continue;
      await file.writeGroup();
      yield file.take();
    }
  }
  await file.end();
  yield file.take();
}
