// The live sources of a server: connectors that feed the ingest until the server stops.
import type { Logger } from "pino";
import type { Options } from "./config/option-table.ts";
import type { Connector, ConnectorStatus, EventSink } from "./connector/connector.ts";
import type { LiveSource } from "./connector/live-source.ts";
import { openConnectors } from "./connector/open-connectors.ts";
import { defaultLineLimits, type LineLimits } from "./connector/socket-connector.ts";
import type { Ingest } from "./ingest/ingest.ts";
import type { LiveBoard } from "./live/live-board.ts";

export type Sources = {
  readonly statuses: () => readonly ConnectorStatus[];
  /** Until it is disposed of. */
  readonly run: () => AsyncDisposable;
};

/** Throws where one of them cannot be used, such as without the file of its secret: nothing runs by then. */
export function openSources({
  options,
  ingest,
  board,
  logger,
  now,
}: {
  readonly options: Options;
  readonly ingest: Pick<Ingest, "accept">;
  readonly board: LiveBoard;
  readonly logger: Logger;
  readonly now: () => number;
}): Sources {
  const connectors: readonly Connector[] = openConnectors(options.sources, {
    sinkOf: (source) => sinkOf(source, ingest, logger),
    knownCalls: function* (source) {
      for (const { call, events } of board.entries()) {
        if (events[0]?.source === source) yield call;
      }
    },
    limits: lineLimitsOf(options),
    now,
    random: Math.random,
    tell: (level, text) => logger[level](text),
  });
  return {
    statuses: () => connectors.map((connector) => connector.status()),
    run: () => runConnectors(connectors),
  };
}

function runConnectors(connectors: readonly Connector[]): AsyncDisposable {
  const stopping = new AbortController();
  const running = Promise.all(connectors.map((connector) => connector.run(stopping.signal)));
  return {
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await running;
    },
  };
}

/** A source may write its own tenants alone, whatever the PBX says. */
function sinkOf(
  { name, tenants }: LiveSource,
  ingest: Pick<Ingest, "accept">,
  logger: Logger,
): EventSink {
  const own = new Set(tenants);
  return async (events) => {
    const candidates = events.map((value, index) => ({ line: index + 1, value }));
    const reply = await ingest.accept(candidates, {
      source: name,
      mayWrite: (tenant) => own.has(tenant),
    });
    const [first] = reply.refused;
    if (first !== undefined) {
      const { field, reason } = first;
      logger.warn({ source: name, refused: reply.refused.length, field, reason }, "refused events");
    }
    return { refused: reply.refused.length };
  };
}

export function lineLimitsOf(options: Options): LineLimits {
  return {
    ...defaultLineLimits,
    backOff: {
      ...defaultLineLimits.backOff,
      firstMs: options["connector.reconnectFirstMs"],
      mostMs: options["connector.reconnectMostMs"],
    },
    connectTimeoutMs: options["connector.connectTimeoutMs"],
    readAheadBytesMax: options["connector.readAheadBytesMax"],
    silenceMs: options["connector.silenceMs"],
  };
}
