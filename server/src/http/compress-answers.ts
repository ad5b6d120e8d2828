// Answers that are long are sent compressed to whoever takes that; zlib's threads do it, not the loop.
import { gzip } from "node:zlib";
import type { FastifyInstance } from "fastify";
import { acceptedEncodings } from "./accepted-encodings.ts";

/** To be called before the routes; `bytesMin` is the smallest answer that is compressed, 0 = none. */
export function compressAnswers(app: FastifyInstance, bytesMin: number): void {
  if (bytesMin === 0) return;
  app.addHook("onSend", (request, reply, payload, done) => {
    if (typeof payload !== "string" || Buffer.byteLength(payload) < bytesMin) {
      return done(null, payload);
    }
    const others = reply.getHeader("vary");
    reply.header("vary", others === undefined ? varied : `${String(others)}, ${varied}`);
    if (!acceptedEncodings(request.headers["accept-encoding"]).has("gzip")) {
      return done(null, payload);
    }
    reply.header("content-encoding", "gzip");
    gzip(payload, done);
  });
}

const varied = "accept-encoding";
