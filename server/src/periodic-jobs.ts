// What the server does by itself, again and again.
import type { Options } from "./config/option-table.ts";
import type { ExpireAfter, TrunklineIngest } from "./ingest/open-ingest.ts";
import { every } from "./lib/every.ts";
import type { LiveBoard } from "./live/live-board.ts";
import type { Metrics } from "./observe/metrics.ts";
import type { ServerParts } from "./server.ts";
import { dropOldRecords, heldBackText } from "./storage/drop-old-records.ts";

type Parts = Pick<ServerParts, "options" | "history" | "registry" | "logger" | "now">;

type Inner = {
  readonly board: LiveBoard;
  readonly metrics: Metrics;
  readonly ingest: TrunklineIngest;
};

/** Until they are disposed, which waits for what is under way. */
export function periodicJobs(
  { options, history, registry, logger, now }: Parts,
  { board, metrics, ingest }: Inner,
): AsyncDisposable {
  const opened = new AsyncDisposableStack();
  const failed = (err: unknown) => logger.error({ err }, "a periodic job failed");
  const expireAfter = expireAfterOf(options);
  opened.use(
    every(options["call.expireCheckMs"], failed, async () => {
      const expired = await ingest.expireSilentCalls(expireAfter);
      if (expired > 0) logger.warn({ expired }, "closed calls that were silent for too long");
    }),
  );
  opened.use(
    every(options["metrics.driftCheckMs"], failed, async () => {
      const drift = board.verify();
      metrics.drift(drift.length);
      if (drift.length > 0) logger.error({ drift: drift.slice(0, 10) }, "live counters drifted");
    }),
  );
  opened.use(
    every(options["history.dropCheckMs"], failed, async (signal) => {
      const keepDays = options["history.keepDays"];
      const dropped = await dropOldRecords({ history, registry, now: now(), keepDays, signal });
      if (dropped.days + dropped.tasks > 0) {
        logger.info(dropped, "dropped days of records, and tasks, that are kept no longer");
      }
      if (dropped.heldBack > 0) logger.warn(dropped, heldBackText);
    }),
  );
  return opened;
}

function expireAfterOf(options: Options): ExpireAfter {
  return {
    arrived: options["call.expireAfterMs.arrived"],
    ivr: options["call.expireAfterMs.ivr"],
    queued: options["call.expireAfterMs.queued"],
    ringing: options["call.expireAfterMs.ringing"],
    talking: options["call.expireAfterMs.talking"],
    held: options["call.expireAfterMs.held"],
    outside: options["call.expireAfterMs.outside"],
  };
}
