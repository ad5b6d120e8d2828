// The listeners: the public one, and the internal one where it is switched on.
import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { apiRoutes, type ApiRoutesParts } from "./api-routes.ts";
import { cmsRoutes, type CmsRoutesParts } from "./cms-routes.ts";
import { compressAnswers } from "./compress-answers.ts";
import { admitOrigins } from "./cross-origin.ts";
import type { DashboardFiles } from "./dashboard-files.ts";
import { dashboardRoutes } from "./dashboard-routes.ts";
import { docsRoutes } from "./docs-routes.ts";
import type { DocsSite } from "./docs-site.ts";
import { refuseEncodedBodies } from "./encoded-bodies.ts";
import { eventsRoute, type EventsParts } from "./events-route.ts";
import { exportRoute, type ExportRouteParts } from "./export-route.ts";
import { freeswitchRecordsRoute, type RecordsParts } from "./freeswitch-records-route.ts";
import { openApp, type AppLimits } from "./open-app.ts";
import { streamRoute, type StreamRouteParts } from "./stream-route.ts";
import { UnreadAnswers } from "./unread-answers.ts";
import { v1Routes, type V1RoutesParts } from "./v1-routes.ts";

export type Listening = { readonly host: string; readonly port: number };

export type HttpParts = {
  readonly public: Listening;
  /** Off without it. */
  readonly internal: Listening | undefined;
  readonly limits: AppLimits;
  /** Of pages that may ask from elsewhere. */
  readonly allowedOrigins: readonly string[];
  /** The smallest answer of our own API that is compressed; 0 = none. */
  readonly gzipBytesMin: number;
  /** Of answers that are held for who has yet to read them. */
  readonly unreadBytesMax: number;
  readonly logger: Logger;
  readonly now: () => number;
  readonly cms: CmsRoutesParts;
  readonly api: ApiRoutesParts;
  readonly events: Omit<EventsParts, "authenticate">;
  readonly v1: V1RoutesParts;
  readonly stream: StreamRouteParts;
  readonly export: ExportRouteParts;
  /** Of each form. */
  readonly freeswitchRecords: readonly Omit<RecordsParts, "authenticate">[];
  /** undefined = it has not been built. */
  readonly dashboard: DashboardFiles | undefined;
  /** Asked when somebody wants to read; undefined = the server runs without it. */
  readonly docs: () => DocsSite | undefined;
};

export type Http = AsyncDisposable & {
  readonly url: string;
  readonly internalUrl: string;
  readonly hasDashboard: boolean;
};

export async function openHttp(parts: HttpParts): Promise<Http> {
  await using opened = new AsyncDisposableStack();
  const { logger, now } = parts;
  const shared = { logger, now, errorAnswer: parts.api.metrics.errorAnswer };
  const app = openApp(parts.limits, { ...shared, page: parts.dashboard?.get("/") });
  admitOrigins(app, parts.allowedOrigins);
  opened.defer(() => close(app, parts.limits.stopTimeoutMs));
  const unread = new UnreadAnswers({ bytesMax: parts.unreadBytesMax });
  await app.register(async (scope) => {
    unread.watch(scope);
    cmsRoutes(scope, "public", parts.cms);
  });
  const authenticate: RecordsParts["authenticate"] = (request) =>
    parts.api.gate.admitBearer(request, ["ingest"]);
  await app.register(async (scope) => {
    refuseEncodedBodies(scope);
    eventsRoute(scope, { ...parts.events, authenticate });
  });
  for (const records of parts.freeswitchRecords) {
    await app.register(async (scope) => {
      refuseEncodedBodies(scope);
      freeswitchRecordsRoute(scope, { ...records, authenticate });
    });
  }
  await app.register(async (scope) => {
    refuseEncodedBodies(scope);
    compressAnswers(scope, parts.gzipBytesMin);
    unread.watch(scope);
    v1Routes(scope, parts.v1);
  });
  streamRoute(app, parts.stream);
  exportRoute(app, parts.export);
  apiRoutes(app, parts.api);
  dashboardRoutes(app, parts.dashboard);
  docsRoutes(app, parts.docs);
  let internalUrl = "";
  if (parts.internal !== undefined) {
    const internal = openApp(
      { ...parts.limits, tlsCertFile: "", tlsKeyFile: "" },
      { ...shared, page: undefined },
    );
    opened.defer(() => close(internal, parts.limits.stopTimeoutMs));
    await internal.register(async (scope) => cmsRoutes(scope, "internal", parts.cms));
    await listen(internal, parts.internal);
    internalUrl = urlOf(internal, "http");
  }
  await listen(app, parts.public);
  const url = urlOf(app, parts.limits.tlsCertFile === "" ? "http" : "https");
  const owned = opened.move();
  const hasDashboard = parts.dashboard !== undefined;
  return { url, internalUrl, hasDashboard, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** Answers what has been asked, for as long as that may take. */
async function close(app: FastifyInstance, stopTimeoutMs: number): Promise<void> {
  const tooLong = setTimeout(() => app.server.closeAllConnections(), stopTimeoutMs);
  try {
    await app.close();
  } finally {
    clearTimeout(tooLong);
  }
}

async function listen(app: FastifyInstance, { host, port }: Listening): Promise<void> {
  try {
    await app.listen({ host, port, listenTextResolver: () => "listening" });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Cannot listen on '${host}:${port}': ${reason}`, { cause: error });
  }
}

function urlOf(app: FastifyInstance, scheme: string): string {
  // A TCP listener's address is never a text.
  const { address, port, family } = app.server.address() as AddressInfo;
  const shown = address === "0.0.0.0" || address === "::" ? "127.0.0.1" : address;
  return `${scheme}://${family === "IPv6" && shown !== "127.0.0.1" ? `[${shown}]` : shown}:${port}`;
}
