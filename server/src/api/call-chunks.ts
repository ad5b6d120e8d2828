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

/** Calls with all names that they need. */
export type NamedPage = { readonly rows: readonly CallRow[]; readonly names: KnownNames };

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
  const pages = namedPages(rows, new KnownNames(parts.ask), isMasked);
  switch (format) {
    case "csv":
      return yield* textChunks(pages, csvText);
    case "ndjson":
      return yield* textChunks(pages, ndjsonText);
    case "parquet": {
      // Loaded by those who ask for it.
      const { parquetChunks } = await import("./call-parquet.ts");
      return yield* parquetChunks(pages, rowGroupRows);
    }
  }
}

async function* namedPages(
  pages: AsyncIterable<readonly CallRow[]>,
  names: KnownNames,
  isMasked: boolean,
): AsyncIterable<NamedPage> {
  for await (const page of pages) {
    await names.learn(page);
    yield { rows: isMasked ? page.map(maskNumbers) : page, names };
  }
}

async function* textChunks(
  pages: AsyncIterable<NamedPage>,
  { writeHead, writeRow }: CallText,
): AsyncGenerator<Chunk, void, void> {
  const text = new ByteText(2 * chunkBytes);
  writeHead(text);
  for await (const { rows, names } of pages) {
    for (const row of rows) {
      writeRow(text, row, names);
      if (text.length >= chunkBytes) yield text.take();
    }
  }
  if (text.length > 0) yield text.take();
}
