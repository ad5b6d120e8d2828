// The CC-CMS endpoints on a listener: raw bytes in, authenticated before they are parsed.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { cmsQueryEndpoints, tokenByAkSk, type Listener } from "@trunkline/contract";
import { cmsFailure } from "../access/cms-failure.ts";
import { everything, type Scope } from "../access/scope.ts";
import type { CmsHandlers } from "../cms/cms-handlers.ts";
import type { AuditObserver } from "../observe/audit.ts";
import type { QueryTimer } from "../observe/metrics.ts";
import type { Gate, TurnedAway } from "./gate.ts";
import { pathOf } from "./request-path.ts";

export type CmsRoutesParts = {
  readonly handlers: CmsHandlers;
  readonly gate: Gate;
  readonly now: () => number;
  /** The time of calls, which a demo that replays is ahead of or behind. */
  readonly callNow: () => number;
  readonly queryTimer: QueryTimer;
  readonly audit: AuditObserver;
  /** Fires when the server closes. */
  readonly signal: AbortSignal;
};

type CmsEndpoint = (typeof cmsQueryEndpoints)[number];

const json = "application/json;charset=UTF-8";
const jsonType = /^application\/json(?:\s*;|$)/i;

export function cmsRoutes(app: FastifyInstance, listener: Listener, parts: CmsRoutesParts): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(jsonType, { parseAs: "buffer" }, (_request, body, done) =>
    done(null, body),
  );
  for (const endpoint of cmsQueryEndpoints.filter((entry) => entry.listener === listener)) {
    app.post(endpoint.path, (request, reply) => answer(request, reply, endpoint, parts));
  }
  if (listener === "public") {
    app.post(tokenByAkSk.path, (request, reply) => giveToken(request, reply, parts));
  }
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  endpoint: CmsEndpoint,
  parts: CmsRoutesParts,
): Promise<FastifyReply | string | Buffer> {
  const stop = parts.queryTimer(endpoint.id);
  const bytes = bytesOf(request);
  let scope: Scope = everything;
  let key = "internal";
  if (endpoint.security !== "none") {
    const verdict = parts.gate.admit(request, bytes, endpoint);
    if (verdict.kind === "turnedAway") return turnAway(request, reply, verdict, parts.now());
    ({ scope, key } = verdict);
  }
  const bodyText = textOf(bytes);
  const body = parsed(bodyText);
  const { signal } = parts;
  const now = parts.callNow();
  const answered = await parts.handlers[endpoint.id]({ body, bodyText, scope, now, signal });
  reply.code(answered.status).headers(answered.headers).type(json);
  const { id: requestId, ip: address } = request;
  parts.audit({ key, address, question: endpoint.id, body, requestId });
  stop();
  // Who returns the reply waits until it has left.
  return answered.text;
}

function giveToken(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: CmsRoutesParts,
): FastifyReply {
  const given = parts.gate.issueToken(request, parsed(textOf(bytesOf(request))));
  if (given.kind === "turnedAway") return turnAway(request, reply, given, parts.now());
  return reply.type(json).send(JSON.stringify(given.reply));
}

function turnAway(
  request: FastifyRequest,
  reply: FastifyReply,
  { status, message, explanation, retryAfterSeconds }: TurnedAway,
  now: number,
): FastifyReply {
  if (retryAfterSeconds > 0) reply.header("retry-after", String(retryAfterSeconds));
  request.log.info({ status, reason: message, address: request.ip }, "turned away");
  return reply
    .code(status)
    .send(cmsFailure({ status, path: pathOf(request), now, message, explanation }));
}

function bytesOf(request: FastifyRequest): Buffer {
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
}

/** Without the byte order mark that some platforms write before it. */
function textOf(bytes: Buffer): string {
  return bytes.toString().replace(/^\uFEFF/, "");
}

/** undefined when it is not JSON: the handler says so in its own envelope. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
