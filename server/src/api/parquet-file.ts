// A Parquet file, made a row group at a time: no more than one is ever held.
import { ByteWriter, ParquetWriter, type SchemaElement } from "hyparquet-writer";
import type { ExportKind } from "@trunkline/contract/export-columns";

export type ParquetColumn = {
  readonly name: string;
  readonly kind: ExportKind;
  readonly isNullable: boolean;
};

export type ParquetShape = {
  readonly columns: readonly ParquetColumn[];
  readonly rowGroupRows: number;
};

type Value = string | number | boolean | null;

export class ParquetFile {
  readonly #shape: ParquetShape;
  readonly #writer = new ByteWriter();
  readonly #file: ParquetWriter;
  #values: Value[][];
  #rows = 0;

  constructor(shape: ParquetShape) {
    this.#shape = shape;
    const schema = schemaOf(shape.columns);
    this.#file = new ParquetWriter({ writer: this.#writer, schema, createdBy: "trunkline" });
    this.#values = shape.columns.map(() => []);
  }

  get isGroupFull(): boolean {
    return this.#rows >= this.#shape.rowGroupRows;
  }

  /** A value of each column, in order. */
  add(row: readonly Value[]): void {
    for (const [index, values] of this.#values.entries()) values.push(row[index] ?? null);
    this.#rows += 1;
  }

  async end(): Promise<void> {
    if (this.#rows > 0) await this.writeGroup();
    await this.#file.finish();
  }

  /** What has been written since it was taken last; offsets in the file go on. */
  take(): Uint8Array<ArrayBuffer> {
    const bytes = this.#writer.getBytes().slice();
    this.#writer.index = 0;
    return bytes;
  }

  async writeGroup(): Promise<void> {
    const { columns, rowGroupRows } = this.#shape;
    const columnData = columns.map(({ name, kind }, index) => ({
      name,
      data: dataOf(kind, this.#values[index] ?? []),
      // Readers skip row groups by time; of other columns it would only lengthen the footer.
      statistics: kind === "time",
    }));
    await this.#file.write({ columnData, rowGroupSize: rowGroupRows });
    this.#values = columns.map(() => []);
    this.#rows = 0;
  }
}

/** Of times the writer makes 64-bit integers itself. */
function dataOf(kind: ExportKind, values: Value[]): (Value | bigint)[] {
  if (kind !== "milliseconds") return values;
  return values.map((value) => (value === null ? null : BigInt(value)));
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

/** As people name them. */
export const parquetTypes: Readonly<Record<ExportKind, string>> = {
  text: "STRING",
  integer: "INT32",
  milliseconds: "INT64",
  time: "TIMESTAMP(MILLIS, UTC)",
  flag: "BOOLEAN",
};

function schemaOf(columns: readonly ParquetColumn[]): SchemaElement[] {
  return [
    { name: "calls", num_children: columns.length },
    ...columns.map(({ name, kind, isNullable }): SchemaElement => {
      const repetition_type = isNullable ? "OPTIONAL" : "REQUIRED";
      return { name, repetition_type, ...physicalTypes[kind] };
    }),
  ];
}
