// What happened -> the message that tells of it. The same happening gives the same id, whoever is told.
import { hash } from "node:crypto";
import type { CallEntry, Named, QueueReport, WebhookMessage } from "@trunkline/contract";
import type { CallRow } from "../call/record.ts";
import { tenantKey, tenantOfKey, tenantText, type TenantKey } from "../lib/tenant-key.ts";
import type { Message, OverQueue, Webhook } from "../storage/webhook-store.ts";

export type Describe = {
  readonly call: (row: CallRow, masksNumbers: boolean) => CallEntry;
  /** With its telephone numbers masked; one that is masked stays as it is. */
  readonly masked: (call: CallEntry) => CallEntry;
  readonly queue: (tenant: TenantKey, skillId: number) => Named;
};

/** None, one, or both kinds that a record may be told as. */
export function messagesOfRecord(
  row: CallRow,
  { kinds, masksNumbers }: Pick<Webhook, "kinds" | "masksNumbers">,
  describe: Describe,
  isAgain: boolean,
): readonly Message[] {
  const types = (["call.ended", "call.missed"] as const).filter(
    (kind) => kinds.includes(kind) && (kind === "call.ended" || row.isMissed),
  );
  if (types.length === 0) return [];
  const { callId, arrivedAt, loggedAt, callEnd } = row;
  const data = { call: describe.call(row, masksNumbers) };
  return types.map((type) => ({
    messageId: messageId(type, tenantKey(row), callId, arrivedAt, loggedAt),
    type,
    recordedAt: loggedAt,
    body: bodyOf({ type, timestamp: instant(callEnd), data }),
    isAgain,
  }));
}

export function messageOfQueue(
  type: "queue.over" | "queue.back",
  {
    webhook,
    over,
    at,
    data,
  }: {
    readonly webhook: Pick<Webhook, "id">;
    readonly over: OverQueue;
    readonly at: number;
    readonly data: QueueReport;
  },
): Message {
  return {
    messageId: messageId(type, webhook.id, over.skillId, over.since),
    type,
    recordedAt: 0,
    body: bodyOf({ type, timestamp: instant(at), data }),
    isAgain: false,
  };
}

export function testMessage(
  { id, tenant }: Pick<Webhook, "id" | "tenant">,
  at: number,
): Pick<Message, "messageId" | "body"> {
  const type = "webhook.test";
  const data = { tenant: tenantText(tenantOfKey(tenant)), webhookId: id };
  return {
    messageId: messageId(type, id, at),
    body: bodyOf({ type, timestamp: instant(at), data }),
  };
}

/** A body as it may be sent now: it may have been queued before numbers were masked. */
export function bodyToSend(
  body: string,
  { masksNumbers }: Pick<Webhook, "masksNumbers">,
  { masked }: Pick<Describe, "masked">,
): string {
  if (!masksNumbers) return body;
  // As it was made here.
  const message = JSON.parse(body) as WebhookMessage;
  if (!("call" in message.data)) return body;
  return JSON.stringify({ ...message, data: { call: masked(message.data.call) } });
}

function bodyOf(message: WebhookMessage): string {
  return JSON.stringify(message);
}

function instant(at: number): string {
  return new Date(at).toISOString();
}

/** Without full stops: they divide what is signed. */
function messageId(...parts: readonly (string | number)[]): string {
  return `msg_${hash("sha256", JSON.stringify(parts), "base64url").slice(0, 27)}`;
}
