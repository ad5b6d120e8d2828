// Which handler answers which endpoint of our own API: an endpoint without one does not compile.
import type { ConnectorStatus } from "../connector/connector.ts";
import type { LiveBoard } from "../live/live-board.ts";
import type { IngestTally } from "../observe/ingest-tally.ts";
import type { History } from "../storage/history.ts";
import type { Registry, Role } from "../storage/registry.ts";
import { adminCheckHandlers } from "./admin-checks.ts";
import { bearerKeyHandlers, cmsKeyHandlers } from "./admin-keys.ts";
import { adminTenantHandlers } from "./admin-tenants.ts";
import type { Recording } from "./all-recorded.ts";
import type { ApiHandlers } from "./api-handler.ts";
import { countsOfToday } from "./counts-of-today.ts";
import { exportCallsHandler, type ExportCallsHandler, type ExportLimits } from "./export-calls.ts";
import { getCallVconHandler } from "./get-call-vcon.ts";
import { getCallHandler } from "./get-call.ts";
import { getCallsHandler } from "./get-calls.ts";
import { getLiveCallsHandler } from "./get-live-calls.ts";
import { liveHandlers } from "./get-live.ts";
import { getMeHandler } from "./get-me.ts";
import { getOperationsHandler, type OperationsParts } from "./get-operations.ts";
import { getTenantsHandler } from "./get-tenants.ts";
import { LiveFeed, type FeedLimits } from "./live-feed.ts";
import { openLiveRows } from "./live-rows.ts";
import { getMissedCallsHandler, resolveMissedCallHandler } from "./missed-calls.ts";
import { openNames } from "./names.ts";
import { reportHandlers } from "./reports.ts";
import type { Thresholds } from "./service-level.ts";
import { streamLiveHandler, type StreamLiveHandler } from "./stream-live.ts";
import { getTaskHandler, getTasksHandler } from "./tasks.ts";
import { openToday } from "./today.ts";
import { webhookHandlers, type WebhookAdministration } from "./webhooks.ts";

export type ApiParts = {
  readonly live: LiveBoard;
  readonly history: History;
  readonly registry: Registry;
  readonly sources: () => readonly ConnectorStatus[];
  readonly tally: Pick<IngestTally, "read">;
  readonly ingest: OperationsParts["ingest"] & Recording["ingest"];
  readonly notReady: () => string;
  readonly version: string;
  /** The time of calls. */
  readonly callNow: () => number;
  readonly now: () => number;
  readonly randomBytes: (bytes: number) => Buffer;
  readonly webhookAdministration: WebhookAdministration;
  readonly maskedRoles: readonly Role[];
  readonly keepDays: number;
  readonly thresholds: Thresholds;
  readonly reportRowsMax: number;
  readonly todayPauseMs: number;
  readonly stream: FeedLimits;
  readonly export: ExportLimits;
  readonly failed: (error: unknown) => void;
  readonly drifted: (counters: number) => void;
  /** Fires when the server closes. */
  readonly signal: AbortSignal;
};

export type Api = {
  readonly handlers: ApiHandlers;
  readonly streamLive: StreamLiveHandler;
  readonly exportCalls: ExportCallsHandler;
  readonly feed: LiveFeed;
};

export function openApi(given: ApiParts): Api {
  const { live, history, registry, thresholds, signal, callNow, now, randomBytes } = given;
  const names = openNames({ registry, live });
  const today = openToday({
    registry,
    ask: countsOfToday({ history, thresholds, signal }),
    now: callNow,
    pauseMs: given.todayPauseMs,
  });
  const rows = openLiveRows({ live, registry, names, today });
  const feed = new LiveFeed({
    ...{ live, registry, names, rows, today },
    limits: given.stream,
    now: callNow,
    wallNow: now,
    feedId: randomBytes(4).toString("hex"),
    failed: given.failed,
  });
  const masksNumbers = (role: Role) => given.maskedRoles.includes(role);
  const parts = { ...given, names, today, rows, masksNumbers, rowsMax: given.reportRowsMax };
  const handlers: ApiHandlers = {
    getMe: getMeHandler(parts),
    getTenants: getTenantsHandler(parts),
    ...liveHandlers(parts),
    getLiveCalls: getLiveCallsHandler(parts),
    getCalls: getCallsHandler(parts),
    getCall: getCallHandler(parts),
    getCallVcon: getCallVconHandler(parts),
    getMissedCalls: getMissedCallsHandler(parts),
    resolveMissedCall: resolveMissedCallHandler(parts),
    ...reportHandlers(parts),
    getTasks: getTasksHandler(parts),
    getTask: getTaskHandler(parts),
    getOperations: getOperationsHandler({
      ...parts,
      streams: () => feed.size,
      startedAt: now(),
    }),
    ...adminCheckHandlers(parts),
    ...adminTenantHandlers(parts),
    ...bearerKeyHandlers(parts),
    ...cmsKeyHandlers(parts),
    ...webhookHandlers(parts),
  };
  return {
    handlers,
    streamLive: streamLiveHandler({ registry, feed, masksNumbers }),
    exportCalls: exportCallsHandler({ ...parts, limits: given.export }),
    feed,
  };
}
