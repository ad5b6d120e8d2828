// GET /v1/live/stream: writes as fast as the client reads, and no faster.
import type { ServerResponse } from "node:http";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { streamLive } from "@trunkline/contract";
import type { StreamLiveHandler } from "../api/stream-live.ts";
import type { StreamOutbox } from "../api/stream-outbox.ts";
import type { AuditObserver } from "../observe/audit.ts";
import type { Gate } from "./gate.ts";
import { refuseOtherMethods } from "./v1-routes.ts";
import { goneSignal, takeOver, writeAll } from "./write-all.ts";

export type StreamRouteParts = {
  readonly handler: StreamLiveHandler;
  readonly gate: Gate;
  readonly audit: AuditObserver;
  /** Tells every reader that the server stops. */
  readonly stop: () => void;
  /** How long a reader that is dropped may take to read why. */
  readonly farewellMs: number;
};

export function streamRoute(app: FastifyInstance, parts: StreamRouteParts): void {
  app.addHook("preClose", (done) => {
    parts.stop();
    done();
  });
  app.get(streamLive.path, { exposeHeadRoute: false }, (request, reply) =>
    serveStream(request, reply, parts),
  );
  refuseOtherMethods(app, [streamLive]);
}

async function serveStream(
  request: FastifyRequest,
  reply: FastifyReply,
  { handler, gate, audit, farewellMs }: StreamRouteParts,
): Promise<void> {
  const asker = gate.admitBearer(request, streamLive.roles ?? []);
  const header = request.headers["last-event-id"];
  const stream = handler(asker, {
    path: {},
    // The framework parses a query into texts, or lists of texts when a name comes twice.
    query: request.query as Readonly<Record<string, unknown>>,
    body: undefined,
    lastEventId: typeof header === "string" ? header.slice(0, 64) : "",
  });
  const { id: requestId, ip: address } = request;
  const question = streamLive.id;
  audit({ key: asker.key, address, question, body: stream.fields, requestId });
  const outbox = await stream.open(() => gate.isStillAdmitted(request, asker));
  const raw = takeOver(reply);
  try {
    raw.writeHead(200, {
      "content-type": "text/event-stream;charset=UTF-8",
      "cache-control": "no-store",
      "x-request-id": requestId,
      // Proxies that gather answers would hold the messages back.
      "x-accel-buffering": "no",
    });
    // Who has missed nothing is sent nothing yet, but must know that the stream is open.
    raw.flushHeaders();
    await write(raw, outbox, farewellMs);
  } finally {
    stream.close(outbox);
  }
}

async function write(raw: ServerResponse, outbox: StreamOutbox, farewellMs: number): Promise<void> {
  const gone = goneSignal(raw);
  if (gone.aborted) return;
  gone.addEventListener("abort", () => outbox.abandon());
  let farewell: NodeJS.Timeout | undefined;
  // Whoever is dropped for being slow reads nothing, perhaps for ever.
  void outbox.ended.then(() => {
    farewell = setTimeout(() => raw.destroy(), farewellMs);
  });
  try {
    await writeAll(raw, outbox, gone);
  } finally {
    clearTimeout(farewell);
  }
}
