// Calls as Parquet: a row group at a time, so that no more than one is ever held.
import { ByteWriter, ParquetWriter, type SchemaElement } from "hyparquet-writer";
import type { ExportKind } from "@trunkline/contract";
import type { CallRow } from "../call/record.ts";
import { exportedColumns, namesOfPage, type ExportNames } from "./exported-call.ts";

export async function* parquetChunks(
  pages: AsyncIterable<readonly CallRow[]>,
  names: ExportNames,
  rowGroupRows: number,
): AsyncIterable<Uint8Array> {
  const writer = new ByteWriter();
  const file = new ParquetWriter({ writer, schema, createdBy: "trunkline" });
  let group = emptyGroup();
  let rows = 0;
  const writeGroup = async (): Promise<Uint8Array> => {
    await file.write({ columnData: group, rowGroupSize: rowGroupRows });
    group = emptyGroup();
    rows = 0;
    return taken(writer);
  };
  for await (const page of pages) {
    const known = namesOfPage(names);
    for (const row of page) {
      for (const { data, value } of group) data.push(value(row, known));
      rows += 1;
      if (rows === rowGroupRows) yield await writeGroup();
    }
  }
  if (rows > 0) yield await writeGroup();
  await file.finish();
  yield taken(writer);
}

const physicalTypes: Readonly<Record<ExportKind, Omit<SchemaElement, "name">>> = {
  text: { type: "BYTE_ARRAY", converted_type: "UTF8" },
  integer: { type: "INT32" },
  milliseconds: { type: "INT64" },
  time: {
    type: "INT64",
    converted_type: "TIMESTAMP_MILLIS",
    logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MILLIS" },
  },
  flag: { type: "BOOLEAN" },
};

const schema: SchemaElement[] = [
  { name: "calls", num_children: exportedColumns.length },
  ...exportedColumns.map(({ name, kind, isNullable }): SchemaElement => {
    const repetition_type = isNullable ? "OPTIONAL" : "REQUIRED";
    return { name, repetition_type, ...physicalTypes[kind] };
  }),
];

function emptyGroup() {
  return exportedColumns.map(({ name, kind, value }) => ({
    name,
    value:
      kind === "milliseconds"
        ? (...of: Parameters<typeof value>) => BigInt(Number(value(...of)))
        : value,
    data: [] as (string | number | bigint | boolean | null)[],
    // Readers skip row groups by time; of other columns it would only lengthen the footer.
    statistics: kind === "time",
  }));
}

/** What has been written; offsets in the file go on. */
function taken(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice();
  writer.index = 0;
  return bytes;
}
