// Our own API, and what operators and load balancers ask for.
import type { FastifyInstance, FastifyRequest } from "fastify";
import {
  apiEndpoints,
  cmsEndpoints,
  getConsistency,
  getHealth,
  getMetrics,
  getOpenApi,
  getReadiness,
  getRefusedEvents,
  openApiDocument,
} from "@trunkline/contract";
import { mayUse } from "../access/scope.ts";
import type { LiveBoard } from "../live/live-board.ts";
import { tenantOfKey, tenantText } from "../lib/tenant-key.ts";
import type { AuditObserver } from "../observe/audit.ts";
import type { Metrics } from "../observe/metrics.ts";
import type { History } from "../storage/history.ts";
import { ApiProblem } from "../api/api-problem.ts";
import type { AdmittedBearer } from "../access/bearer-key.ts";
import type { Gate } from "./gate.ts";

export type ApiRoutesParts = {
  readonly gate: Gate;
  readonly board: LiveBoard;
  readonly history: Pick<History, "refusedEvents">;
  readonly metrics: Metrics;
  readonly audit: AuditObserver;
  readonly version: string;
  readonly now: () => number;
  /** Anyone may read /metrics; otherwise this machine and holders of a global admin key. */
  readonly isMetricsOpen: boolean;
  /** "" when ready; else what is wrong. */
  readonly notReady: () => string;
};

export function apiRoutes(app: FastifyInstance, parts: ApiRoutesParts): void {
  const { gate, board, history, metrics, now } = parts;
  const document = JSON.stringify(
    openApiDocument([...cmsEndpoints, ...apiEndpoints], { version: parts.version }),
  );
  app.get(getHealth.path, () => ({ status: "up", version: parts.version }));
  app.get(getReadiness.path, (_request, reply) => {
    const reason = parts.notReady();
    if (reason === "") return { status: "ready" };
    return reply.code(503).send({ status: "not ready", reason });
  });
  app.get(getOpenApi.path, (_request, reply) =>
    reply.type("application/json;charset=UTF-8").send(document),
  );
  app.get(getMetrics.path, async (request, reply) => {
    if (!parts.isMetricsOpen && !isLocal(request)) admitOperator(gate, request);
    return reply.type(metrics.contentType).send(await metrics.render());
  });
  app.get(getConsistency.path, (request) => {
    const { scope } = admitAdmin(parts, request, getConsistency.id);
    const found = board.verify();
    metrics.drift(found.length);
    const drift = found
      .filter(({ tenant }) => mayUse(scope, tenant))
      .map(({ tenant, ...rest }) => ({ tenant: tenantText(tenantOfKey(tenant)), ...rest }));
    const tenants = board.tenants().filter((tenant) => mayUse(scope, tenant));
    const liveCalls = tenants.reduce((sum, key) => sum + board.countsOfTenant(key).all, 0);
    return { checkedAt: now(), tenants: tenants.length, liveCalls, drift };
  });
  app.get(getRefusedEvents.path, async (request) => {
    const { scope } = admitAdmin(parts, request, getRefusedEvents.id);
    const { total, rows } = await history.refusedEvents({
      ...(scope.kind === "global" ? {} : { tenants: scope.tenants }),
      offset: queryNumber(request, "offset", 0, 0, 1_000_000),
      limit: queryNumber(request, "limit", 100, 1, 1000),
    });
    const events = rows.map(({ tenant: _tenant, ...event }) => event);
    return { total, events };
  });
}

function admitAdmin(
  { gate, audit }: Pick<ApiRoutesParts, "gate" | "audit">,
  request: FastifyRequest,
  question: string,
): AdmittedBearer {
  const admitted = gate.admitBearer(request, ["admin"]);
  const { id: requestId, ip: address, query: body } = request;
  audit({ key: admitted.key, address, question, body, requestId });
  return admitted;
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

function queryNumber(
  request: FastifyRequest,
  name: string,
  absent: number,
  least: number,
  most: number,
): number {
  // The framework parses the query into texts, or lists of texts when a name comes twice.
  const text = (request.query as Readonly<Record<string, unknown>>)[name];
  if (text === undefined) return absent;
  const number = typeof text === "string" && /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new ApiProblem("malformed", `'${name}' must be a whole number from ${least} to ${most}`);
}
