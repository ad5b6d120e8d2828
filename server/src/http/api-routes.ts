// What load balancers, scrapers and developers ask for.
import type { FastifyInstance, FastifyRequest } from "fastify";
import {
  allEndpoints,
  getHealth,
  getMetrics,
  getOpenApi,
  getReadiness,
  openApiDocument,
} from "@trunkline/contract";
import type { Metrics } from "../observe/metrics.ts";
import { ApiProblem } from "../api/api-problem.ts";
import type { Gate } from "./gate.ts";

export type ApiRoutesParts = {
  readonly gate: Gate;
  readonly metrics: Metrics;
  readonly version: string;
  /** Anyone may read /metrics; otherwise this machine and holders of a global admin key. */
  readonly isMetricsOpen: boolean;
  /** "" when ready; else what is wrong. */
  readonly notReady: () => string;
};

export function apiRoutes(app: FastifyInstance, parts: ApiRoutesParts): void {
  const { gate, metrics, version } = parts;
  // Few ask for it: it is made for the first who does.
  let document = "";
  app.get(getHealth.path, () => ({ status: "up", version }));
  app.get(getReadiness.path, (_request, reply) => {
    const reason = parts.notReady();
    if (reason === "") return { status: "ready" };
    return reply.code(503).send({ status: "not ready", reason });
  });
  app.get(getOpenApi.path, (_request, reply) => {
    document ||= JSON.stringify(openApiDocument(allEndpoints, { version }));
    return reply.type("application/json;charset=UTF-8").send(document);
  });
  app.get(getMetrics.path, async (request, reply) => {
    if (!parts.isMetricsOpen && !isLocal(request)) admitOperator(gate, request);
    return reply.type(metrics.contentType).send(await metrics.render());
  });
}

/** What spans all tenants is for holders of an admin key for all tenants. */
function admitOperator(gate: Gate, request: FastifyRequest): void {
  const { scope } = gate.admitBearer(request, ["admin"]);
  if (scope.kind === "global") return;
  throw new ApiProblem("forbidden", "This needs an admin key for all tenants (--global)");
}

/** From this machine, and not passed on by a proxy that happens to run on it. */
function isLocal({ ip, headers }: FastifyRequest): boolean {
  if (headers["x-forwarded-for"] !== undefined || headers.forwarded !== undefined) return false;
  return ip === "::1" || ip.startsWith("127.") || ip.startsWith("::ffff:127.");
}
