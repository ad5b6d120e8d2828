// Our own API: a function for each endpoint of the contract.
import { apiRequest } from "./api-request.ts";
import type { ApiReplies, ApiRequests, LiveMessage, ProblemDocument } from "./contract.ts";
import { readLive, type LiveOptions } from "./live-stream.ts";
import { apiRoutes } from "./routes.ts";
import { baseOf, jsonOf, send, type CallOptions, type Send } from "./send.ts";
import { TrunklineError } from "./trunkline-error.ts";

/** Names of the endpoints, the same as the operationIds of `/openapi.json`. */
export type ApiId = keyof ApiRequests;

/** A text that is not JSON (CSV, metrics) comes as a Response, to be read whole or as a stream. */
export type ApiReply<Id extends ApiId> = ApiReplies[Id] extends string ? Response : ApiReplies[Id];

type Given<Request, Options> =
  Partial<Request> extends Request
    ? [request?: Request, options?: Options]
    : [request: Request, options?: Options];

type RowOf<Reply> = {
  [Name in keyof Reply]: Reply[Name] extends readonly (infer Row)[] ? Row : never;
}[keyof Reply];

export type ApiCall<Id extends ApiId> = {
  (...given: Given<ApiRequests[Id], CallOptions>): Promise<ApiReply<Id>>;
} & ("offset" extends keyof ApiRequests[Id]
  ? {
      /** The rows of all pages; the next page is fetched when its first row is asked for. */
      all(
        ...given: Given<ApiRequests[Id], CallOptions>
      ): AsyncGenerator<RowOf<ApiReplies[Id]>, void, undefined>;
    }
  : unknown);

export type Trunkline = {
  readonly [Id in Exclude<ApiId, "streamLive">]: ApiCall<Id>;
} & {
  /**
   * A snapshot, then what changes. Connects again by itself, without a gap where the server still knows
   * the changes, else with a new snapshot. Ends when the signal is aborted; throws what the server refuses.
   * @example for await (const message of trunkline.streamLive({ kinds: ["queues"] })) queues.apply(message);
   */
  streamLive(
    ...given: Given<ApiRequests["streamLive"], LiveOptions>
  ): AsyncGenerator<LiveMessage, void, undefined>;
};

export type TrunklineOptions = {
  /** Such as `https://calls.example.com`; "" in a page = the server that it comes from. */
  readonly url: string;
  /** A bearer key. */
  readonly key: string;
  readonly fetch?: Send;
};

/**
 * A client of Trunkline's own API. Times are epoch ms; what the server refuses is a TrunklineError.
 * @example const { calls } = await openTrunkline({ url, key }).getCalls({ state: "missed", limit: 10 });
 */
export function openTrunkline({ url, key, fetch = globalThis.fetch }: TrunklineOptions): Trunkline {
  const base = baseOf(url);
  const ask: Ask = async (route, request, { signal, headers }) => {
    const { path, init } = apiRequest(route, request);
    const reply = await send((sent, init) => fetch(sent, init), base + path, {
      ...init,
      headers: { ...init.headers, authorization: `Bearer ${key}`, ...headers },
      signal: signal ?? null,
    });
    if (reply.ok && route.split(" ").length > 2) {
      // No answer of ours is a page; a proxy's, to sign in, may come with 200.
      if (!hasType(reply, "text/html")) return reply;
      throw notTheAnswer(reply, "what was asked for");
    }
    const body = await jsonOf(reply, signal);
    // A batch of which every event was refused is answered with 400, and which ones.
    if (body !== undefined && (reply.ok || isEventsReply(body))) return body;
    throw refusalOf(reply, body);
  };
  const calls = Object.entries(apiRoutes).map(([id, route]) => {
    if (id === "streamLive") return [id, streamOf(ask, route)];
    const call = (request: object = {}, options: CallOptions = {}) => ask(route, request, options);
    return [id, Object.assign(call, { all: rowsOf(call) })];
  });
  // Made of the table that the type is made of.
  return Object.fromEntries(calls) as Trunkline;
}

type Ask = (
  route: string,
  request: object,
  options: CallOptions & { readonly headers?: Record<string, string> },
) => Promise<unknown>;

function streamOf(ask: Ask, route: string) {
  return (request: object = {}, options: LiveOptions = {}) => {
    const open = async (lastEventId: string, signal: AbortSignal) => {
      const headers = lastEventId === "" ? {} : { "last-event-id": lastEventId };
      // The route says that the answer is not JSON.
      const reply = (await ask(route, request, { signal, headers })) as Response;
      if (hasType(reply, "text/event-stream")) return reply;
      throw notTheAnswer(reply, "an event stream");
    };
    return readLive(open, options);
  };
}

type Page = {
  readonly total: number | null;
  /** Absent where pages are asked for by offset. */
  readonly nextCursor?: string | null;
  /** Of lists of a time: what was asked for, or what the server took for it. */
  readonly from?: number;
  readonly to?: number;
};

function rowsIn(page: object): readonly unknown[] {
  return Object.values(page).find((value) => Array.isArray(value)) ?? [];
}

function rowsOf(call: (request: object, options: CallOptions) => Promise<unknown>) {
  return async function* (request: { readonly offset?: number } = {}, options: CallOptions = {}) {
    let next: object = {};
    let { offset = 0 } = request;
    for (;;) {
      // The type offers this of lists alone.
      const page = (await call({ ...request, ...next }, options)) as Page;
      const rows = rowsIn(page);
      yield* rows;
      offset += rows.length;
      const { nextCursor, total, from, to } = page;
      if (nextCursor === null || rows.length === 0) return;
      if (nextCursor === undefined && offset >= (total ?? 0)) return;
      // The first page's time is kept: rows that begin after it would move those that are still to come.
      next =
        nextCursor === undefined ? { offset, from, to } : { cursor: nextCursor, offset: undefined };
    }
  };
}

function hasType({ headers }: Response, type: string): boolean {
  const [told = ""] = (headers.get("content-type") ?? "").split(";", 1);
  return told.trim().toLowerCase() === type;
}

function isEventsReply(body: unknown): boolean {
  return typeof body === "object" && body !== null && "refused" in body;
}

function refusalOf(reply: Response, body: unknown): TrunklineError {
  const { status, headers } = reply;
  // Data enters here: RFC 9457, unless something between us and the server answered.
  const said = body as Partial<ProblemDocument> | null | undefined;
  if (typeof said?.code === "string" && typeof said.detail === "string") {
    const problem = said as ProblemDocument;
    return new TrunklineError({
      code: problem.code,
      message: problem.detail,
      status,
      requestId: headers.get("x-request-id"),
      problem,
    });
  }
  return notTheAnswer(reply, "JSON");
}

/** Something between us and the server has answered. */
function notTheAnswer(
  { ok, status, statusText, headers }: Response,
  wanted: string,
): TrunklineError {
  const message = ok ? `The answer is not ${wanted}` : `HTTP ${status} ${statusText}`.trim();
  const requestId = headers.get("x-request-id");
  return new TrunklineError({ code: String(status), message, status, requestId });
}
