// 5.5 The legs of one ended call
import { Type, type Static } from "typebox";
import { defineEndpoint } from "../endpoint.ts";
import { CcId, Vdn } from "../identifier.ts";
import { exactly, resultReply } from "./envelope.ts";
import { c2Failures } from "./failure.ts";
import { AnyCallId, EpochMs } from "./request-field.ts";

const time = Type.Integer({ description: "epoch ms, 0 = never" });

export const CallLeg = exactly({
  callId: Type.String(),
  mediaType: Type.Integer(),
  callIdNum: Type.Integer({ description: "1, 2, 3, ...; the last leg is -1" }),
  callerNo: Type.String(),
  calleeNo: Type.String(),
  waitBegin: time,
  ackBegin: time,
  callBegin: time,
  callEnd: time,
  subCcNo: Type.Integer({ description: "0: there are no sub call centres" }),
  deviceType: Type.Integer(),
  deviceNo: Type.String(),
  deviceIn: Type.String({ description: "deviceNo of the leg before; empty in the first" }),
  callType: Type.Integer(),
  releaseCause: Type.Integer({ description: "of the call, in its last leg; 0 in the others" }),
  EnterReason: Type.Integer(),
  LeaveReason: Type.Integer(),
  CurrentSkillID: Type.String({ description: '"0" = none' }),
  subMediaType: Type.Integer({ description: "-1 = none" }),
});

type Leg = Static<typeof CallLeg>;

/** A leg of the example call, in the documented order of keys. */
function leg(own: Partial<Leg>): Leg {
  return {
    callId: "1776220200-1447",
    mediaType: 5,
    callIdNum: 0,
    callerNo: "13800000001",
    calleeNo: "88880001",
    waitBegin: 0,
    ackBegin: 0,
    callBegin: 0,
    callEnd: 0,
    subCcNo: 0,
    deviceType: 0,
    deviceNo: "",
    deviceIn: "",
    callType: 0,
    releaseCause: 0,
    EnterReason: 0,
    LeaveReason: 0,
    CurrentSkillID: "0",
    subMediaType: -1,
    ...own,
  };
}

export const queryCallTraceDetail = defineEndpoint({
  id: "queryCallTraceDetail",
  method: "POST",
  path: "/rest/cmsapp/v1/openapi/vdn/querycalltracedetail",
  summary: "The legs of one ended call, in order",
  security: "c2",
  listener: "public",
  request: Type.Object({
    ccId: CcId,
    vdn: Vdn,
    callId: AnyCallId,
    logDate: Type.Integer({
      ...EpochMs,
      description: "logDate of the call's row; the call is found whatever it says",
    }),
  }),
  reply: resultReply(Type.Array(CallLeg)),
  failures: c2Failures(),
  example: {
    request: { ccId: 1, vdn: 170, callId: "1776220200-1447", logDate: 1776220265120 },
    reply: {
      resultCode: "0100000",
      resultDesc: [
        leg({
          callIdNum: 1,
          waitBegin: 1776220200000,
          callEnd: 1776220206000,
          deviceType: 3,
          deviceNo: "3",
        }),
        leg({
          callIdNum: 2,
          waitBegin: 1776220206000,
          callEnd: 1776220219000,
          deviceType: 1,
          deviceNo: "21",
          deviceIn: "3",
          CurrentSkillID: "21",
        }),
        leg({
          callIdNum: -1,
          waitBegin: 1776220215000,
          ackBegin: 1776220215000,
          callBegin: 1776220219000,
          callEnd: 1776220264000,
          deviceType: 2,
          deviceNo: "1001",
          deviceIn: "21",
          releaseCause: 531,
          LeaveReason: 15,
          CurrentSkillID: "21",
        }),
      ],
    },
  },
});
