// The composition root: the only file that sees everything.
import { randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Logger } from "pino";
import { deriveTokenKey } from "./access/c1-token.ts";
import { openKeyUses, type KeyUses } from "./access/key-uses.ts";
import { openLockOut } from "./access/lock-out.ts";
import { openApi, type Api } from "./api/api-handlers.ts";
import type { WebhookAdministration } from "./api/webhooks.ts";
import { openCmsHandlers } from "./cms/cms-handlers.ts";
import type { Options } from "./config/option-table.ts";
import type { ConnectorStatus } from "./connector/connector.ts";
import { freeswitchRecords } from "./freeswitch-records.ts";
import { readDashboard } from "./http/dashboard-files.ts";
import { openDocs } from "./http/docs-site.ts";
import { readDocs } from "./http/docs-source.ts";
import { openGate } from "./http/gate.ts";
import type { AppLimits } from "./http/open-app.ts";
import { openHttp, type Http } from "./http/open-http.ts";
import { openRateLimit } from "./http/rate-limit.ts";
import type { CommitObserver } from "./ingest/group-commit.ts";
import type { Ingest } from "./ingest/ingest.ts";
import { openIngest, type IngestLimits, type TrunklineIngest } from "./ingest/open-ingest.ts";
import { keepToldQueues } from "./ingest/told-queues.ts";
import { tenantKey } from "./lib/tenant-key.ts";
import { LiveBoard } from "./live/live-board.ts";
import { openAudit } from "./observe/audit.ts";
import { openIngestTally, type IngestTally } from "./observe/ingest-tally.ts";
import { openCommitLog, type CommitLog } from "./observe/commit-log.ts";
import { openMetrics, type Metrics } from "./observe/metrics.ts";
import { newestRecords } from "./query/newest-records.ts";
import { openQuestions } from "./query/questions.ts";
import { periodicJobs } from "./periodic-jobs.ts";
import { openSources } from "./run-sources.ts";
import { runWebhooks } from "./run-webhooks.ts";
import type { History, HistoryBatch } from "./storage/history.ts";
import type { Registry } from "./storage/registry.ts";
import type { WebhookStore } from "./storage/webhook-store.ts";
import type { Webhooks } from "./webhook/webhooks.ts";

export type ServerParts = {
  readonly options: Options;
  readonly history: History;
  readonly registry: Registry;
  readonly webhookStore: WebhookStore;
  readonly masterKey: Uint8Array;
  readonly logger: Logger;
  readonly now: () => number;
  /** The time of calls: of its own while a demo replays; signatures and keys live in real time. */
  readonly callNow?: () => number;
  readonly version: string;
};

const projectFolder = fileURLToPath(new URL("../..", import.meta.url));

export type Server = AsyncDisposable & {
  readonly http: Http;
  readonly ingest: Pick<Ingest, "accept" | "isOverloaded">;
  readonly board: LiveBoard;
};

/** Takes over the three stores: closing the server closes them, after what it had accepted. */
export async function startServer(parts: ServerParts): Promise<Server> {
  const { options, history, registry, logger, now, callNow = now } = parts;
  await using opened = new AsyncDisposableStack();
  opened.use(registry);
  opened.use(parts.webhookStore);
  opened.use(history);
  const keyUses = opened.use(
    openKeyUses({
      ...{ registry, everyMs: options["key.noteUseEveryMs"] },
      failed: (err) => logger.warn({ err }, "the last use of keys could not be written"),
    }),
  );
  const board = new LiveBoard();
  const metrics = openMetrics(board, parts.version);
  watchDamage(parts, metrics);
  const tally = openIngestTally(now);
  // Both come to be after those who tell them, or ask them, of something.
  let api: Api | undefined;
  let webhooks: Webhooks | undefined;
  let sourceStatuses: Inner["sources"] = () => [];
  const ingest = await openIngest({
    history,
    board,
    registry,
    now: callNow,
    observer: commitObserver(metrics, openCommitLog(logger), (batch) => {
      for (const { call } of batch.ended) api?.feed.recorded(tenantKey(call));
      for (const { tenant } of batch.reopened) api?.feed.recorded(tenant);
      webhooks?.committed(batch);
    }),
    limits: ingestLimits(options),
  });
  opened.use(ingest);
  // What has been asked is answered first: the questions' signal fires only after the listeners' end.
  const closed = new AbortController();
  opened.defer(() => closed.abort());
  await restoreStanding(parts, board, closed.signal);
  opened.use(keepQueues(parts, board));
  const inner: Inner = { board, metrics, ingest, tally, sources: () => sourceStatuses() };
  const webhookAdministration = runWebhooks({
    ...parts,
    ...{ store: parts.webhookStore, board, metrics, callNow },
  });
  webhooks = opened.use(webhookAdministration.webhooks);
  api = openOwnApi(parts, { ...inner, webhookAdministration, signal: closed.signal });
  opened.use(api.feed);
  const counted = countedIngest(inner);
  // Before anybody is let in: a source that cannot be used ends the start.
  const sources = openSources({ options, ingest: counted, board, logger, now });
  sourceStatuses = sources.statuses;
  const http = await openListeners(parts, { ...inner, api, keyUses, signal: closed.signal });
  opened.use(http);
  opened.use(sources.run());
  metrics.watchSources(sources.statuses);
  opened.use(periodicJobs(parts, inner));
  const owned = opened.move();
  return {
    http,
    ingest: counted,
    board,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** `tell` those who wait for what is on disk. */
function commitObserver(
  metrics: Metrics,
  log: CommitLog,
  tell: (batch: HistoryBatch) => void,
): CommitObserver {
  return {
    committed: (batch, tookMs) => {
      metrics.commit(tookMs, batch.events.length);
      log.committed();
      tell(batch);
    },
    failed: (error, attempt) => {
      metrics.commitFailed();
      log.failed(error, attempt);
    },
  };
}

function watchDamage({ history, logger }: ServerParts, metrics: Metrics): void {
  history.watchDamage((file) => {
    metrics.damagedFile();
    logger.error({ file }, "a damaged file of records was set aside: 'A damaged day' in the guide");
  });
}

/** Up to when all is known: without it answers after a restart could not say. */
async function restoreStanding(
  { history, registry, logger }: ServerParts,
  board: LiveBoard,
  signal: AbortSignal,
): Promise<void> {
  try {
    const newest = await newestRecords({ history, registry }, signal);
    for (const [tenant, at] of newest) board.noteEvent(tenant, at);
  } catch (err) {
    logger.warn({ err }, "the newest records could not be looked up");
  }
}

function keepQueues(
  { options, registry, logger, now, callNow = now }: ServerParts,
  board: LiveBoard,
): AsyncDisposable {
  return keepToldQueues({
    ...{ board, registry, now: callNow },
    everyMs: options["registry.noteQueuesEveryMs"],
    keepMs: options["history.keepDays"] * 86_400_000,
    failed: (err) => logger.warn({ err }, "the queues that events told could not be written"),
  });
}

/** Whatever the source, its events count. */
function countedIngest({ ingest, metrics, tally }: Inner): Server["ingest"] {
  return {
    // Not awaited here, which would hold the candidates until they are on disk.
    accept: (candidates, origin) =>
      ingest.accept(candidates, origin).then((reply) => {
        const counts = { ...reply, refused: reply.refused.length };
        metrics.events(counts);
        tally.note(counts);
        return reply;
      }),
    isOverloaded: () => ingest.isOverloaded(),
  };
}

type Inner = {
  readonly board: LiveBoard;
  readonly metrics: Metrics;
  readonly ingest: TrunklineIngest;
  readonly tally: IngestTally;
  readonly sources: () => readonly ConnectorStatus[];
};

function openOwnApi(
  parts: ServerParts,
  inner: Inner & {
    readonly webhookAdministration: WebhookAdministration;
    readonly signal: AbortSignal;
  },
): Api {
  const { board, metrics, ingest, tally, sources, webhookAdministration, signal } = inner;
  const { options, history, registry, logger, now, callNow = now, version } = parts;
  return openApi({
    ...{ history, registry, sources, tally, ingest, version, now, callNow, randomBytes, signal },
    webhookAdministration,
    live: board,
    notReady: () => notReady(ingest),
    maskedRoles: options["privacy.maskNumbersForRoles"],
    keepDays: options["history.keepDays"],
    thresholds: {
      thresholdSeconds: options["report.thresholdSeconds"],
      shortAbandonSeconds: options["report.shortAbandonSeconds"],
    },
    reportRowsMax: options["report.rowsMax"],
    todayPauseMs: options["api.todayPauseMs"],
    stream: {
      eventsPerSecondMax: options["api.streamEventsPerSecondMax"],
      streamsPerKeyMax: options["api.streamsPerKeyMax"],
      streamsMax: options["api.streamsMax"],
      bufferBytesMax: options["api.streamBufferBytesMax"],
      resumeBytesMax: options["api.streamResumeBytesMax"],
      heartbeatMs: options["api.streamHeartbeatMs"],
      lingerMs: options["api.streamLingerMs"],
    },
    export: {
      pageRows: options["export.pageRows"],
      rowGroupRows: options["export.rowGroupRows"],
      exportsMax: options["export.exportsMax"],
      threadsMax: options["export.threadsMax"] || threadsOfExport(),
    },
    drifted: metrics.drift,
    failed: (err) => logger.error({ err }, "today's counts could not be asked for"),
  });
}

/** A second one needs a core that neither the main thread nor the reading of the answer takes. */
function threadsOfExport(): number {
  return availableParallelism() > 2 ? 2 : 1;
}

/** "" when ready. */
function notReady(ingest: Pick<TrunklineIngest, "isFailing">): string {
  return ingest.isFailing() ? "the store refuses commits" : "";
}

async function openListeners(
  parts: ServerParts,
  inner: Inner & { readonly api: Api; readonly keyUses: KeyUses; readonly signal: AbortSignal },
): Promise<Http> {
  const { board, metrics, ingest, api, keyUses, signal } = inner;
  const { options, history, registry, logger, now, callNow = now, version } = parts;
  const gate = openAccess(parts, keyUses);
  const handlers = openCmsHandlers({
    questions: openQuestions({ history, live: board, registry }),
    tenants: registry,
    historyWindow: options["history.window"],
    defaultCcId: options.defaultCcId,
    strict: options.strict,
    reportFailure: (err, endpoint) => logger.error({ err, endpoint }, "a question failed"),
  });
  const audit = openAudit(logger, options["log.audit"]);
  const { queryTimer } = metrics;
  return openHttp({
    public: { host: options["http.host"], port: options["http.port"] },
    internal:
      options["internal.port"] === 0
        ? undefined
        : { host: options["internal.host"], port: options["internal.port"] },
    limits: appLimits(options),
    allowedOrigins: options["http.allowedOrigins"],
    gzipBytesMin: options["http.gzipBytesMin"],
    unreadBytesMax: options["http.unreadBytesMax"],
    logger,
    now,
    dashboard: readDashboard(join(projectFolder, "dashboard/dist")),
    docs: () => openDocs(readDocs(projectFolder), { version }),
    cms: { handlers, gate, now, callNow, queryTimer, audit, signal },
    api: {
      gate,
      metrics,
      version,
      isMetricsOpen: options["metrics.open"],
      notReady: () => notReady(ingest),
    },
    v1: { handlers: api.handlers, gate, now, callNow, queryTimer, audit, signal },
    stream: {
      handler: api.streamLive,
      gate,
      audit,
      stop: () => api.feed[Symbol.dispose](),
      farewellMs: options["api.streamFarewellMs"],
    },
    export: { handler: api.exportCalls, gate, audit, stallMs: options["export.stallMs"] },
    events: {
      ingest: countedIngest(inner),
      limits: {
        bodyBytesMax: options["ingest.bodyBytesMax"],
        lineBytesMax: options["ingest.lineBytesMax"],
        chunkEvents: options["ingest.chunkEvents"],
        chunksInFlight: options["ingest.chunksInFlight"],
        eventsInFlightPerKeyMax: options["ingest.eventsInFlightPerKeyMax"],
        refusedLinesMax: options["ingest.refusedLinesMax"],
        retryAfterSeconds: options["ingest.retryAfterSeconds"],
      },
    },
    freeswitchRecords: (await freeswitchRecords(options)).map((records) => ({
      ...records,
      ingest: countedIngest(inner),
      retryAfterSeconds: options["ingest.retryAfterSeconds"],
    })),
  });
}

function ingestLimits(options: Options): IngestLimits {
  return {
    pendingEventsMax: options["ingest.pendingEventsMax"],
    endedCallsCached: options["ingest.endedCallsCached"],
    eventsPerCallMax: options["ingest.eventsPerCallMax"],
    eventsPerTaskMax: options["ingest.eventsPerTaskMax"],
    aheadMsMax: options["ingest.aheadHoursMax"] * 3_600_000,
    refusedTextMax: options["ingest.refusedTextMax"],
    commitRetryAfterMs: options["ingest.commitRetryAfterMs"],
  };
}

function appLimits(options: Options): AppLimits {
  return {
    bodyBytesMax: options["http.bodyBytesMax"],
    headerBytesMax: options["http.headerBytesMax"],
    connectionsMax: options["http.connectionsMax"],
    requestTimeoutMs: options["http.requestTimeoutMs"],
    keepAliveTimeoutMs: options["http.keepAliveTimeoutMs"],
    stopTimeoutMs: options["http.stopTimeoutMs"],
    trustedProxies: options["http.trustedProxies"],
    tlsCertFile: options["http.tls.certFile"],
    tlsKeyFile: options["http.tls.keyFile"],
  };
}

/** Who may ask: keys, tokens, and what keeps guesses and floods out. */
function openAccess({ options, registry, masterKey, now }: ServerParts, keyUses: KeyUses) {
  const decoySecret = randomBytes(24).toString("base64url");
  const tokenKeys = {
    tokenKey: deriveTokenKey(masterKey),
    app: (appKey: string) => registry.app(appKey),
    decoySecret,
  };
  const lockOut = openLockOut({
    guessesMax: options["lockOut.guessesMax"],
    windowMs: options["lockOut.windowMs"],
    lockMs: options["lockOut.lockMs"],
    addressesMax: options["lockOut.addressesMax"],
  });
  const namesMax = options["limit.clientsMax"];
  const ofKeys = () =>
    openRateLimit({ perSecond: options["limit.requestsPerSecondPerKey"], namesMax });
  return openGate({
    registry,
    tokenKeys,
    decoySecret,
    lockOut,
    keyRates: { bearer: ofKeys(), access: ofKeys(), app: ofKeys() },
    addressRate: openRateLimit({
      perSecond: options["limit.requestsPerSecondPerAddress"],
      namesMax,
    }),
    tokenRate: openRateLimit({ perSecond: options["limit.tokensPerSecond"], namesMax }),
    randomHex: (bytes) => randomBytes(bytes).toString("hex"),
    signatureAgeMaxMs: options["signature.ageSecondsMax"] * 1000,
    explainSignatures: options.explainSignatures,
    now,
    keyUses,
  });
}
