// GET /v1/reports/...: the statistics of one kind of subject, put into spans of the tenants' own zones.
import type { Report, ReportRow, ReportTotal } from "@trunkline/contract";
import type { StatisticSubject } from "../call/call-totals.ts";
import { tenantOfKey, tenantText, type TenantKey } from "../lib/tenant-key.ts";
import { getOrPut } from "../lib/get-or-put.ts";
import { zoneSpans, type Span, type SpanKind } from "../lib/zone-span.ts";
import type { LiveView } from "../live/live-view.ts";
import { fromHistory } from "../query/storage-failure.ts";
import type { History } from "../storage/history.ts";
import type { Registry } from "../storage/registry.ts";
import type { StatisticCell } from "../storage/statistics.ts";
import { addLists, addTotals } from "./add-totals.ts";
import type { ApiHandlerOf, ApiRequest } from "./api-handler.ts";
import { ApiProblem } from "./api-problem.ts";
import type { Names } from "./names.ts";
import { rangeOfRequest, type Range } from "./range-of-request.ts";
import { figuresOf, figureWords, type Counted } from "./report-figures.ts";
import { checkThresholds, type Thresholds } from "./service-level.ts";
import { standing } from "./standing.ts";
import { tenantsOfRequest } from "./tenants-of-request.ts";

export type ReportsParts = {
  readonly live: Pick<LiveView, "newestEventAt">;
  readonly history: Pick<History, "statistics">;
  readonly registry: Pick<Registry, "tenant" | "tenants">;
  readonly names: Names;
  readonly thresholds: Thresholds;
  readonly rowsMax: number;
};

type Asked = Parameters<ApiHandlerOf<"getVdnReport">>[0]["fields"];

type Question = ApiRequest<Asked> & {
  readonly by: StatisticSubject;
  readonly ids: readonly number[] | undefined;
};

export function reportHandlers(parts: ReportsParts): {
  readonly getQueueReport: ApiHandlerOf<"getQueueReport">;
  readonly getAccessCodeReport: ApiHandlerOf<"getAccessCodeReport">;
  readonly getAgentReport: ApiHandlerOf<"getAgentReport">;
  readonly getVdnReport: ApiHandlerOf<"getVdnReport">;
} {
  return {
    getQueueReport: (request) =>
      report(parts, { ...request, by: "skill", ids: request.fields.skillId }),
    getAccessCodeReport: (request) =>
      report(parts, { ...request, by: "accessCode", ids: request.fields.innoId }),
    getAgentReport: (request) =>
      report(parts, { ...request, by: "agent", ids: request.fields.agentId }),
    getVdnReport: (request) => report(parts, { ...request, by: "vdn", ids: undefined }),
  };
}

async function report(parts: ReportsParts, question: Question): Promise<Report> {
  const { fields, scope, now, signal, by, ids } = question;
  const { registry, history, names, rowsMax } = parts;
  const tenants = tenantsOfRequest(registry, scope, fields.tenant);
  const { per = "day", formula = "offered" } = fields;
  const thresholds = {
    thresholdSeconds: fields.thresholdSeconds ?? parts.thresholds.thresholdSeconds,
    shortAbandonSeconds: fields.shortAbandonSeconds ?? parts.thresholds.shortAbandonSeconds,
  };
  checkThresholds(thresholds);
  const stands = standing(parts, { tenants, now });
  const range = rangeOf(parts, fields, tenants, Math.max(now, stands.completeUpTo ?? 0));
  const spanOf = spansOf(registry, per);
  const query = {
    tenants,
    by,
    ...(ids === undefined ? {} : { ids }),
    ...range,
    spanOf: (tenant: TenantKey, quarter: number) => spanOf(tenant, quarter).from,
  };
  const cells = await fromHistory("statistics", () => history.statistics(query, signal));
  if (cells.length > rowsMax) {
    throw new ApiProblem(
      "invalidField",
      `'per' must be longer or the range shorter: ${cells.length} rows, at most ${rowsMax} are given`,
      "per",
    );
  }
  const subject = (cell: StatisticCell) => ({
    tenant: tenantText(tenantOfKey(cell.tenant)),
    id: cell.id,
    name: nameOf(names, by, cell),
  });
  const rows = cells.map((cell): ReportRow => {
    const { from, to } = spanOf(cell.tenant, cell.from);
    return { ...subject(cell), from, to, ...figuresOf(by, cell, formula, thresholds) };
  });
  const totals = [...sums(cells)].map(([cell, sum]): ReportTotal => ({
    ...subject(cell),
    ...figuresOf(by, sum, formula, thresholds),
  }));
  const words = figureWords(by, formula, thresholds);
  return { ...stands, ...range, per, ...thresholds, formula: words, rows, totals };
}

/** From the beginning of today, in the zone of the first tenant, unless the request says otherwise. */
function rangeOf(
  { registry }: Pick<ReportsParts, "registry">,
  asked: Asked,
  tenants: readonly TenantKey[],
  now: number,
): Range {
  const { from, to } = asked;
  const first = tenants[0] ?? 0;
  const begin = zoneSpans(zoneOf(registry, first), "day")(to ?? now).from;
  return rangeOfRequest({ from: from ?? begin, ...(to === undefined ? {} : { to }) }, now);
}

function spansOf(
  registry: Pick<Registry, "tenant">,
  per: SpanKind,
): (tenant: TenantKey, instant: number) => Span {
  type SpanOf = (instant: number) => Span;
  const byTenant = new Map<TenantKey, SpanOf>();
  const byZone = new Map<string, SpanOf>();
  return (tenant, instant) => {
    const spanOf = getOrPut(byTenant, tenant, () => {
      const zone = zoneOf(registry, tenant);
      return getOrPut(byZone, zone, () => zoneSpans(zone, per));
    });
    return spanOf(instant);
  };
}

function zoneOf(registry: Pick<Registry, "tenant">, tenant: TenantKey): string {
  return registry.tenant(tenant)?.timeZone ?? "UTC";
}

function nameOf(names: Names, by: StatisticSubject, { tenant, id }: StatisticCell): string {
  switch (by) {
    case "vdn":
      return names.tenant(tenant);
    case "accessCode":
      return names.accessCode(tenant, id).number;
    case "skill":
      return names.queue(tenant, id).name;
    case "agent":
      return names.agent(tenant, id).name;
  }
}

/** Each subject's first cell with the sum of all its cells; cells of one subject follow each other. */
function* sums(cells: readonly StatisticCell[]): Iterable<readonly [StatisticCell, Counted]> {
  let first: StatisticCell | undefined;
  let sum: Counted | undefined;
  for (const cell of cells) {
    if (first !== undefined && sum !== undefined) {
      if (first.tenant === cell.tenant && first.id === cell.id) {
        sum = addCounted(sum, cell);
        continue;
      }
      yield [first, sum];
    }
    first = cell;
    sum = cell;
  }
  if (first !== undefined && sum !== undefined) yield [first, sum];
}

function addCounted(a: Counted, b: Counted): Counted {
  const totals = addTotals(a, b);
  const agentTime =
    a.agentTime === undefined || b.agentTime === undefined
      ? (a.agentTime ?? b.agentTime)
      : addLists(a.agentTime, b.agentTime);
  return agentTime === undefined ? totals : { ...totals, agentTime };
}
