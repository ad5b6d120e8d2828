// GET /v1/export/calls: written as fast as the client reads, and no faster; it stops when the client leaves.
import { setImmediate as turn } from "node:timers/promises";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { exportCalls } from "@trunkline/contract";
import type { ExportCallsHandler } from "../api/export-calls.ts";
import type { AuditObserver } from "../observe/audit.ts";
import type { Gate } from "./gate.ts";
import { answering, refuseOtherMethods } from "./v1-routes.ts";
import { goneSignal, takeOver, writeLent } from "./write-all.ts";

export type ExportRouteParts = {
  readonly handler: ExportCallsHandler;
  readonly gate: Gate;
  readonly audit: AuditObserver;
  /** How long a client may read nothing. */
  readonly stallMs: number;
};

export function exportRoute(app: FastifyInstance, parts: ExportRouteParts): void {
  app.get(exportCalls.path, { exposeHeadRoute: false }, (request, reply) =>
    serveExport(request, reply, parts),
  );
  refuseOtherMethods(app, [exportCalls]);
}

async function serveExport(
  request: FastifyRequest,
  reply: FastifyReply,
  { handler, gate, audit, stallMs }: ExportRouteParts,
): Promise<void> {
  const asker = gate.admitBearer(request, exportCalls.roles ?? []);
  // The framework parses a query into texts, or lists of texts when a name comes twice.
  const query = request.query as Readonly<Record<string, unknown>>;
  const asked = handler(asker, { path: {}, query, body: undefined });
  const { id: requestId, ip: address } = request;
  audit({ key: asker.key, address, question: exportCalls.id, body: asked.fields, requestId });
  const { raw } = reply;
  const gone = goneSignal(raw);
  const mayGoOn = () => gate.isStillAdmitted(request, asker);
  const chunks = asked.chunks(mayGoOn, gone);
  // What goes wrong before the first byte is answered like any other question.
  const first = await answering(request, reply, () => chunks.next());
  if (first === undefined) return;
  takeOver(reply);
  raw.writeHead(200, {
    "content-type": asked.mediaType,
    "content-disposition": `attachment; filename="${asked.fileName}"`,
    "cache-control": "no-store",
    "x-request-id": requestId,
    ...(asked.completeUpTo === null ? {} : { "x-complete-up-to": String(asked.completeUpTo) }),
  });
  const stall = {
    ms: stallMs,
    met: () => {
      request.log.warn({ requestId, stallMs }, "an export was not read any more");
      raw.destroy();
    },
  };
  try {
    await writeLent(raw, inTurns(first, chunks), gone, stall);
  } catch (err) {
    request.log.error({ err }, "an export broke off");
    // Without the end that HTTP asks for, the client knows that it has not got all.
    raw.destroy();
  }
}

async function* inTurns(
  first: IteratorResult<Uint8Array, void>,
  rest: AsyncGenerator<Uint8Array, void, void>,
): AsyncIterable<Uint8Array> {
  try {
    for (let next = first; next.done !== true; next = await rest.next()) {
      yield next.value;
      // A client that reads fast would else keep everybody waiting.
      await turn();
    }
  } finally {
    await rest.return();
  }
}
