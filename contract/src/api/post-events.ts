// POST /v1/events
import { Type } from "typebox";
import { defineEndpoint } from "../endpoint.ts";
import { eventSchemas, type SentEvent } from "../event.ts";
import { apiFailures } from "./api-failure.ts";

/** One schema per kind; the server picks it by `kind`. */
const AnyEvent = Type.Unsafe<SentEvent>(Type.Union(Object.values(eventSchemas)));

export const EventsReply = Type.Object({
  accepted: Type.Integer({ description: "new events, on disk when this answer is sent" }),
  duplicates: Type.Integer({ description: "events that were known already" }),
  refused: Type.Array(
    Type.Object({
      line: Type.Integer({ description: "counts from 1" }),
      field: Type.String(),
      reason: Type.String(),
    }),
  ),
});

export const postEvents = defineEndpoint({
  id: "postEvents",
  method: "POST",
  path: "/v1/events",
  summary: "Takes events: NDJSON, a JSON array, or a CloudEvents 1.0 batch",
  security: "bearer",
  roles: ["ingest", "admin"],
  listener: "public",
  request: Type.Array(AnyEvent),
  requestTypes: ["application/x-ndjson", "application/json", "application/cloudevents-batch+json"],
  reply: EventsReply,
  failures: [
    { status: 400, description: "every event was refused", schema: EventsReply },
    ...apiFailures,
  ],
  example: {
    request: [
      {
        kind: "arrived",
        at: 1795235373577,
        ccId: 1,
        vdn: 100,
        callId: "1795235373-1",
        direction: "in",
        callerNo: "13800000001",
        calleeNo: "88880001",
      },
    ],
    reply: { accepted: 1, duplicates: 0, refused: [] },
  },
});
