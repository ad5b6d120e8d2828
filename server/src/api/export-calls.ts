// GET /v1/export/calls: a request into bytes, made as they are read.
import { exportCalls, exportMediaTypes, type ExportFormat } from "@trunkline/contract";
import type { CallRow } from "../call/record.ts";
import type { LiveView } from "../live/live-view.ts";
import { ByteText } from "../lib/byte-text.ts";
import { callPages } from "../query/call-pages.ts";
import type { History } from "../storage/history.ts";
import type { Registry, Role } from "../storage/registry.ts";
import type { Asker } from "./api-handler.ts";
import { ApiProblem, invalidField } from "./api-problem.ts";
import { callsOfRequest, type CallsAsked } from "./call-filter.ts";
import { parquetChunks } from "./call-parquet.ts";
import { csvText, ndjsonText, packedText, type CallText } from "./call-text.ts";
import { namesOfPage, type ExportNames } from "./exported-call.ts";
import { maskNumbers } from "./mask-rows.ts";
import type { Names } from "./names.ts";
import { requestReader, type SentRequest } from "./request-reader.ts";

export type ExportLimits = {
  /** Read from the storage at a time. */
  readonly pageRows: number;
  /** Of a Parquet file. */
  readonly rowGroupRows: number;
  readonly exportsMax: number;
};

export type ExportCallsParts = {
  readonly live: Pick<LiveView, "newestEventAt">;
  readonly history: Pick<History, "eachCall">;
  readonly registry: Pick<Registry, "tenant" | "tenants">;
  readonly names: Names;
  readonly masksNumbers: (role: Role) => boolean;
  readonly callNow: () => number;
  readonly limits: ExportLimits;
};

export type CallExport = {
  /** As asked, for the audit log. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly mediaType: string;
  readonly fileName: string;
  readonly completeUpTo: number | null;
  /** To be read once, and to its end or closed. `mayGoOn` is asked again and again. */
  readonly chunks: (
    mayGoOn: () => boolean,
    signal: AbortSignal,
  ) => AsyncGenerator<Uint8Array, void, void>;
};

export type ExportCallsHandler = (asker: Asker, sent: SentRequest) => CallExport;

/** A few hundred rows, a millisecond's work. */
const chunkBytes = 65_536;

export function exportCallsHandler(parts: ExportCallsParts): ExportCallsHandler {
  const { names, limits } = parts;
  const read = requestReader(exportCalls);
  let running = 0;
  return ({ scope, role }, sent) => {
    // The reader is made from the schema of these very fields.
    const fields = read(sent) as CallsAsked & { readonly format: ExportFormat };
    const { format } = fields;
    if (fields.state === "live") {
      const must = "be 'ended', 'missed', 'abandoned' or 'answered': exports hold ended calls";
      throw invalidField("state", must, "live");
    }
    const now = parts.callNow();
    const { stands, range, filter, isMasked } = callsOfRequest(parts, fields, { scope, role, now });
    const day = new Date(range.from).toISOString().slice(0, 10);
    return {
      fields,
      mediaType: `${exportMediaTypes[format]}${format === "csv" ? ";charset=UTF-8" : ""}`,
      fileName: `calls-${day}.${format}`,
      completeUpTo: stands.completeUpTo,
      async *chunks(mayGoOn, signal) {
        if (running >= limits.exportsMax) {
          const reason = `${running} exports are under way, which is as many as may be`;
          throw new ApiProblem("tooManyRequests", reason);
        }
        running += 1;
        try {
          const { pageRows } = limits;
          const pages = callPages({ history: parts.history, filter, pageRows, signal });
          const shown = shownPages(pages, isMasked, mayGoOn);
          const text = textChunks(shown, texts[format], names);
          yield* format === "parquet" ? parquetChunks(text, limits.rowGroupRows) : text;
        } finally {
          running -= 1;
        }
      },
    };
  };
}

const texts: Readonly<Record<ExportFormat, CallText>> = {
  csv: csvText,
  ndjson: ndjsonText,
  parquet: packedText,
};

async function* shownPages(
  pages: AsyncIterable<readonly CallRow[]>,
  isMasked: boolean,
  mayGoOn: () => boolean,
): AsyncIterable<readonly CallRow[]> {
  for await (const page of pages) {
    if (!mayGoOn()) throw new Error("Cannot go on with the export: the key was taken away");
    yield isMasked ? page.map(maskNumbers) : page;
  }
}

async function* textChunks(
  pages: AsyncIterable<readonly CallRow[]>,
  { writeHead, writeRow }: CallText,
  names: ExportNames,
): AsyncIterable<Uint8Array<ArrayBuffer>> {
  const text = new ByteText(2 * chunkBytes);
  writeHead(text);
  for await (const page of pages) {
    const known = namesOfPage(names);
    for (const row of page) {
      writeRow(text, row, known);
      if (text.length >= chunkBytes) yield text.take();
    }
  }
  if (text.length > 0) yield text.take();
}
