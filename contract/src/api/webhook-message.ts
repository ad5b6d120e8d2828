// What a webhook sends: the body of a request that the server makes to somebody else's address.
import { Type, type Static } from "typebox";
import { CallEntry } from "./call-row.ts";
import { Milliseconds, Named, TenantName } from "./reply-field.ts";

/**
 * call.ended: a call's record was written. call.missed: that of a missed call. queue.over: a queue went
 * over a limit. queue.back: it has been under its limits again for a while.
 */
export const webhookKinds = ["call.ended", "call.missed", "queue.over", "queue.back"] as const;
export const WebhookKind = Type.Enum([...webhookKinds]);
export type WebhookKind = Static<typeof WebhookKind>;

const head = {
  /** ISO 8601: when it happened, not when it was sent. */
  timestamp: Type.String(),
};

const CallMessage = Type.Object({
  type: Type.Enum(["call.ended", "call.missed"]),
  ...head,
  data: Type.Object({ call: CallEntry }),
});

export const QueueReport = Type.Object({
  tenant: TenantName,
  queue: Named,
  waitingCalls: Type.Integer({ description: "calls that wait, or ring at an agent, now" }),
  longestWaitMs: Milliseconds,
  limits: Type.Object({
    waitingCalls: Type.Optional(Type.Integer()),
    longestWaitMs: Type.Optional(Milliseconds),
  }),
  overSince: Type.Integer({ description: "epoch ms" }),
});
export type QueueReport = Static<typeof QueueReport>;

const QueueMessage = Type.Object({
  type: Type.Enum(["queue.over", "queue.back"]),
  ...head,
  data: QueueReport,
});

const TestMessage = Type.Object({
  type: Type.Literal("webhook.test"),
  ...head,
  data: Type.Object({ tenant: TenantName, webhookId: Type.String() }),
});

export const WebhookMessage = Type.Union([CallMessage, QueueMessage, TestMessage]);
export type WebhookMessage = Static<typeof WebhookMessage>;
