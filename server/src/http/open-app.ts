// A Fastify instance with the house's rules: request ids, error bodies, what is not found.
import { randomBytes } from "node:crypto";
import { createSecureContext } from "node:tls";
import fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from "fastify";
import type { Logger } from "pino";
import { cmsFailure } from "../access/cms-failure.ts";
import { ApiProblem, problemBody, problemOfStatus } from "../api/api-problem.ts";
import { originForm } from "../lib/origin-form.ts";
import { readInput } from "../lib/read-input.ts";
import { LeaveTogether } from "./leave-together.ts";
import { familyOf, pathOf } from "./request-path.ts";
import { closeSilentConnections } from "./silent-connections.ts";
import { sendFile, type StaticFile } from "./static-file.ts";

export type AppLimits = {
  readonly bodyBytesMax: number;
  readonly headerBytesMax: number;
  readonly connectionsMax: number;
  readonly requestTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
  /** How long a stop waits for requests under way. */
  readonly stopTimeoutMs: number;
  readonly trustedProxies: readonly string[];
  /** Both or none. */
  readonly tlsCertFile: string;
  readonly tlsKeyFile: string;
};

type AppParts = {
  readonly logger: Logger;
  readonly now: () => number;
  /** Says to people what is not found; undefined = they get what programs get. */
  readonly page: StaticFile | undefined;
  /** Told of each answer of 400 or above. */
  readonly errorAnswer: (status: number) => void;
};

const requestIdForm = /^[\w.:-]{1,100}$/;

export function openApp(
  limits: AppLimits,
  { logger, now, page, errorAnswer }: AppParts,
): FastifyInstance {
  const app = openFramework(limits, { logger, now, errorAnswer });
  app.server.maxConnections = limits.connectionsMax;
  closeSilentConnections(app, limits.tlsCertFile !== "");
  // Bodies of paths and methods that do not exist are left unread: nobody parses them.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, _payload, done) => done(null, undefined));
  app.setErrorHandler((error: FastifyError | ApiProblem, request, reply) =>
    answerError(error, request, reply, now),
  );
  app.setNotFoundHandler((request, reply) => answerNotFound(app, request, reply, { now, page }));
  let isClosing = false;
  const together = new LeaveTogether();
  app.addHook("preClose", (done) => {
    isClosing = true;
    done();
  });
  app.addHook("onSend", (request, reply, payload, done) => {
    reply.header("x-request-id", request.id);
    if (reply.statusCode >= 400) errorAnswer(reply.statusCode);
    together.leave(() => {
      try {
        // A kept connection would hold up a stop, also one that has begun since the answer was ready.
        if (isClosing) reply.header("connection", "close");
        done(null, payload);
      } catch (err) {
        // Outside of the handler: nobody else is there to catch it.
        request.log.error({ err }, "an answer could not be sent");
        if (reply.raw.headersSent) reply.raw.destroy();
        else reply.raw.writeHead(500, { connection: "close" }).end();
      }
    }, lengthOf(payload));
  });
  return app;
}

function openFramework(
  limits: AppLimits,
  { logger, now, errorAnswer }: Omit<AppParts, "page">,
): FastifyInstance {
  const loggerInstance: FastifyBaseLogger = logger;
  try {
    return fastify({
      loggerInstance,
      logController: new LogController({
        disableRequestLogging: true,
        requestIdLogLabel: "requestId",
      }),
      bodyLimit: limits.bodyBytesMax,
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: limits.keepAliveTimeoutMs,
      trustProxy: limits.trustedProxies.length > 0 ? [...limits.trustedProxies] : false,
      genReqId: requestIds(),
      rewriteUrl: ({ url = "/" }) => originForm(url),
      return503OnClosing: false,
      forceCloseConnections: "idle",
      // A call ID of 64 characters, each of them percent-encoded.
      routerOptions: { maxParamLength: 1024 },
      // The contract's own readers look at what is asked: the framework's need not be loaded.
      schemaController: {
        compilersFactory: { buildValidator: noCompiler, buildSerializer: noCompiler },
      },
      frameworkErrors: (error, request, reply) => {
        const problem = new ApiProblem("malformed", `The path cannot be read: ${error.message}`);
        // No hook sees such an answer.
        errorAnswer(problem.status);
        answerError(problem, request, reply.header("x-request-id", request.id), now);
      },
      ...transportOf(limits),
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    if (!/^invalid (?:IP address|range)/.test(reason)) throw cause;
    throw new Error(`Cannot use http.trustedProxies: ${reason}`, { cause });
  }
}

/** Of what a stream will give nothing is known. */
function lengthOf(payload: unknown): number {
  return typeof payload === "string" || Buffer.isBuffer(payload) ? payload.length : 0;
}

function noCompiler(): never {
  throw new Error("Cannot compile a route's schema: routes have none");
}

function transportOf({ tlsCertFile, tlsKeyFile, headerBytesMax }: AppLimits): {
  readonly http?: object;
  readonly https?: object;
} {
  const maxHeaderSize = headerBytesMax;
  if (tlsCertFile === "") return { http: { maxHeaderSize } };
  const [cert, key] = [readInput(tlsCertFile), readInput(tlsKeyFile)];
  try {
    createSecureContext({ cert, key });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Cannot speak TLS with '${tlsCertFile}' and '${tlsKeyFile}': ${reason}`, {
      cause,
    });
  }
  return { https: { cert, key, maxHeaderSize } };
}

type GiveRequestId = (request: { readonly headers: Readonly<Record<string, unknown>> }) => string;

/** The client's, if it has one; else numbered, of this start alone. */
function requestIds(): GiveRequestId {
  const start = randomBytes(8).toString("hex");
  let count = 0;
  return ({ headers }) => {
    const given = headers["x-request-id"];
    if (typeof given === "string" && requestIdForm.test(given)) return given;
    count += 1;
    return `${start}-${count}`;
  };
}

function answerError(
  error: FastifyError | ApiProblem,
  request: FastifyRequest,
  reply: FastifyReply,
  now: () => number,
): FastifyReply {
  const status = statusOf(error, request);
  if (status >= 500) request.log.error({ err: error }, "request failed");
  // Whoever finds the sender of wrong keys, or of too many requests, finds it here.
  if (turnedAway.has(status)) {
    request.log.info({ status, reason: error.message, address: request.ip }, "turned away");
  }
  // The rest of a body that is too large is not worth reading.
  if (status === 413) reply.header("connection", "close");
  const detail = detailOf(error, status, request);
  const path = pathOf(request);
  if (familyOf(path) === "cms") {
    return reply.code(status).send(cmsFailure({ status, path, now: now(), message: detail }));
  }
  const code = error instanceof ApiProblem ? error.code : problemOfStatus(status);
  if (code === "unauthenticated") reply.header("www-authenticate", "Bearer");
  if (status === 429 && !reply.hasHeader("retry-after")) reply.header("retry-after", "1");
  return reply
    .code(status)
    .type("application/problem+json")
    .send(problemBody({ code, detail, field: fieldOf(error) }, request.id));
}

const turnedAway: ReadonlySet<number> = new Set([401, 403, 429]);

function fieldOf(error: Error): string {
  return error instanceof ApiProblem ? error.field : "";
}

function statusOf(error: FastifyError | ApiProblem, { raw }: FastifyRequest): number {
  if (error instanceof ApiProblem) return error.status;
  // The client has gone away in the middle of its body: nobody reads the answer.
  if (raw.destroyed && !raw.complete) return 400;
  return error.statusCode ?? 500;
}

function detailOf(error: Error, status: number, request: FastifyRequest): string {
  if (error instanceof ApiProblem) return error.message;
  if (status >= 500) return "The log of the server has the reason";
  if (status === 413 && familyOf(pathOf(request)) !== "cms") {
    return `The body may have ${request.routeOptions.bodyLimit} bytes (http.bodyBytesMax)`;
  }
  if (status !== 415) return error.message;
  const type = request.headers["content-type"] ?? "";
  return `The path does not take a body of type '${type}'; /openapi.json says which`;
}

function answerNotFound(
  app: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
  { now, page }: Pick<AppParts, "now" | "page">,
): FastifyReply {
  const path = pathOf(request);
  const family = familyOf(path);
  const allowed = (["GET", "POST", "PUT", "DELETE"] as const).filter((method) =>
    app.hasRoute({ method, url: path }),
  );
  const status = allowed.length > 0 ? 405 : 404;
  if (status === 405) reply.header("allow", allowed.join(", "));
  if (family === "cms") return reply.code(status).send(cmsFailure({ status, path, now: now() }));
  if (page !== undefined && family === "page" && status === 404 && isPersonAsking(request)) {
    return sendFile(page, request, reply.code(status));
  }
  const detail =
    status === 405 ? `The path takes ${allowed.join(" or ")}` : `There is nothing at '${path}'`;
  return reply
    .code(status)
    .type("application/problem+json")
    .send(problemBody({ code: problemOfStatus(status), detail }, request.id));
}

/** A browser that opens an address; its scripts do not ask for HTML. */
function isPersonAsking({ method, headers }: FastifyRequest): boolean {
  return method === "GET" && /\btext\/html\b/i.test(headers.accept ?? "");
}
