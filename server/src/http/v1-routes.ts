// Our own API: each endpoint of the contract with its handler, by one piece of code.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { v1Endpoints, type Endpoint, type Method } from "@trunkline/contract";
import type { ApiHandlers, Asker, V1Endpoint } from "../api/api-handler.ts";
import { ApiProblem } from "../api/api-problem.ts";
import { requestReader } from "../api/request-reader.ts";
import type { AuditObserver } from "../observe/audit.ts";
import type { QueryTimer } from "../observe/metrics.ts";
import { StorageFailure } from "../query/storage-failure.ts";
import type { Gate } from "./gate.ts";
import { goneSignal } from "./write-all.ts";

export type V1RoutesParts = {
  readonly handlers: ApiHandlers;
  readonly gate: Gate;
  readonly now: () => number;
  /** The time of calls, which a demo that replays is ahead of or behind. */
  readonly callNow: () => number;
  readonly queryTimer: QueryTimer;
  readonly audit: AuditObserver;
  /** Fires when the server closes. */
  readonly signal: AbortSignal;
};

export function v1Routes(app: FastifyInstance, parts: V1RoutesParts): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    /^application\/json(?:\s*;|$)/i,
    { parseAs: "string" },
    async (_request: FastifyRequest, body: string) => parseJson(body),
  );
  for (const endpoint of v1Endpoints) {
    const ask = asking(endpoint, parts);
    app.route({ method: endpoint.method, url: routeOf(endpoint.path), handler: ask });
  }
  refuseOtherMethods(app, v1Endpoints);
}

/** `/v1/calls/{callId}` as the framework writes it. */
function routeOf(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ":$1");
}

/** Of a path with fields the framework cannot tell which methods it takes. */
export function refuseOtherMethods(
  app: FastifyInstance,
  endpoints: readonly { readonly path: string; readonly method: Method }[],
): void {
  for (const [path, entries] of Map.groupBy(endpoints, (entry) => entry.path)) {
    const taken = entries.map(({ method }) => method);
    const url = routeOf(path);
    // All of them: one that is left out would be told that the path takes those refused here.
    const others = app.supportedMethods.filter((method) => !app.hasRoute({ method, url }));
    app.route({
      method: others,
      url,
      handler: (_request, reply) => {
        reply.header("allow", taken.join(", "));
        throw new ApiProblem("methodNotAllowed", `The path takes ${taken.join(" or ")}`);
      },
    });
  }
}

function asking(endpoint: V1Endpoint, parts: V1RoutesParts) {
  const read = requestReader(endpoint);
  const { replyType = "application/json" }: Pick<Endpoint, "replyType"> = endpoint;
  // Each handler takes what its own endpoint's reader gives; the record's type has paired them.
  const handler = parts.handlers[endpoint.id] as (
    request: Asker & Readonly<Record<string, unknown>>,
  ) => Promise<object>;
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | string> => {
    const stop = parts.queryTimer(endpoint.id);
    const { key, role, scope } = parts.gate.admitBearer(request, endpoint.roles ?? []);
    // The framework parses path and query into texts, or lists of texts when a name comes twice.
    const path = request.params as Readonly<Record<string, unknown>>;
    const query = request.query as Readonly<Record<string, unknown>>;
    const fields = read({ path, query, body: request.body });
    const { id: requestId, ip: address } = request;
    parts.audit({ key, address, question: endpoint.id, body: fields, requestId });
    const { raw } = reply;
    const question = {
      ...{ key, role, scope, fields, now: parts.callNow(), wallNow: parts.now() },
      // Made for those that take long: few ask for it.
      get signal() {
        return AbortSignal.any([parts.signal, goneSignal(raw)]);
      },
    };
    const answer = await answering(request, reply, () => handler(question));
    if (answer === undefined) return reply;
    stop();
    reply.header("cache-control", "no-store").type(`${replyType};charset=UTF-8`);
    // Who returns the reply waits until it has left.
    return JSON.stringify(answer);
  };
}

/** A storage that does not answer is no fault of the request. Undefined: there is nobody to answer any more. */
export async function answering<Answer>(
  request: FastifyRequest,
  reply: FastifyReply,
  ask: () => Promise<Answer>,
): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (reply.raw.destroyed) {
      // The client has gone, and what it asked was left: nobody reads why.
      reply.hijack();
      return undefined;
    }
    if (!(error instanceof StorageFailure)) throw error;
    request.log.error({ err: error }, "a question failed");
    throw new ApiProblem("unavailable", "The storage did not answer; asking again may help");
  }
}

function parseJson(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text.replace(/^\uFEFF/, "")) as unknown;
  } catch {
    throw new ApiProblem("malformed", "The body is not JSON");
  }
}
