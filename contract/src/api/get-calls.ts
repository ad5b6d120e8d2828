// GET /v1/calls
import { Type } from "typebox";
import { defineEndpoint } from "../endpoint.ts";
import { failuresWith } from "./api-failure.ts";
import { CallEntry, callEntryExample, CallOutcome } from "./call-row.ts";
import { pageEnd, standing, Time } from "./reply-field.ts";
import {
  accessCodeFilter,
  agentFilter,
  filterValuesMax,
  milliseconds,
  NumberFilter,
  paging,
  skillFilter,
  tenantFilter,
  timeRange,
} from "./request-field.ts";

/** "-" = descending. arrivedAt: by the time that `time` names. Calls in progress come first in any order. */
export const callSorts = [
  "-arrivedAt",
  "arrivedAt",
  "-waitMs",
  "waitMs",
  "-talkMs",
  "talkMs",
  "-durationMs",
  "durationMs",
] as const;

function codes(description: string) {
  const code = Type.Integer({ minimum: 0, maximum: 65535 });
  return Type.Optional(Type.Array(code, { minItems: 1, maxItems: filterValuesMax, description }));
}

/** What narrows a list of calls; shared by list and export. */
export const callFilter = {
  ...tenantFilter,
  ...timeRange,
  time: Type.Optional(
    Type.Enum(["arrived", "ended", "recorded"], {
      default: "arrived",
      description: "which time lies from `from` to `to`",
    }),
  ),
  direction: Type.Optional(
    Type.Enum(["in", "out"], {
      description: "who called whom: in = a customer called; absent = both",
    }),
  ),
  ...agentFilter,
  ...skillFilter,
  ...accessCodeFilter,
  caller: Type.Optional(NumberFilter),
  callee: Type.Optional(NumberFilter),
  number: Type.Optional(
    Type.String({ minLength: 1, maxLength: 64, description: "caller or callee, exactly" }),
  ),
  prefix: Type.Optional(
    Type.String({ minLength: 1, maxLength: 64, description: "caller or callee begins with it" }),
  ),
  state: Type.Optional(
    Type.Enum(["live", "ended", "missed", "abandoned", "answered"], {
      description: "absent = ended and live; missed holds abandoned ones too",
    }),
  ),
  outcome: Type.Optional(
    Type.Array(CallOutcome, {
      minItems: 1,
      maxItems: filterValuesMax,
      description: "ended in one of these ways; calls in progress have none yet",
    }),
  ),
  mediaType: codes("of these media"),
  leaveReason: codes("that ended for one of these reasons"),
  waitMsMin: milliseconds("waited at least so long"),
  waitMsMax: milliseconds("waited at most so long"),
  talkMsMin: milliseconds("talked at least so long"),
  talkMsMax: milliseconds("talked at most so long"),
  durationMsMin: milliseconds("lasted at least so long"),
  durationMsMax: milliseconds("lasted at most so long"),
};

export const getCalls = defineEndpoint({
  id: "getCalls",
  method: "GET",
  path: "/v1/calls",
  summary:
    "Calls, live and ended, by filters; of the last 24 hours unless `from` says otherwise, or of any time if `state` is live",
  security: "bearer",
  roles: ["read", "supervise", "admin"],
  listener: "public",
  request: Type.Object({
    ...callFilter,
    sort: Type.Optional(Type.Enum([...callSorts], { default: "-arrivedAt" })),
    ...paging,
  }),
  reply: Type.Object({
    ...standing,
    from: Time,
    to: Time,
    ...pageEnd,
    calls: Type.Array(CallEntry),
  }),
  failures: failuresWith("unknownTenant"),
  example: {
    request: {
      tenant: ["1/170"],
      from: "2026-04-15T02:00:00Z",
      to: 1776223800000,
      direction: "in",
      skillId: [21],
      state: "answered",
      sort: "-arrivedAt",
      limit: 100,
      total: true,
    },
    reply: {
      generatedAt: 1776223860577,
      completeUpTo: 1776223860100,
      from: 1776218400000,
      to: 1776223800000,
      total: 1,
      nextCursor: null,
      calls: [callEntryExample],
    },
  },
});
