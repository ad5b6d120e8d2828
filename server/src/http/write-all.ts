// Writes an answer piece by piece, as fast as the client reads.
import type { ServerResponse } from "node:http";
import type { FastifyReply } from "fastify";
import { orAborted } from "../lib/or-aborted.ts";

/** How long a client may read nothing, and what to do then. */
export type Stall = { readonly ms: number; readonly met: () => void };

/** Resolves when all has been written, or the client has gone; `pieces` is closed then. */
export async function writeAll(
  raw: ServerResponse,
  pieces: AsyncIterable<string>,
  gone: AbortSignal,
): Promise<void> {
  await untilGone(gone, async () => {
    for await (const piece of pieces) {
      if (!raw.write(piece)) await whenDone((done) => raw.once("drain", done), gone);
    }
    await whenDone((done) => raw.end(done), gone);
  });
}

/** A client that takes less within the time of a stall has stalled. */
const partBytes = 65_536;

/** The same of bytes that whoever makes them takes back when the next are asked for. */
export async function writeLent(
  raw: ServerResponse,
  pieces: AsyncIterable<Uint8Array>,
  gone: AbortSignal,
  stall: Stall,
): Promise<void> {
  await untilGone(gone, async () => {
    for await (const piece of pieces) {
      for (let at = 0; at < piece.length; at += partBytes) {
        const part = piece.subarray(at, at + partBytes);
        await whenDone((done) => raw.write(part, done), gone, stall);
      }
    }
    await whenDone((done) => raw.end(done), gone, stall);
  });
}

async function untilGone(gone: AbortSignal, write: () => Promise<void>): Promise<void> {
  try {
    await write();
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
  // A stop may come after the headers: a connection that is kept would hold it up.
  reply.raw.setHeader("connection", "close");
  return reply.raw;
}

/** Fires when the client has gone. */
export function goneSignal(raw: ServerResponse): AbortSignal {
  const gone = new AbortController();
  raw.once("close", () => gone.abort());
  if (raw.destroyed) gone.abort();
  return gone.signal;
}

async function whenDone(
  write: (done: (error?: Error | null) => void) => void,
  signal: AbortSignal,
  stall?: Stall,
): Promise<void> {
  signal.throwIfAborted();
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = (error?: Error | null) => {
    // A connection that cannot be written to is about to close, which is the signal.
    if (!error) resolve();
  };
  const timer = stall === undefined ? undefined : setTimeout(stall.met, stall.ms);
  try {
    write(done);
    await orAborted(promise, signal);
  } finally {
    clearTimeout(timer);
  }
}
