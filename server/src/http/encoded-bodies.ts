// Bodies that come compressed: nobody unpacks them. The CC-CMS interfaces refuse one in a way of their own: it is no JSON.
import type { FastifyInstance } from "fastify";
import { ApiProblem } from "../api/api-problem.ts";

export function refuseEncodedBodies(app: FastifyInstance): void {
  // Behind what admits pages of other origins: they may read why.
  app.addHook("preParsing", ({ headers }, _reply, body, done) => {
    const encoding = headers["content-encoding"] ?? "identity";
    if (encoding.toLowerCase() === "identity") return done(null, body);
    const shown = encoding.slice(0, 64);
    const detail = `The body must come as it is, not with 'Content-Encoding: ${shown}'`;
    done(new ApiProblem("unsupportedMediaType", detail));
  });
}
