// The webhooks of a server, put together from its options.
import { randomBytes } from "node:crypto";
import type { Logger } from "pino";
import { endedEntry } from "./api/call-entry.ts";
import { maskNumbers } from "./api/mask-rows.ts";
import { openNames } from "./api/names.ts";
import type { WebhookAdministration } from "./api/webhooks.ts";
import type { Options } from "./config/option-table.ts";
import type { LiveBoard } from "./live/live-board.ts";
import type { Metrics } from "./observe/metrics.ts";
import type { History } from "./storage/history.ts";
import type { Registry } from "./storage/registry.ts";
import type { Webhook, WebhookStore } from "./storage/webhook-store.ts";
import { openAddressGuard } from "./webhook/address-guard.ts";
import { openPoster } from "./webhook/post-message.ts";
import { faultOfUrl } from "./webhook/target-url.ts";
import type { Describe } from "./webhook/webhook-message.ts";
import { Webhooks, type WebhookLimits, type WebhookObserver } from "./webhook/webhooks.ts";

export function runWebhooks({
  options,
  store,
  history,
  registry,
  board,
  metrics,
  logger,
  now,
  callNow,
  version,
}: {
  readonly options: Options;
  readonly store: WebhookStore;
  readonly history: Pick<History, "searchCalls">;
  readonly registry: Registry;
  readonly board: LiveBoard;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly now: () => number;
  readonly callNow: () => number;
  readonly version: string;
}): WebhookAdministration {
  const guard = openAddressGuard(options["webhook.privateNetworksAllowed"]);
  const poster = openPoster({
    ...{ guard, version, now },
    timeoutMs: options["webhook.timeoutMs"],
    responseBytesMax: options["webhook.responseBytesMax"],
  });
  const webhooks = new Webhooks({
    ...{ store, history, live: board, poster, now, callNow, randomBytes, random: Math.random },
    describe: openDescribe({ registry, live: board }),
    limits: limitsOf(options),
    observer: observerOf(metrics, logger),
  });
  metrics.watchWebhooks(() => webhooks.figures());
  return {
    webhooks,
    faultOfUrl: (url) => faultOfUrl(url, { guard, allowsHttp: options["webhook.allowHttp"] }),
    perTenantMax: options["webhook.perTenantMax"],
  };
}

/** Messages say it as our own API does. */
export function openDescribe(parts: Parameters<typeof openNames>[0]): Describe {
  const names = openNames(parts);
  return {
    call: (row, masksNumbers) => {
      const entry = endedEntry(names, row);
      return masksNumbers ? maskNumbers(entry) : entry;
    },
    masked: maskNumbers,
    queue: names.queue,
  };
}

function observerOf(metrics: Metrics, logger: Logger): WebhookObserver {
  const told = ({ id, tenant, url }: Webhook) => ({ webhook: id, tenant, url });
  return {
    attempted: (webhook, { messageId, attempts }, result) => {
      metrics.webhookAttempt(result.kind);
      if (result.kind === "delivered") return;
      const { reason } = result;
      const line = { ...told(webhook), messageId, attempt: attempts + 1, reason };
      logger.debug(line, "a webhook's message was not taken");
    },
    parked: (webhook, { messageId }, reason) => {
      logger.warn({ ...told(webhook), messageId, reason }, "a webhook's message was given up");
    },
    disabled: (webhook) => {
      const reason = webhook.disabledBecause;
      logger.error({ ...told(webhook), reason }, "a webhook was switched off");
    },
    failed: (err) => logger.error({ err }, "webhooks could not go on; they will try again"),
  };
}

const pageRows = 1000;
const failureRetryMs = 5000;
const pruneMs = 60_000;

function limitsOf(options: Options): WebhookLimits {
  return {
    lane: {
      pauses: {
        firstMs: options["webhook.retryFirstMs"],
        mostMs: options["webhook.retryMostMs"],
      },
      retryForMs: options["webhook.retryForMs"],
      orderedForMs: options["webhook.orderedForMs"],
      inFlightMax: options["webhook.inFlightPerWebhookMax"],
    },
    feed: {
      pendingMax: options["webhook.pendingMax"],
      gatheredMax: options["webhook.gatheredMax"],
      pageRows,
      overlapMs: options["webhook.overlapMs"],
      endedWithinMs: options["webhook.endedWithinMs"],
      retryMs: failureRetryMs,
    },
    inFlightMax: options["webhook.inFlightMax"],
    formerSecretMs: options["webhook.formerSecretMs"],
    keepDeliveredMs: options["webhook.keepDeliveredMs"],
    keepParkedMs: options["webhook.keepParkedMs"],
    queueCheckMs: options["webhook.queueCheckMs"],
    queueSettleMs: options["webhook.queueSettleMs"],
    pruneMs,
  };
}
