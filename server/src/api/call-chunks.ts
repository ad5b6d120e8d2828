// The calls of an export as bytes, read as they are asked for. It runs on a thread of its own where the history can
// be read there.
import type { ExportFormat } from "@trunkline/contract";
import type { CallRow } from "../call/record.ts";
import { ByteText } from "../lib/byte-text.ts";
import { callPages } from "../query/call-pages.ts";
import type { CallFilter } from "../storage/call-search.ts";
import type { History } from "../storage/history.ts";
import { csvText, ndjsonText } from "./call-text.ts";
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

type Reading = { readonly history: Pick<History, "eachCall">; readonly signal: AbortSignal };

/** Some 850 rows: a smaller piece costs more to hand over than to make. */
export const chunkBytes = 262_144;

/** The writing of one export, or of parts of it. */
export class CallChunks {
  readonly #order: ExportOrder;
  readonly #reading: Reading;
  readonly #names: KnownNames;
  readonly #text = new ByteText(2 * chunkBytes);

  constructor(order: ExportOrder, { ask, ...reading }: Reading & { readonly ask: AskNames }) {
    this.#order = order;
    this.#reading = reading;
    this.#names = new KnownNames(ask);
  }

  /** Those of a part of the time that the export covers; a Parquet file is made of the whole. */
  async *of({ from, to }: Pick<CallFilter, "from" | "to">): AsyncGenerator<Chunk, void, void> {
    const { format, pageRows, rowGroupRows } = this.#order;
    const filter = { ...this.#order.filter, from, to };
    const pages = this.#named(callPages({ ...this.#reading, filter, pageRows }));
    if (format !== "parquet") return yield* this.#textChunks(pages, from);
    // Loaded by those who ask for it.
    const { parquetChunks } = await import("./call-parquet.ts");
    return yield* parquetChunks({ pages, names: this.#names }, rowGroupRows);
  }

  async *#named(pages: NamedPages["pages"]): NamedPages["pages"] {
    for await (const page of pages) {
      await this.#names.learn(page);
      yield this.#order.isMasked ? page.map(maskNumbers) : page;
    }
  }

  async *#textChunks(pages: NamedPages["pages"], from: number): AsyncGenerator<Chunk, void, void> {
    const { writeHead, writeRow } = this.#order.format === "csv" ? csvText : ndjsonText;
    const [text, names] = [this.#text, this.#names];
    if (from === this.#order.filter.from) writeHead(text);
    for await (const page of pages) {
      for (const row of page) {
        writeRow(text, row, names);
        if (text.length >= chunkBytes) yield text.take();
      }
    }
    if (text.length > 0) yield text.take();
  }
}
