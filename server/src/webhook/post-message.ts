// One attempt: a POST, and what came of it. Redirects are not followed, an answer's body is not kept.
import type { Agent, IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { Agent as HttpAgent, request as httpRequest } from "../lib/node-http.ts";
import { retryAfterMs } from "../lib/retry-after.ts";
import { privateAddress, type AddressGuard } from "./address-guard.ts";

export type PostResult =
  | { readonly kind: "delivered"; readonly status: number }
  | {
      readonly kind: "failed";
      /** 0 = no answer came. */
      readonly status: number;
      readonly reason: string;
      /** What the receiver asked for; 0 = nothing. */
      readonly retryAfterMs: number;
    };

export type Poster = Disposable & {
  /** Rejects only when the signal fires. */
  readonly post: (message: Posted, signal: AbortSignal) => Promise<PostResult>;
};

export type Posted = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type PosterParts = {
  readonly guard: AddressGuard;
  readonly version: string;
  /** From dialling to the end of the answer; what has not ended by then is cut off. */
  readonly timeoutMs: number;
  /** A longer answer is cut off, and the connection with it. */
  readonly responseBytesMax: number;
  readonly now: () => number;
};

export function openPoster(parts: PosterParts): Poster {
  const agents = { http: new HttpAgent(agentOptions), https: new HttpsAgent(agentOptions) };
  return {
    post: async (message, signal) => {
      const timeout = AbortSignal.timeout(parts.timeoutMs);
      try {
        return await post(message, parts, agents, AbortSignal.any([signal, timeout]));
      } catch (error) {
        signal.throwIfAborted();
        const reason = timeout.aborted ? `no answer within ${parts.timeoutMs} ms` : reasonOf(error);
        return { kind: "failed", status: 0, reason, retryAfterMs: 0 };
      }
    },
    [Symbol.dispose]: () => {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

/** Idle connections are kept for the next message. */
const agentOptions = { keepAlive: true, maxFreeSockets: 16, timeout: 60_000 };

async function post(
  { url, headers, body }: Posted,
  { guard, version, responseBytesMax, now }: PosterParts,
  agents: { readonly http: Agent; readonly https: HttpsAgent },
  signal: AbortSignal,
): Promise<PostResult> {
  const target = new URL(url);
  if (!guard.mayReach(target.hostname)) throw privateAddress(target.hostname);
  const isTls = target.protocol === "https:";
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = (isTls ? httpsRequest : httpRequest)(target, {
    method: "POST",
    agent: isTls ? agents.https : agents.http,
    lookup: guard.lookup,
    signal,
    headers: {
      ...headers,
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      "user-agent": `Trunkline/${version}`,
    },
  });
  request.on("response", resolve).on("error", reject);
  request.end(body);
  const response = await promise;
  const status = response.statusCode ?? 0;
  await drain(response, responseBytesMax);
  if (status >= 200 && status < 300) return { kind: "delivered", status };
  const isRedirect = status >= 300 && status < 400;
  const reason = `answered ${status}${isRedirect ? "; redirects are not followed" : ""}`;
  const askedMs = retryAfterMs(response.headers["retry-after"], now()) ?? 0;
  return { kind: "failed", status, reason, retryAfterMs: askedMs };
}

/** Read to its end, so that the connection can be used again. */
async function drain(response: IncomingMessage, bytesMax: number): Promise<void> {
  let bytes = 0;
  try {
    // Leaving the loop early ends the connection.
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > bytesMax) return;
    }
  } catch {
    // The status has said it: how the rest breaks off, or that it never ends, changes nothing.
  }
}

const reasonCharactersMax = 200;

function reasonOf(error: unknown): string {
  // Several addresses were tried in vain: the first one's error speaks for all.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  return (first instanceof Error ? first.message : String(first)).slice(0, reasonCharactersMax);
}
