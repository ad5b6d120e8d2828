// Missed calls and whether somebody has called back.
import { Type, type Static } from "typebox";
import { defineEndpoint } from "../endpoint.ts";
import { CallId } from "../identifier.ts";
import { failuresWith } from "./api-failure.ts";
import { CallEntry, callEntryExample } from "./call-row.ts";
import { Named, nullable, pageEnd, standing, Time } from "./reply-field.ts";
import {
  accessCodeFilter,
  NumberFilter,
  paging,
  skillFilter,
  tenantFilter,
  TenantText,
  timeRange,
} from "./request-field.ts";

/** call: a later call with the number was answered, whichever side called. hand: somebody said so. */
export const Resolution = Type.Object({
  kind: Type.Enum(["call", "hand"]),
  at: Time,
  afterMs: Type.Integer({ minimum: 0, description: "from the end of the missed call" }),
  callId: nullable(Type.String({ description: "of the later call" })),
  agent: nullable(Named),
  by: Type.String({ description: 'by hand: name of the key, else its id; "" for a call' }),
  note: Type.String(),
});
export type Resolution = Static<typeof Resolution>;

export const MissedCallEntry = Type.Object({
  ...CallEntry.properties,
  openMs: nullable(Type.Integer({ minimum: 0, description: "since its end; null = resolved" })),
  resolution: nullable(Resolution),
});
export type MissedCallEntry = Static<typeof MissedCallEntry>;

const open = {
  ...callEntryExample,
  agent: null,
  outcome: "abandoned" as const,
  rangAt: null,
  answeredAt: null,
  endedAt: 1776220226000,
  waitMs: 20000,
  ringMs: 0,
  talkMs: 0,
  durationMs: 26000,
  isMissed: true,
};

export const getMissedCalls = defineEndpoint({
  id: "getMissedCalls",
  method: "GET",
  path: "/v1/missed-calls",
  summary:
    "Missed calls, the newest wait first, and who has called back; of the last 24 hours by default",
  security: "bearer",
  roles: ["read", "supervise", "admin"],
  listener: "public",
  request: Type.Object({
    ...tenantFilter,
    ...timeRange,
    status: Type.Optional(Type.Enum(["open", "resolved", "all"], { default: "open" })),
    ...skillFilter,
    ...accessCodeFilter,
    caller: Type.Optional(NumberFilter),
    ...paging,
  }),
  reply: Type.Object({
    ...standing,
    from: Time,
    to: Time,
    ...pageEnd,
    missedCalls: Type.Array(MissedCallEntry),
  }),
  failures: failuresWith("unknownTenant"),
  example: {
    request: { status: "all", total: true },
    reply: {
      generatedAt: 1776223860577,
      completeUpTo: 1776223860100,
      from: 1776137460577,
      to: 1776223860577,
      total: 1,
      nextCursor: null,
      missedCalls: [
        {
          ...open,
          openMs: null,
          resolution: {
            kind: "call",
            at: 1776220819000,
            afterMs: 593000,
            callId: "1776220790-1502",
            agent: { id: 1001, name: "Desk 1" },
            by: "",
            note: "",
          },
        },
      ],
    },
  },
});

export const resolveMissedCall = defineEndpoint({
  id: "resolveMissedCall",
  method: "POST",
  path: "/v1/missed-calls/{callId}/resolve",
  summary: "Marks a missed call as dealt with",
  security: "bearer",
  roles: ["supervise", "admin"],
  listener: "public",
  request: Type.Object({
    callId: CallId,
    tenant: TenantText,
    note: Type.Optional(Type.String({ maxLength: 500, default: "" })),
  }),
  reply: Type.Object({ ...MissedCallEntry.properties }),
  failures: failuresWith("unknownCall", "unknownTenant", "notMissed", "alreadyResolved"),
  example: {
    request: { callId: "1776220200-1447", tenant: "1/170", note: "wrote an e-mail" },
    reply: {
      ...open,
      openMs: null,
      resolution: {
        kind: "hand",
        at: 1776223860577,
        afterMs: 3634577,
        callId: null,
        agent: null,
        by: "wallboard",
        note: "wrote an e-mail",
      },
    },
  },
});
