// Files that are kept in memory, compressed beforehand: the dashboard's and the documentation's.
import { createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { acceptedEncodings } from "./accepted-encodings.ts";

export type StaticFile = {
  readonly contentType: string;
  readonly etag: string;
  /** The name tells the content: the file never changes. */
  readonly isImmutable: boolean;
  readonly plain: Buffer;
  readonly gzip: Buffer | undefined;
  readonly brotli: Buffer | undefined;
};

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

export function etagOf(content: Buffer): string {
  return `"${createHash("sha256").update(content).digest("base64url").slice(0, 22)}"`;
}

export function sendFile(
  file: StaticFile,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  reply.headers({
    etag: file.etag,
    vary: "accept-encoding",
    "cache-control": file.isImmutable ? "public, max-age=31536000, immutable" : "no-cache",
    "content-security-policy": contentSecurityPolicy,
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  });
  // What says that there is nothing stays a 404, however often it is asked for.
  const isKnown = request.headers["if-none-match"]?.includes(file.etag) === true;
  if (isKnown && reply.statusCode === 200) return reply.code(304).send();
  const accepted = acceptedEncodings(request.headers["accept-encoding"]);
  reply.type(file.contentType);
  if (file.brotli !== undefined && accepted.has("br")) {
    return reply.header("content-encoding", "br").send(file.brotli);
  }
  if (file.gzip !== undefined && accepted.has("gzip")) {
    return reply.header("content-encoding", "gzip").send(file.gzip);
  }
  return reply.send(file.plain);
}
