// The dashboard at `/`: built files from memory, compressed beforehand.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { DashboardFile, DashboardFiles } from "./dashboard-files.ts";

/** Paths that are places within the page: whoever opens or reloads one gets the page. */
const pagePaths = ["/live", "/calls", "/calls/*", "/missed", "/reports", "/tasks", "/operations"];

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

export const dashboardNotBuilt =
  "Cannot show the dashboard: it is not built. Run 'npm run build' and start the server again";

export function dashboardRoutes(app: FastifyInstance, files: DashboardFiles | undefined): void {
  const page = files?.get("/");
  if (files === undefined || page === undefined) {
    for (const path of ["/", ...pagePaths]) {
      app.get(path, (_request, reply) =>
        reply.code(503).type("text/plain;charset=UTF-8").send(`${dashboardNotBuilt}\n`),
      );
    }
    return;
  }
  for (const [path, file] of files) {
    app.get(path, (request, reply) => sendFile(file, request, reply));
  }
  for (const path of pagePaths) app.get(path, (request, reply) => sendFile(page, request, reply));
}

function sendFile(file: DashboardFile, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.headers({
    etag: file.etag,
    vary: "accept-encoding",
    "cache-control": file.isImmutable ? "public, max-age=31536000, immutable" : "no-cache",
    "content-security-policy": contentSecurityPolicy,
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  });
  if (request.headers["if-none-match"]?.includes(file.etag) === true) return reply.code(304).send();
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

function acceptedEncodings(header: string | string[] | undefined): ReadonlySet<string> {
  const names = new Set<string>();
  for (const part of String(header ?? "").split(",")) {
    const [name = "", ...parameters] = part.split(";").map((text) => text.trim().toLowerCase());
    if (!parameters.some((text) => /^q=0(?:\.0*)?$/.test(text))) names.add(name);
  }
  return names;
}
