// Administration of webhooks. A secret is told once, in the answer that makes it.
import type { WebhookDelivery, WebhookEntry } from "@trunkline/contract";
import { mayUse, type Scope } from "../access/scope.ts";
import { tenantOfKey, tenantText } from "../lib/tenant-key.ts";
import { fromHistory } from "../query/storage-failure.ts";
import type { History } from "../storage/history.ts";
import type { Registry, Role } from "../storage/registry.ts";
import type { Delivery, Webhook } from "../storage/webhook-store.ts";
import { isOfQueues } from "../webhook/queue-watch.ts";
import type { Webhooks } from "../webhook/webhooks.ts";
import type { ApiHandlerOf } from "./api-handler.ts";
import { ApiProblem, invalidField } from "./api-problem.ts";
import { tenantOfRequest, tenantsOfRequest } from "./tenants-of-request.ts";
import { timeOrNull } from "./words.ts";

export type WebhookAdministration = {
  readonly webhooks: Webhooks;
  /** What the URL must be and is not; "" = it may be used. */
  readonly faultOfUrl: (url: string) => string;
  readonly perTenantMax: number;
};

export type WebhookHandlersParts = {
  readonly webhookAdministration: WebhookAdministration;
  readonly registry: Pick<Registry, "tenant" | "tenants" | "ensureTenant">;
  readonly history: Pick<History, "countCalls">;
  readonly masksNumbers: (role: Role) => boolean;
};

export type WebhookHandlers = {
  readonly listWebhooks: ApiHandlerOf<"listWebhooks">;
  readonly createWebhook: ApiHandlerOf<"createWebhook">;
  readonly getWebhook: ApiHandlerOf<"getWebhook">;
  readonly changeWebhook: ApiHandlerOf<"changeWebhook">;
  readonly deleteWebhook: ApiHandlerOf<"deleteWebhook">;
  readonly rotateWebhookSecret: ApiHandlerOf<"rotateWebhookSecret">;
  readonly testWebhook: ApiHandlerOf<"testWebhook">;
  readonly replayWebhook: ApiHandlerOf<"replayWebhook">;
  readonly getWebhookDeliveries: ApiHandlerOf<"getWebhookDeliveries">;
};

const limitDefault = 100;
const allStates = ["pending", "parked", "delivered"] as const;

export function webhookHandlers(parts: WebhookHandlersParts): WebhookHandlers {
  const { registry, history } = parts;
  const { webhooks } = parts.webhookAdministration;
  const entry = (webhook: Webhook, now: number) => webhookEntry(webhooks, webhook, now);
  const known = (id: string, scope: Scope) => webhookOf(webhooks, id, scope);
  return {
    listWebhooks: ({ fields, scope, wallNow }) => {
      const tenants = tenantsOfRequest(registry, scope, fields.tenant);
      const found = webhooks.webhooks().filter(({ tenant }) => tenants.includes(tenant));
      return { webhooks: found.map((webhook) => entry(webhook, wallNow)) };
    },
    createWebhook: createWebhook(parts),
    getWebhook: ({ fields, scope, wallNow }) => entry(known(fields.id, scope), wallNow),
    changeWebhook: ({ fields: { id, ...asked }, scope, role, wallNow }) => {
      const webhook = known(id, scope);
      refuse(parts, role, { ...webhook, ...asked }, asked);
      return entry(webhooks.change(webhook, asked), wallNow);
    },
    deleteWebhook: async ({ fields, scope }) => {
      const { id } = known(fields.id, scope);
      await webhooks.remove(id);
      return { removed: id };
    },
    rotateWebhookSecret: ({ fields, scope, wallNow }) => {
      const webhook = webhooks.rotateSecret(known(fields.id, scope));
      return { webhook: entry(webhook, wallNow), secret: webhook.secret };
    },
    testWebhook: async ({ fields, scope, signal }) => {
      const begun = performance.now();
      const result = await webhooks.sendTest(known(fields.id, scope), signal);
      return {
        isDelivered: result.kind === "delivered",
        status: result.status === 0 ? null : result.status,
        error: result.kind === "failed" ? result.reason : "",
        tookMs: Math.round(performance.now() - begun),
      };
    },
    replayWebhook: async ({ fields: { id, from }, scope, now, signal }) => {
      const { tenant } = known(id, scope);
      if (from > now) throw invalidField("from", "not lie in the future", from);
      const range = { tenants: [tenant], time: "recorded", from, to: now } as const;
      const calls = await fromHistory("a count of calls", () => history.countCalls(range, signal));
      const to = webhooks.replay(known(id, scope).id, from);
      return { from, to, calls };
    },
    getWebhookDeliveries: ({ fields, scope }) => {
      const { state: states = allStates, offset = 0, limit = limitDefault } = fields;
      const { id: webhookId } = known(fields.id, scope);
      const { total, rows } = webhooks.deliveries({ webhookId, states, offset, limit });
      return { total, deliveries: rows.map(deliveryEntry) };
    },
  };
}

function createWebhook(parts: WebhookHandlersParts): ApiHandlerOf<"createWebhook"> {
  const { registry, masksNumbers } = parts;
  const { webhooks, perTenantMax } = parts.webhookAdministration;
  return ({ fields, scope, role, wallNow }) => {
    const { description = "", queueLimits = {}, isEnabled = true, url, kinds } = fields;
    const tenant = tenantOfRequest(registry, scope, fields.tenant);
    const masks = fields.masksNumbers ?? masksNumbers(role);
    refuse(parts, role, { queueLimits, kinds, masksNumbers: masks }, { url });
    const others = webhooks.webhooks().filter((webhook) => webhook.tenant === tenant);
    if (others.length >= perTenantMax) {
      const detail = `Tenant '${fields.tenant}' has ${others.length} webhooks, the most that it may have`;
      throw new ApiProblem("tooManyWebhooks", detail, "tenant");
    }
    registry.ensureTenant(tenant);
    const settings = { description, queueLimits, isEnabled, url, kinds, masksNumbers: masks };
    const made = webhooks.create(tenant, settings);
    return { webhook: webhookEntry(webhooks, made, wallNow), secret: made.secret };
  };
}

/** `whole`: as the webhook will be. `asked`: what is new of it. */
function refuse(
  { webhookAdministration, masksNumbers }: WebhookHandlersParts,
  role: Role,
  whole: Pick<Webhook, "kinds" | "queueLimits" | "masksNumbers">,
  asked: { readonly url?: string; readonly masksNumbers?: boolean },
): void {
  const { url } = asked;
  const fault = url === undefined ? "" : webhookAdministration.faultOfUrl(url);
  if (fault !== "") throw invalidField("url", fault, url);
  const { waitingCalls, longestWaitMs } = whole.queueLimits;
  if (whole.kinds.some(isOfQueues) && waitingCalls === undefined && longestWaitMs === undefined) {
    const must = "hold 'waitingCalls' or 'longestWaitMs' for kinds queue.over and queue.back";
    throw invalidField("queueLimits", must, whole.queueLimits);
  }
  const isLed = (url ?? asked.masksNumbers) !== undefined;
  if (isLed && !whole.masksNumbers && masksNumbers(role)) {
    const detail =
      "Telephone numbers are masked for this key, so for webhooks that it makes or leads elsewhere";
    throw new ApiProblem("forbidden", detail, "masksNumbers");
  }
}

function webhookOf(webhooks: Webhooks, id: string, scope: Scope): Webhook {
  const webhook = webhooks.webhook(id);
  if (webhook !== undefined && mayUse(scope, webhook.tenant)) return webhook;
  throw new ApiProblem("unknownWebhook", `There is no webhook '${id}'`, "id");
}

function webhookEntry(webhooks: Webhooks, webhook: Webhook, now: number): WebhookEntry {
  const { id, tenant, url, description, queueLimits, masksNumbers, createdAt } = webhook;
  const { skillIds, ...limits } = queueLimits;
  const { pending, parked, lastDeliveredAt } = webhooks.counts(id);
  const formerEndsAt = webhook.formerSecret?.endsAt ?? 0;
  return {
    id,
    tenant: tenantText(tenantOfKey(tenant)),
    ...{ url, description, kinds: [...webhook.kinds], masksNumbers, createdAt },
    queueLimits: skillIds === undefined ? limits : { skillIds: [...skillIds], ...limits },
    isEnabled: webhook.disabledBecause === "",
    disabledBecause: webhook.disabledBecause,
    ...{ pending, parked, lastDeliveredAt: timeOrNull(lastDeliveredAt) },
    formerSecretEndsAt: formerEndsAt > now ? formerEndsAt : null,
  };
}

function deliveryEntry(delivery: Delivery): WebhookDelivery {
  const { messageId, type, state, queuedAt, attempts, lastError, dueAt } = delivery;
  return {
    ...{ messageId, type, state, queuedAt, attempts, lastError },
    firstAttemptAt: timeOrNull(delivery.firstAttemptAt),
    lastAttemptAt: timeOrNull(delivery.lastAttemptAt),
    nextAttemptAt: state === "pending" ? timeOrNull(dueAt) : null,
  };
}
