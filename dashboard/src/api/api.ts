// Asks the server: one function, typed by the contract.
import { ApiError, isAborted } from "./api-error.ts";
import type { ReplyOf, RequestOf } from "./contract.ts";
import { routes, type AskedId } from "./routes.ts";

export type Api = {
  /** Throws an ApiError; what the signal aborts, throws its reason. */
  readonly ask: <Id extends AskedId>(
    id: Id,
    request: RequestOf<Id>,
    signal?: AbortSignal,
  ) => Promise<ReplyOf<Id>>;
  /** For answers that are read as they come. */
  readonly open: (path: string, signal: AbortSignal) => Promise<Response>;
};

type Sent = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal | null;
};

export type ApiParts = {
  readonly key: string;
  readonly fetch: (path: string, init: RequestInit) => Promise<Response>;
  /** The server no longer takes the key. */
  readonly onKeyEnded: () => void;
};

type Fields = Readonly<Record<string, unknown>>;

export function openApi({ key, fetch, onKeyEnded }: ApiParts): Api {
  const send = async (path: string, init: Sent): Promise<Response> => {
    const reply = await fetch(path, {
      ...init,
      headers: { ...init.headers, authorization: `Bearer ${key}` },
    }).catch((cause: unknown) => noAnswer(cause, 0, "No answer"));
    if (reply.ok) return reply;
    const error = await problemOf(reply);
    if (error.status === 401) onKeyEnded();
    throw error;
  };
  return {
    open: (path, signal) => send(path, { signal }),
    ask: async <Id extends AskedId>(id: Id, request: RequestOf<Id>, signal?: AbortSignal) => {
      // Every request of the contract is an object.
      const { path, init } = requestOf(id, request as Fields);
      const reply = await send(path, { ...init, signal: signal ?? null });
      const body: unknown = await reply
        .json()
        .catch((cause: unknown) => noAnswer(cause, reply.status, notWhole));
      // Data enters here; the contract says what the server answers.
      return body as ReplyOf<Id>;
    },
  };
}

const notWhole = "The answer broke off, or is not JSON";

function noAnswer(cause: unknown, status: number, detail: string): never {
  if (isAborted(cause)) throw cause;
  throw new ApiError({ code: "unreachable", status, detail, cause });
}

function requestOf(id: AskedId, fields: Fields): { path: string; init: Sent } {
  const { method, path: template } = routes[id];
  const rest = new Map(Object.entries(fields));
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(rest.get(name));
    rest.delete(name);
    return encodeURIComponent(value);
  });
  if (method === "GET" || method === "DELETE") {
    return { path: withQuery(path, Object.fromEntries(rest)), init: { method } };
  }
  const headers = { "content-type": "application/json" };
  return { path, init: { method, headers, body: JSON.stringify(Object.fromEntries(rest)) } };
}

/** Lists come as the same name several times; what is undefined is left out. */
export function withQuery(path: string, fields: Fields): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one));
  }
  const text = query.toString();
  return text === "" ? path : `${path}?${text}`;
}

async function problemOf(reply: Response): Promise<ApiError> {
  const { status } = reply;
  const requestId = reply.headers.get("x-request-id") ?? "";
  try {
    // Data enters here: RFC 9457, unless something between us and the server answered.
    const { code, detail } = (await reply.json()) as { code?: unknown; detail?: unknown };
    if (typeof code === "string" && typeof detail === "string") {
      return new ApiError({ code, status, detail, requestId });
    }
  } catch (error) {
    if (isAborted(error)) throw error;
    // No JSON: a proxy's page, say.
  }
  const code = status >= 500 ? "unreachable" : "malformed";
  return new ApiError({ code, status, detail: `HTTP ${status} ${reply.statusText}`, requestId });
}
