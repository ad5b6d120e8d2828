// The CC-CMS interfaces; talks to Trunkline and to a CC-CMS alike.
import { signC2, type C2Key } from "./c2-signature.ts";
import type { CmsReplies, CmsRequests } from "./contract.ts";
import { orAborted } from "./or-aborted.ts";
import { cmsRoutes, tokenPath } from "./routes.ts";
import { baseOf, jsonOf, send, type CallOptions, type Send } from "./send.ts";
import { TrunklineError } from "./trunkline-error.ts";

export type CmsId = keyof CmsRequests;

/** One function for each interface of the family. */
export type Cms = {
  readonly [Id in CmsId]: (
    request: CmsRequests[Id],
    options?: CallOptions,
  ) => Promise<CmsReplies[Id]>;
};

export type CmsOptions = {
  /** Such as `https://cms.example.com:28080`. */
  readonly url: string;
  /** For the interfaces that take a C2 signature. */
  readonly key?: C2Key;
  /** For those of outbound tasks, which take a C1 token: it is fetched, kept and renewed. */
  readonly app?: { readonly appKey: string; readonly appSecret: string };
  /** Some services want more than `host` signed. */
  readonly signedHeaders?: "host" | "content-length;content-type;host";
  /** Some services expect an empty line where the query string would be. */
  readonly hasEmptyQueryLine?: boolean;
  readonly fetch?: Send;
  /** Epoch ms: signatures carry the time, tokens end. */
  readonly now?: () => number;
};

/**
 * A client of the CC-CMS interfaces. A refusal, also one with HTTP 200, is a TrunklineError with the
 * service's code. Units are the interface's own: ms or seconds, as the field says.
 * @example const { count } = (await openCms({ url, key: { ak, sk } }).queryCalls(request)).resultDesc;
 */
export function openCms(options: CmsOptions): Cms {
  const { url, fetch = globalThis.fetch, now = Date.now } = options;
  const base = baseOf(url);
  const post: Post = async (id, path, body, { headers, signal }) => {
    const reply = await send((sent, init) => fetch(sent, init), base + path, {
      method: "POST",
      headers: { "content-type": contentType, ...headers },
      body,
      signal: signal ?? null,
    });
    return answerOf(id, reply, await jsonOf(reply, signal));
  };
  const sign = signerOf(options, base, now);
  const tokens = tokensOf(options, post, now);
  const calls = Object.entries(cmsRoutes).map(([id, route]) => {
    const [security = "", path = ""] = route.split(" ");
    const call = async (request: object, { signal }: CallOptions = {}): Promise<unknown> => {
      const body = JSON.stringify(request);
      if (security === "c1") {
        return tokens.use((headers) => post(id, path, body, { headers, signal }), signal);
      }
      const headers = security === "c2" ? await sign(path, body) : {};
      return post(id, path, body, { headers, signal });
    };
    return [id, call];
  });
  // Made of the table that the type is made of.
  return Object.fromEntries(calls) as Cms;
}

type Headers = Readonly<Record<string, string>>;
type Post = (
  id: string,
  path: string,
  body: string,
  sent: CallOptions & { readonly headers?: Headers },
) => Promise<unknown>;

const contentType = "application/json; charset=UTF-8";

function signerOf(options: CmsOptions, base: string, now: () => number) {
  const { key, signedHeaders = "host", hasEmptyQueryLine = false } = options;
  return async (path: string, body: string): Promise<Headers> => {
    if (key === undefined) throw new Error("Cannot sign the request: the client has no key");
    const { host, pathname } = new URL(base + path);
    const all: Headers = {
      host,
      "content-type": contentType,
      "content-length": String(new TextEncoder().encode(body).length),
    };
    const headers = signedHeaders === "host" ? { host } : all;
    const request = { path: pathname, headers, body, hasEmptyQueryLine };
    // Not every service takes a time stamp with a fraction.
    const second = new Date(Math.floor(now() / 1000) * 1000);
    return { authorization: await signC2(key, request, second) };
  };
}

type Token = { readonly text: string; readonly renewAt: number };

/** A minute before its end, so that a token never ends on its way. */
const renewEarlyMs = 60_000;

function tokensOf({ app }: CmsOptions, post: Post, now: () => number) {
  let kept: Token | undefined;
  let coming: Promise<Token> | undefined;
  const fresh = async (): Promise<Token> => {
    if (app === undefined) throw new Error("Cannot get a token: the client has no app");
    const body = JSON.stringify({ app_key: app.appKey, app_secret: app.appSecret });
    // Data enters here; the interface is documented to answer with texts.
    const reply = (await post("tokenByAkSk", tokenPath, body, {})) as {
      readonly AccessToken: string;
      readonly Expires: string;
    };
    const lifeMs = Number(reply.Expires) * 1000;
    // Of a short life half is used.
    const renewAt = now() + Math.max(lifeMs - renewEarlyMs, lifeMs / 2);
    return { text: reply.AccessToken, renewAt };
  };
  const good = () => (kept !== undefined && kept.renewAt > now() ? kept : undefined);
  /** One for all who ask meanwhile: a service gives so many a second, and may forget the one before. */
  const next = (): Promise<Token> => {
    coming ??= fresh()
      .then((token) => (kept = token))
      .finally(() => (coming = undefined));
    return coming;
  };
  return {
    /** Asks with a token; with a new one where the service has forgotten the one kept. */
    use: async (ask: (headers: Headers) => Promise<unknown>, signal: AbortSignal | undefined) => {
      for (let canRetry = good() !== undefined; ; canRetry = false) {
        const token = good() ?? (await orAborted(next(), signal));
        try {
          return await ask({ authorization: `Bearer ${token.text}` });
        } catch (error) {
          // Whatever else is refused says nothing of the token; and another call may have got a new one.
          const isForgotten = error instanceof TrunklineError && error.status === 401;
          if (isForgotten && kept === token) kept = undefined;
          if (!canRetry || !isForgotten) throw error;
        }
      }
    },
  };
}

type Said = {
  readonly resultCode?: string;
  readonly resultDesc?: unknown;
  readonly returnCode?: string;
  readonly returnDesc?: string;
  readonly retCode?: string;
  readonly retMsg?: string;
  readonly message?: string;
};

const successCodes: readonly string[] = ["0100000", "0"];
const noRecords = { result: { total: 0, callInfo: [] } };

function answerOf(id: string, reply: Response, body: unknown): unknown {
  const { ok, status, statusText, headers } = reply;
  // Data enters here; anything between us and the service may have answered.
  const said: Said = typeof body === "object" && body !== null ? body : {};
  const code = said.resultCode ?? said.returnCode ?? said.retCode ?? "0";
  if (ok && body !== undefined && successCodes.includes(code)) return body;
  // "No data found": an empty list, not a failure.
  if (ok && code === "1" && id === "queryCallDetailRecord") return { ...said, ...noRecords };
  const text = said.resultDesc ?? said.returnDesc ?? said.retMsg ?? said.message;
  const unsaid = ok ? "The service gave no reason" : `HTTP ${status} ${statusText}`.trim();
  throw new TrunklineError({
    code: ok && body !== undefined ? code : String(status),
    message: typeof text === "string" ? text : unsaid,
    status,
    requestId: headers.get("x-request-id"),
  });
}
