// 5.4 The record of one ended call
import { Type } from "typebox";
import { defineEndpoint } from "../endpoint.ts";
import { CcId, Vdn } from "../identifier.ts";
import { exactly, fourPartReply } from "./envelope.ts";
import { c2Failures } from "./failure.ts";
import { AnyCallId, BooleanText } from "./request-field.ts";

export const CallRecordDetail = exactly({
  vdn: Vdn,
  callId: Type.String(),
  callerNo: Type.String(),
  calleeNo: Type.String(),
  callType: Type.Integer(),
  agentId: Type.Integer({ description: "0 = no agent" }),
  skillId: Type.Integer({ description: "0 = no skill queue" }),
  anonyCall: Type.Integer({ description: "1 = the caller hid the number" }),
  queueWaitTime: Type.Integer({ description: "seconds in skill queues" }),
  ivrCallTime: Type.Integer({ description: "seconds with the IVR" }),
  ackTime: Type.Integer({ description: "seconds of ringing until the answer" }),
  callTime: Type.Integer({ description: "seconds of conversation" }),
  releaseCause: Type.Integer(),
});

const record = {
  vdn: 170,
  callId: "1776220200-1447",
  callerNo: "13800000001",
  calleeNo: "88880001",
  callType: 0,
  agentId: 1001,
  skillId: 21,
  anonyCall: 0,
  queueWaitTime: 13,
  ivrCallTime: 6,
  ackTime: 4,
  callTime: 45,
  releaseCause: 531,
};

export const queryCallDetailById = defineEndpoint({
  id: "queryCallDetailById",
  method: "POST",
  path: "/rest/cmsapp/v1/openapi/calldata/querycalldetailbyid",
  summary: "The record of one ended call of a call centre",
  security: "c2",
  listener: "public",
  request: Type.Object({ ccId: CcId, isCallin: BooleanText, callId: AnyCallId }),
  reply: fourPartReply(CallRecordDetail),
  failures: c2Failures(),
  example: {
    request: { ccId: 1, isCallin: "true", callId: "1776220200-1447" },
    reply: { result: "0", resultCode: "0100000", resultDatas: record, resultDesc: record },
  },
});
