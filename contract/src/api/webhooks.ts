// Webhooks of a tenant: addresses that the server sends messages to. See webhook-message.ts.
import { Type, type Static } from "typebox";
import { defineEndpoint } from "../endpoint.ts";
import { SkillId } from "../identifier.ts";
import { Removed } from "./admin-tenants.ts";
import { failuresWith } from "./api-failure.ts";
import { Count, Milliseconds, NullableTime, nullable, TenantName, Time } from "./reply-field.ts";
import { Instant, Limit, Offset, TenantText, tenantFilter } from "./request-field.ts";
import { WebhookKind } from "./webhook-message.ts";

const security = "bearer" as const;
const listener = "public" as const;
const roles = ["admin"] as const;

const QueueLimits = Type.Object(
  {
    skillIds: Type.Optional(
      Type.Array(SkillId, { minItems: 1, maxItems: 1000, description: "absent = every queue" }),
    ),
    waitingCalls: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
    longestWaitMs: Type.Optional(Type.Integer({ minimum: 1000, maximum: 86_400_000 })),
  },
  {
    additionalProperties: false,
    description: "a queue is over them when it reaches one; for kinds queue.over and queue.back",
  },
);

const settings = {
  url: Type.String({ minLength: 1, maxLength: 2000, description: "https, without a password" }),
  description: Type.String({ maxLength: 200 }),
  kinds: Type.Array(WebhookKind, { minItems: 1, maxItems: 10 }),
  queueLimits: QueueLimits,
  masksNumbers: Type.Boolean({ description: "telephone numbers are sent masked" }),
  isEnabled: Type.Boolean(),
};

const optionalSettings = {
  description: Type.Optional(settings.description),
  queueLimits: Type.Optional(QueueLimits),
  masksNumbers: Type.Optional(settings.masksNumbers),
  isEnabled: Type.Optional(settings.isEnabled),
};

export const WebhookEntry = Type.Object({
  id: Type.String(),
  tenant: TenantName,
  ...settings,
  disabledBecause: Type.String({ description: '"" while it is sent to' }),
  createdAt: Time,
  pending: Type.Integer({ minimum: 0, description: "messages that wait" }),
  parked: Type.Integer({ minimum: 0, description: "messages given up" }),
  lastDeliveredAt: NullableTime,
  formerSecretEndsAt: nullable(
    Type.Integer({ description: "epoch ms; until then a replaced secret signs too" }),
  ),
});
export type WebhookEntry = Static<typeof WebhookEntry>;

const WebhookMade = Type.Object({
  webhook: WebhookEntry,
  secret: Type.String({ description: "whsec_ and base64, told only now" }),
});

export const WebhookDelivery = Type.Object({
  messageId: Type.String({ description: "the header webhook-id" }),
  type: Type.String(),
  state: Type.Enum(["pending", "parked", "delivered"]),
  queuedAt: Time,
  attempts: Count,
  firstAttemptAt: NullableTime,
  lastAttemptAt: NullableTime,
  nextAttemptAt: NullableTime,
  lastError: Type.String({ description: '"" = none' }),
});
export type WebhookDelivery = Static<typeof WebhookDelivery>;

const WebhookId = Type.String({ minLength: 1, maxLength: 64 });
const id = "wh_5f0c6b1d9a3e4c7a21";
const webhook = {
  id,
  tenant: "1/170",
  url: "https://crm.example.com/trunkline",
  description: "CRM",
  kinds: ["call.missed" as const, "queue.over" as const],
  queueLimits: { skillIds: [21], waitingCalls: 10, longestWaitMs: 120_000 },
  masksNumbers: false,
  isEnabled: true,
  disabledBecause: "",
  createdAt: 1776220200000,
  pending: 0,
  parked: 0,
  lastDeliveredAt: 1776223800000,
  formerSecretEndsAt: null,
};
const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

export const listWebhooks = defineEndpoint({
  id: "listWebhooks",
  method: "GET",
  path: "/v1/webhooks",
  summary: "Webhooks of the tenants, oldest first",
  security,
  roles,
  listener,
  request: Type.Object({ ...tenantFilter }),
  reply: Type.Object({ webhooks: Type.Array(WebhookEntry) }),
  failures: failuresWith("unknownTenant"),
  example: { request: {}, reply: { webhooks: [webhook] } },
});

export const createWebhook = defineEndpoint({
  id: "createWebhook",
  method: "POST",
  path: "/v1/webhooks",
  summary: "Makes a webhook; its secret is told only in this answer",
  security,
  roles,
  listener,
  request: Type.Object({
    tenant: TenantText,
    url: settings.url,
    kinds: settings.kinds,
    ...optionalSettings,
  }),
  reply: WebhookMade,
  failures: failuresWith("unknownTenant", "tooManyWebhooks"),
  example: {
    request: {
      tenant: "1/170",
      url: webhook.url,
      kinds: webhook.kinds,
      description: "CRM",
      queueLimits: webhook.queueLimits,
    },
    reply: { webhook, secret },
  },
});

export const getWebhook = defineEndpoint({
  id: "getWebhook",
  method: "GET",
  path: "/v1/webhooks/{id}",
  summary: "A webhook and how it stands",
  security,
  roles,
  listener,
  request: Type.Object({ id: WebhookId }),
  reply: WebhookEntry,
  failures: failuresWith("unknownWebhook"),
  example: { request: { id }, reply: webhook },
});

export const changeWebhook = defineEndpoint({
  id: "changeWebhook",
  method: "PATCH",
  path: "/v1/webhooks/{id}",
  summary: "Changes what is given; switched on again, a webhook is sent all that it missed",
  security,
  roles,
  listener,
  request: Type.Object({
    id: WebhookId,
    url: Type.Optional(settings.url),
    kinds: Type.Optional(settings.kinds),
    ...optionalSettings,
  }),
  reply: WebhookEntry,
  failures: failuresWith("unknownWebhook"),
  example: { request: { id, isEnabled: true }, reply: webhook },
});

export const deleteWebhook = defineEndpoint({
  id: "deleteWebhook",
  method: "DELETE",
  path: "/v1/webhooks/{id}",
  summary: "Ends a webhook; what waits for it is dropped",
  security,
  roles,
  listener,
  request: Type.Object({ id: WebhookId }),
  reply: Removed,
  failures: failuresWith("unknownWebhook"),
  example: { request: { id }, reply: { removed: id } },
});

export const rotateWebhookSecret = defineEndpoint({
  id: "rotateWebhookSecret",
  method: "POST",
  path: "/v1/webhooks/{id}/rotate-secret",
  summary: "Gives a webhook a new secret; for a while messages are signed by both",
  security,
  roles,
  listener,
  request: Type.Object({ id: WebhookId }),
  reply: WebhookMade,
  failures: failuresWith("unknownWebhook"),
  example: { request: { id }, reply: { webhook, secret } },
});

export const testWebhook = defineEndpoint({
  id: "testWebhook",
  method: "POST",
  path: "/v1/webhooks/{id}/test",
  summary: "Sends a message of type webhook.test once, at once, and tells what came of it",
  security,
  roles,
  listener,
  request: Type.Object({ id: WebhookId }),
  reply: Type.Object({
    isDelivered: Type.Boolean(),
    status: nullable(Type.Integer({ description: "HTTP status; null = no answer" })),
    error: Type.String({ description: '"" = none' }),
    tookMs: Milliseconds,
  }),
  failures: failuresWith("unknownWebhook"),
  example: {
    request: { id },
    reply: { isDelivered: false, status: 500, error: "answered 500", tookMs: 41 },
  },
});

export const replayWebhook = defineEndpoint({
  id: "replayWebhook",
  method: "POST",
  path: "/v1/webhooks/{id}/replay",
  summary: "Sends once more what was recorded from then on, with the same ids, then what comes",
  security,
  roles,
  listener,
  request: Type.Object({ id: WebhookId, from: Instant }),
  reply: Type.Object({
    from: Time,
    to: Type.Integer({ description: "epoch ms: until now" }),
    calls: Type.Integer({ minimum: 0, description: "records in that time" }),
  }),
  failures: failuresWith("unknownWebhook"),
  example: {
    request: { id, from: "2026-04-15T00:00:00Z" },
    reply: { from: 1776211200000, to: 1776223800000, calls: 431 },
  },
});

export const getWebhookDeliveries = defineEndpoint({
  id: "getWebhookDeliveries",
  method: "GET",
  path: "/v1/webhooks/{id}/deliveries",
  summary:
    "Messages of a webhook, newest first: those that wait, were given up, or were just taken",
  security,
  roles,
  listener,
  request: Type.Object({
    id: WebhookId,
    state: Type.Optional(
      Type.Array(WebhookDelivery.properties.state, {
        minItems: 1,
        maxItems: 3,
        description: "absent = all",
      }),
    ),
    offset: Type.Optional(Offset),
    limit: Type.Optional(Limit),
  }),
  reply: Type.Object({ total: Count, deliveries: Type.Array(WebhookDelivery) }),
  failures: failuresWith("unknownWebhook"),
  example: {
    request: { id, state: ["parked"] },
    reply: {
      total: 1,
      deliveries: [
        {
          messageId: "msg_c0HkS9mVn4yXr1sQe7TfUa2bZpL",
          type: "call.missed",
          state: "parked",
          queuedAt: 1776220265120,
          attempts: 34,
          firstAttemptAt: 1776220265131,
          lastAttemptAt: 1776306665131,
          nextAttemptAt: null,
          lastError: "answered 500",
        },
      ],
    },
  },
});

export const webhookEndpoints = [
  listWebhooks,
  createWebhook,
  getWebhook,
  changeWebhook,
  deleteWebhook,
  rotateWebhookSecret,
  testWebhook,
  replayWebhook,
  getWebhookDeliveries,
] as const;
