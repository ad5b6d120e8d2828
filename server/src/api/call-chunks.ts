// The calls of an export as bytes, read as they are asked for. It runs on a thread of its own where the history can
// be read there.
import type { ExportFormat } from "@trunkline/contract";
import type { CallRow } from "../call/record.ts";
import { ByteText } from "../lib/byte-text.ts";
import { callPages } from "../query/call-pages.ts";
import type { CallFilter } from "../storage/call-search.ts";
import type { History } from "../storage/history.ts";
import { csvText, ndjsonText, type CallText } from "./call-text.ts";
import { KnownNames, type AskNames } from "./export-names.ts";
import { maskNumbers } from "./mask-rows.ts";

export type ExportOrder = {
  readonly filter: CallFilter;
  readonly format: ExportFormat;
  readonly isMasked: boolean;
  /** Read from the storage at a time. */
  readonly pageRows: number;
  /** Of a Parquet file. */
  readonly rowGroupRows: number;
};

export type Chunk = Uint8Array<ArrayBuffer>;

/** With all names that their rows need. */
export type NamedPages = {
  readonly pages: AsyncIterable<readonly CallRow[]>;
  readonly names: KnownNames;
};

/** Some 850 rows: a smaller piece costs more to hand over than to make. */
const chunkBytes = 262_144;

export async function* callChunks(
  { filter, format, isMasked, pageRows, rowGroupRows }: ExportOrder,
  parts: {
    readonly history: Pick<History, "eachCall">;
    readonly ask: AskNames;
    readonly signal: AbortSignal;
  },
): AsyncGenerator<Chunk, void, void> {
  const rows = callPages({ ...parts, filter, pageRows });
  const names = new KnownNames(parts.ask);
  const named = { pages: namedPages(rows, names, isMasked), names };
  switch (format) {
    case "csv":
      return yield* textChunks(named, csvText);
    case "ndjson":
      return yield* textChunks(named, ndjsonText);
    case "parquet": {
      // Loaded by those who ask for it.
      const { parquetChunks } = await import("./call-parquet.ts");
      return yield* parquetChunks(named, rowGroupRows);
    }
  }
}

async function* namedPages(
  pages: AsyncIterable<readonly CallRow[]>,
  names: KnownNames,
  isMasked: boolean,
): NamedPages["pages"] {
  for await (const page of pages) {
    await names.learn(page);
    yield isMasked ? page.map(maskNumbers) : page;
  }
}

async function* textChunks(
  { pages, names }: NamedPages,
  { writeHead, writeRow }: CallText,
): AsyncGenerator<Chunk, void, void> {
  const text = new ByteText(2 * chunkBytes);
  writeHead(text);
  for await (const page of pages) {
    for (const row of page) {
      writeRow(text, row, names);
      if (text.length >= chunkBytes) yield text.take();
    }
  }
  if (text.length > 0) yield text.take();
}
