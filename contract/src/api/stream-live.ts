// GET /v1/live/stream: server-sent events, a snapshot and then what changes.
import { Type, type Static } from "typebox";
import { defineEndpoint } from "../endpoint.ts";
import { failuresWith } from "./api-failure.ts";
import { LiveState, liveStateExample } from "./get-live.ts";
import {
  LiveAccessCode,
  LiveAgent,
  LiveCallRow,
  liveExample,
  LiveQueue,
  LiveTenant,
} from "./live-state.ts";
import { standing, TenantName, Time } from "./reply-field.ts";
import { tenantFilter } from "./request-field.ts";

export const streamKinds = ["tenants", "accessCodes", "queues", "agents", "calls"] as const;

/** `snapshot`: everything but calls; kinds that were not asked for are empty lists. */
export const LiveSnapshot = LiveState;
export type LiveSnapshot = Static<typeof LiveSnapshot>;

const changedRows = {
  tenants: Type.Optional(Type.Array(LiveTenant)),
  accessCodes: Type.Optional(Type.Array(LiveAccessCode)),
  queues: Type.Optional(Type.Array(LiveQueue)),
  agents: Type.Optional(Type.Array(LiveAgent)),
  calls: Type.Optional(Type.Array(LiveCallRow)),
};

/**
 * `change`: rows that are not as they were, each one whole; it takes the place of the row of the same
 * tenant and id (of calls: callId). Calls in progress follow a snapshot as changes.
 */
export const LiveChange = Type.Object({
  ...standing,
  ...changedRows,
  gone: Type.Optional(
    Type.Array(
      Type.Object({
        kind: Type.Enum([...streamKinds]),
        tenant: TenantName,
        id: Type.Union([Type.Integer(), Type.String()], { description: "of calls: callId" }),
      }),
      {
        description:
          "rows that are no more: calls that have ended, access codes, queues and agents that were removed",
      },
    ),
  ),
});
export type LiveChange = Static<typeof LiveChange>;

/** `heartbeat`: all is well, nothing has changed. */
export const LiveHeartbeat = Type.Object({ ...standing });
export type LiveHeartbeat = Static<typeof LiveHeartbeat>;

/** `dropped`: the last message before the server closes the stream. */
export const LiveDropped = Type.Object({
  reason: Type.Enum(["tooSlow", "serverStops", "keyRevoked"]),
  detail: Type.String(),
  at: Time,
});
export type LiveDropped = Static<typeof LiveDropped>;

/**
 * A message of the stream: the name of the event, its id (a sequence number, to come back with; "" of those
 * that begin a stream but the last), its data.
 */
export type LiveMessage =
  | { readonly event: "snapshot"; readonly id: string; readonly data: LiveSnapshot }
  | { readonly event: "change"; readonly id: string; readonly data: LiveChange }
  | { readonly event: "heartbeat"; readonly id: string; readonly data: LiveHeartbeat }
  | { readonly event: "dropped"; readonly data: LiveDropped };

const snapshotLines = `id: 5f0c.41\nevent: snapshot\ndata: ${JSON.stringify(liveStateExample)}\n\n`;
const change = {
  generatedAt: 1776220264577,
  completeUpTo: 1776220264312,
  queues: [liveExample.queue],
};

export const streamLive = defineEndpoint({
  id: "streamLive",
  method: "GET",
  path: "/v1/live/stream",
  summary:
    "Server-sent events: snapshot, then change, heartbeat and dropped; resume with Last-Event-ID",
  security: "bearer",
  roles: ["read", "live", "supervise", "admin"],
  listener: "public",
  request: Type.Object({
    ...tenantFilter,
    kinds: Type.Optional(
      Type.Array(Type.Enum([...streamKinds]), {
        minItems: 1,
        maxItems: streamKinds.length,
        description: "absent = all but calls",
      }),
    ),
    lastEventId: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 64,
        description: "for clients that cannot send the header Last-Event-ID",
      }),
    ),
  }),
  reply: Type.String(),
  replyType: "text/event-stream",
  failures: failuresWith("unknownTenant"),
  example: {
    request: { tenant: ["1/170"], kinds: ["queues"] },
    reply: `${snapshotLines}id: 5f0c.42\nevent: change\ndata: ${JSON.stringify(change)}\n\n`,
  },
});
