// Writes an answer piece by piece, as fast as the client reads.
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { FastifyReply } from "fastify";

/** How long a client may read nothing, and what to do then. */
export type Stall = { readonly ms: number; readonly met: () => void };

/** Resolves when all has been written, or the client has gone; `pieces` is closed then. */
export async function writeAll(
  raw: ServerResponse,
  pieces: AsyncIterable<string | Uint8Array>,
  gone: AbortSignal,
  stall?: Stall,
): Promise<void> {
  try {
    for await (const piece of pieces) {
      if (!raw.write(piece)) await whenRead(raw, "drain", gone, stall);
    }
    raw.end();
    if (!raw.writableFinished) await whenRead(raw, "finish", gone, stall);
  } catch (error) {
    if (!gone.aborted) throw error;
  }
}

/** The route writes the answer itself from here on; headers that hooks have given go along. */
export function takeOver(reply: FastifyReply): ServerResponse {
  reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) reply.raw.setHeader(name, value);
  }
  return reply.raw;
}

/** Fires when the client has gone. */
export function goneSignal(raw: ServerResponse): AbortSignal {
  const gone = new AbortController();
  raw.once("close", () => gone.abort());
  if (raw.destroyed) gone.abort();
  return gone.signal;
}

async function whenRead(
  raw: ServerResponse,
  event: "drain" | "finish",
  signal: AbortSignal,
  stall: Stall | undefined,
): Promise<void> {
  const timer = stall === undefined ? undefined : setTimeout(stall.met, stall.ms);
  try {
    await once(raw, event, { signal });
  } finally {
    clearTimeout(timer);
  }
}
