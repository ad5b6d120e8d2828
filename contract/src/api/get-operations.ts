// GET /v1/operations: how the server fares.
import { Type, type Static } from "typebox";
import { defineEndpoint } from "../endpoint.ts";
import { apiFailures } from "./api-failure.ts";
import { Count, Milliseconds, NullableTime, nullable, standing, Time } from "./reply-field.ts";

export const SourceStatus = Type.Object({
  name: Type.String(),
  kind: Type.String(),
  state: Type.Enum(["waiting", "connecting", "resynchronising", "connected", "stopped"]),
  peer: Type.String({ description: 'the platform as it names itself; "" until it has' }),
  connectedAt: NullableTime,
  lastEventAt: NullableTime,
  lagMs: nullable(
    Type.Integer({
      minimum: 0,
      description: "how far behind the platform its last event came; null = none yet",
    }),
  ),
  connections: Count,
  bytesRead: Count,
  eventsSent: Count,
  eventsRefused: Count,
  lastError: Type.String({ description: '"" while there is none to tell of' }),
  warnings: Type.Array(Type.String(), { description: "what the platform does not tell" }),
  skipped: Type.Array(Type.Object({ reason: Type.String(), count: Count }), {
    description: "what it reported that gave no event",
  }),
});
export type SourceStatus = Static<typeof SourceStatus>;

export const StoredDay = Type.Object({
  day: Type.String({ description: "YYYY-MM-DD, UTC" }),
  from: Time,
  bytes: nullable(Type.Integer({ minimum: 0 })),
});
export type StoredDay = Static<typeof StoredDay>;

export const getOperations = defineEndpoint({
  id: "getOperations",
  method: "GET",
  path: "/v1/operations",
  summary:
    "Sources with their lag, what was taken in and refused, storage by day; whole for keys of all tenants",
  security: "bearer",
  roles: ["admin"],
  listener: "public",
  request: Type.Object({}),
  reply: Type.Object({
    ...standing,
    version: Type.String(),
    startedAt: Time,
    uptimeMs: Milliseconds,
    isReady: Type.Boolean(),
    notReadyReason: Type.String({ description: '"" when ready' }),
    liveCalls: Count,
    streams: nullable(Type.Integer({ minimum: 0, description: "live streams open" })),
    ingestion: nullable(
      Type.Object(
        {
          accepted: Type.Integer({ description: "since the start, as the other counts" }),
          duplicates: Count,
          refused: Count,
          lastReceivedAt: NullableTime,
          isOverloaded: Type.Boolean({ description: "sources are told to slow down" }),
          isFailing: Type.Boolean({ description: "the store refuses commits" }),
        },
        { description: "null for a key that is not for all tenants, as streams and storage" },
      ),
    ),
    refusedEvents: Type.Object({
      total: Type.Integer({ description: "kept for the operator" }),
      path: Type.String({ description: "where they are listed" }),
    }),
    sources: Type.Array(SourceStatus),
    storage: nullable(
      Type.Object({
        days: Type.Array(StoredDay),
        bytes: nullable(Type.Integer({ minimum: 0, description: "of all days; null = not known" })),
        damagedFiles: Type.Array(Type.String(), {
          description:
            "set aside as of the start, and since; [A damaged day](../guide/operate.md#a-damaged-day) says what to do",
        }),
      }),
    ),
  }),
  failures: apiFailures,
  example: {
    request: {},
    reply: {
      generatedAt: 1776223860577,
      completeUpTo: 1776223860100,
      version: "0.1.0",
      startedAt: 1776220260577,
      uptimeMs: 3600000,
      isReady: true,
      notReadyReason: "",
      liveCalls: 4,
      streams: 2,
      ingestion: {
        accepted: 48213,
        duplicates: 12,
        refused: 3,
        lastReceivedAt: 1776223860310,
        isOverloaded: false,
        isFailing: false,
      },
      refusedEvents: { total: 3, path: "/v1/admin/refused-events" },
      sources: [
        {
          name: "pbx1",
          kind: "asterisk-ami",
          state: "connected",
          peer: "Asterisk 22.10.1",
          connectedAt: 1776220262000,
          lastEventAt: 1776223860100,
          lagMs: 12,
          connections: 1,
          bytesRead: 190220331,
          eventsSent: 48213,
          eventsRefused: 0,
          lastError: "",
          warnings: [],
          skipped: [{ reason: "no tenant", count: 3 }],
        },
      ],
      storage: {
        days: [{ day: "2026-04-15", from: 1776211200000, bytes: 18350080 }],
        bytes: 18350080,
        damagedFiles: [],
      },
    },
  },
});
