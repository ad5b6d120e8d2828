// 4.1 Calls of a VDN
import { Type } from "typebox";
import { defineEndpoint } from "../endpoint.ts";
import { CcId, Vdn } from "../identifier.ts";
import { exactly, resultReply } from "./envelope.ts";
import { c2Failures } from "./failure.ts";
import { BooleanText, EpochMs, NumberFilter, Offset } from "./request-field.ts";

/** Rows of a page; also what a request without `limit` gets. */
export const callsLimitMax = 100;

const time = (description: string) =>
  Type.Integer({ description: `${description}; ms, 0 = never` });

export const CallListRow = exactly({
  logDate: time("record written"),
  callerNo: Type.String(),
  calleeNo: Type.String(),
  callId: Type.String(),
  callType: Type.Integer(),
  waitBegin: time("began to wait; arrival, if it never queued"),
  ackBegin: time("answering side began to ring"),
  callBegin: time("conversation began"),
  callEnd: time("call ended"),
  vdn: Vdn,
  leaveReason: Type.Integer(),
  mediaType: Type.Integer(),
  subMediaType: Type.Integer({ description: "-1 = none" }),
});

/** The request of both versions, without the direction. */
export const callListFields = {
  ccId: CcId,
  vdn: Vdn,
  callerNo: Type.Optional(NumberFilter),
  calleeNo: Type.Optional(NumberFilter),
  beginDate: EpochMs,
  endDate: EpochMs,
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: callsLimitMax, default: callsLimitMax }),
  ),
  offset: Type.Optional(Offset),
};

export const CallListReply = resultReply(
  exactly({
    data: Type.Array(CallListRow),
    count: Type.Integer({ description: "all matches, whatever the page holds" }),
  }),
);

export const queryCalls = defineEndpoint({
  id: "queryCalls",
  method: "POST",
  path: "/rest/cmsapp/v2/openapi/vdn/querycalls",
  summary: "Calls of a VDN that have ended, inbound or outbound, by time of arrival",
  security: "c2",
  listener: "public",
  request: Type.Object({
    ...callListFields,
    isCallIn: BooleanText,
  }),
  reply: CallListReply,
  failures: c2Failures(),
  example: {
    request: {
      ccId: 1,
      vdn: 170,
      callerNo: "",
      calleeNo: "",
      beginDate: 1776193200000,
      endDate: 1776279599999,
      isCallIn: "true",
      limit: 100,
      offset: 0,
    },
    reply: {
      resultCode: "0100000",
      resultDesc: {
        data: [
          {
            logDate: 1776220265120,
            callerNo: "13800000001",
            calleeNo: "88880001",
            callId: "1776220200-1447",
            callType: 0,
            waitBegin: 1776220206000,
            ackBegin: 1776220215000,
            callBegin: 1776220219000,
            callEnd: 1776220264000,
            vdn: 170,
            leaveReason: 15,
            mediaType: 5,
            subMediaType: -1,
          },
        ],
        count: 1,
      },
    },
  },
});
