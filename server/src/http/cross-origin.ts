// Pages of other origins (CORS): those that the configuration names may ask, nobody else's page.
// No cookie is ever involved: a page needs a key as every other client does.
import type { FastifyInstance } from "fastify";
import { familyOf, pathOf } from "./request-path.ts";

/** What a script of such a page may read besides the body. */
const exposedHeaders =
  "x-request-id, x-complete-up-to, x-trunkline-ignored, x-trunkline-truncated, retry-after, content-disposition, allow";
const preflightSeconds = 600;

/** To be called before the routes; `origins` has whole origins, or "*" for any. */
export function admitOrigins(app: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return;
  const admitted = new Set(origins);
  app.addHook("onRequest", (request, reply, done) => {
    if (familyOf(pathOf(request)) === "page") return done();
    // Caches must not give one page's answer to another.
    reply.header("vary", "origin");
    const { origin, "access-control-request-method": method } = request.headers;
    if (origin === undefined || !(admitted.has(origin) || admitted.has("*"))) return done();
    reply.headers({
      "access-control-allow-origin": origin,
      "access-control-expose-headers": exposedHeaders,
    });
    if (request.method !== "OPTIONS" || method === undefined) return done();
    const asked = request.headers["access-control-request-headers"];
    reply.headers({
      "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE",
      ...(asked === undefined ? {} : { "access-control-allow-headers": asked }),
      "access-control-max-age": String(preflightSeconds),
    });
    reply.code(204).send();
  });
}
