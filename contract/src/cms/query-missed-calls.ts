// 4.2 Missed calls
import { Type } from "typebox";
import { defineEndpoint } from "../endpoint.ts";
import { Vdn } from "../identifier.ts";
import { exactly } from "./envelope.ts";
import { c2Failures } from "./failure.ts";
import { Offset, UtcText } from "./request-field.ts";

const missedCallsLimitMax = 5000;

export const MissedCallRow = exactly({
  callId: Type.String(),
  callerNo: Type.String(),
  calleeNo: Type.String(),
  waitBegin: UtcText,
  callEnd: UtcText,
  mediaType: Type.Integer(),
  subMediaType: Type.Integer({ description: "-1 = none" }),
});

/** `missedCalls` is absent. */
export const MissedCallsFailure = exactly({
  returnCode: Type.String({ description: "one of the result codes" }),
  total: Type.Literal(0),
  returnDesc: Type.String(),
});

export const queryMissedCalls = defineEndpoint({
  id: "queryMissedCalls",
  method: "POST",
  path: "/rest/cmsapp/v1/callin/queryMissedCalls",
  summary: "Inbound calls that asked for an agent and ended unanswered, newest first",
  security: "c2",
  listener: "public",
  request: Type.Object({
    vdn: Vdn,
    offset: Offset,
    limit: Type.Integer({ minimum: 1, maximum: missedCallsLimitMax }),
    beginTime: Type.Optional(UtcText),
    endTime: Type.Optional(UtcText),
  }),
  reply: exactly({
    returnCode: Type.Literal("0"),
    total: Type.Integer({ description: "all matches, whatever the page holds" }),
    missedCalls: Type.Array(MissedCallRow),
    returnDesc: Type.String(),
  }),
  failures: c2Failures({
    status: 200,
    description: "refused or failed",
    schema: MissedCallsFailure,
  }),
  example: {
    request: {
      vdn: 170,
      offset: 0,
      limit: 100,
      beginTime: "2026-04-15 00:00:00",
      endTime: "2026-04-15 23:59:59",
    },
    reply: {
      returnCode: "0",
      total: 1,
      missedCalls: [
        {
          callId: "1776221100-1451",
          callerNo: "13800000002",
          calleeNo: "88880001",
          waitBegin: "2026-04-15 02:45:07",
          callEnd: "2026-04-15 02:46:00",
          mediaType: 5,
          subMediaType: -1,
        },
      ],
      returnDesc: "query success",
    },
  },
});
