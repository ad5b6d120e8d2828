// GET /v1/operations: what concerns the whole installation is for keys of all tenants.
import type { SourceStatus } from "@trunkline/contract";
import { mayUse, tenantsOf, type Scope } from "../access/scope.ts";
import type { ConnectorStatus } from "../connector/connector.ts";
import { tenantKey } from "../lib/tenant-key.ts";
import type { LiveView } from "../live/live-view.ts";
import type { IngestTally } from "../observe/ingest-tally.ts";
import { fromHistory } from "../query/storage-failure.ts";
import type { History } from "../storage/history.ts";
import type { Registry } from "../storage/registry.ts";
import type { ApiHandlerOf } from "./api-handler.ts";
import { standing } from "./standing.ts";
import { timeOrNull } from "./words.ts";

export type OperationsParts = {
  readonly live: LiveView;
  readonly history: Pick<History, "days" | "bytesOfDay" | "refusedEvents" | "watchDamage">;
  readonly registry: Pick<Registry, "tenant" | "tenants">;
  readonly sources: () => readonly ConnectorStatus[];
  readonly tally: Pick<IngestTally, "read">;
  readonly ingest: { readonly isOverloaded: () => boolean; readonly isFailing: () => boolean };
  /** "" when ready; else what is wrong. */
  readonly notReady: () => string;
  readonly streams: () => number;
  readonly version: string;
  readonly startedAt: number;
};

export function getOperationsHandler(parts: OperationsParts): ApiHandlerOf<"getOperations"> {
  const { live, history, registry, version, startedAt } = parts;
  const damagedFiles: string[] = [];
  history.watchDamage((file) => damagedFiles.push(file));
  return async ({ scope, now, wallNow }) => {
    const tenants = tenantsOf(registry, scope);
    const isForAll = seesAll(registry, scope);
    const refused = await fromHistory("refused events", () =>
      history.refusedEvents({
        ...(scope.kind === "global" ? {} : { tenants }),
        offset: 0,
        limit: 1,
      }),
    );
    const stored = isForAll ? await fromHistory("stored days", () => storageOf(history)) : null;
    const notReadyReason = parts.notReady();
    return {
      ...standing(parts, { tenants, now }),
      version,
      startedAt,
      uptimeMs: Math.max(0, wallNow - startedAt),
      isReady: notReadyReason === "",
      notReadyReason,
      liveCalls: tenants.reduce((sum, tenant) => sum + live.countsOfTenant(tenant).all, 0),
      streams: isForAll ? parts.streams() : null,
      ingestion: isForAll ? ingestionOf(parts) : null,
      refusedEvents: { total: refused.total, path: "/v1/admin/refused-events" },
      sources: isForAll ? parts.sources().map(sourceStatus) : [],
      storage: stored === null ? null : { ...stored, damagedFiles: [...damagedFiles] },
    };
  };
}

/** A key for every tenant that there is learns nothing of others. */
function seesAll(registry: Pick<Registry, "tenants">, scope: Scope): boolean {
  return registry.tenants().every((tenant) => mayUse(scope, tenantKey(tenant)));
}

function ingestionOf({ tally, ingest }: OperationsParts) {
  const { lastReceivedAt, ...counts } = tally.read();
  return {
    ...counts,
    lastReceivedAt: timeOrNull(lastReceivedAt),
    isOverloaded: ingest.isOverloaded(),
    isFailing: ingest.isFailing(),
  };
}

function sourceStatus(status: ConnectorStatus): SourceStatus {
  const { connectedAt, lastEventAt, lagMs, warnings, skipped, ...rest } = status;
  return {
    ...rest,
    connectedAt: timeOrNull(connectedAt),
    lastEventAt: timeOrNull(lastEventAt),
    lagMs: lastEventAt > 0 ? Math.max(0, Math.round(lagMs)) : null,
    warnings: [...warnings],
    skipped: Object.entries(skipped).map(([reason, count]) => ({ reason, count })),
  };
}

async function storageOf(history: OperationsParts["history"]) {
  const from = await history.days();
  const days = await Promise.all(
    from.map(async (from) => {
      const day = new Date(from).toISOString().slice(0, 10);
      return { day, from, bytes: await history.bytesOfDay(from) };
    }),
  );
  const isKnown = days.length > 0 && days.every(({ bytes }) => bytes !== null);
  return { days, bytes: isKnown ? days.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0) : null };
}
