// GET /v1/export/calls: a request into bytes, made as they are read.
import { exportCalls, exportMediaTypes, type ExportFormat } from "@trunkline/contract";
import type { LiveView } from "../live/live-view.ts";
import type { History } from "../storage/history.ts";
import type { Registry, Role } from "../storage/registry.ts";
import { allRecorded, type Recording } from "./all-recorded.ts";
import type { Asker } from "./api-handler.ts";
import { invalidField } from "./api-problem.ts";
import { CallChunks, type Chunk, type ExportOrder } from "./call-chunks.ts";
import { callsOfRequest, type CallsAsked } from "./call-filter.ts";
import { chunksBeside } from "./export-beside.ts";
import { tellNames } from "./export-names.ts";
import { ExportSlots } from "./export-slots.ts";
import type { Names } from "./names.ts";
import { requestReader, type SentRequest } from "./request-reader.ts";

export type ExportLimits = Pick<ExportOrder, "pageRows" | "rowGroupRows"> & {
  readonly exportsMax: number;
  /** That read one export. */
  readonly threadsMax: number;
};

export type ExportCallsParts = Recording & {
  readonly live: Pick<LiveView, "newestEventAt">;
  readonly history: Pick<History, "eachCall" | "days" | "lend">;
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
  ) => AsyncGenerator<Chunk, void, void>;
};

export type ExportCallsHandler = (asker: Asker, sent: SentRequest) => CallExport;

export function exportCallsHandler(parts: ExportCallsParts): ExportCallsHandler {
  const { history } = parts;
  const { exportsMax, threadsMax, ...limits } = parts.limits;
  const tell = tellNames(parts.names);
  const read = requestReader(exportCalls);
  const slots = new ExportSlots({ exportsMax, registry: parts.registry });
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
        await allRecorded(parts, filter, signal);
        using _slot = slots.take(scope);
        const order = { filter, format, isMasked, ...limits };
        const days = await history.days();
        const lent = history.lend();
        const chunks =
          lent === undefined
            ? new CallChunks(order, { history, ask: async (asked) => tell(asked), signal }).of(
                filter,
              )
            : chunksBeside(order, {
                lent,
                lend: () => history.lend(),
                days,
                tellNames: tell,
                signal,
                threadsMax,
              });
        for await (const chunk of chunks) {
          if (!mayGoOn()) throw new Error("Cannot go on with the export: the key was taken away");
          yield chunk;
        }
      },
    };
  };
}
