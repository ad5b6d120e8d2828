// 4.3 Details of a running call
import { Type } from "typebox";
import { defineEndpoint } from "../endpoint.ts";
import { CcId, Vdn } from "../identifier.ts";
import { exactly, fourPartReply } from "./envelope.ts";
import { c2Failures } from "./failure.ts";
import { AnyCallId } from "./request-field.ts";

export const RunningCallRequest = Type.Object({ ccId: CcId, vdn: Vdn, callId: AnyCallId });

const unknown = Type.Integer({ description: "not known to a telephony platform: 0" });

export const CallDetail = exactly({
  cb: unknown,
  time: Type.Integer({ description: "arrival, epoch SECONDS" }),
  dsn: Type.Integer({ description: "number after the dash of the call ID" }),
  handle: unknown,
  server: unknown,
  keyId: Type.String(),
  callingNum: Type.String(),
  calledNum: Type.String(),
  mid: unknown,
  trunkNo: Type.Integer(),
  priority: Type.Integer(),
  deviceType: Type.Integer(),
  deviceNo: Type.Integer({ description: "agent for device type 2, queue for 1 and 8" }),
  callData: Type.String(),
  callDataLen: Type.Integer({ description: "characters of callData" }),
  callSkill: Type.String(),
  partyNum: Type.Integer({ description: "devices the call has visited" }),
  callFeature: Type.Integer(),
  orgiCalledNum: Type.String(),
  mediaType: Type.String({ description: "name in the media type table" }),
  submediaType: Type.Integer({ description: "-1 = none" }),
  place: unknown,
  waitTime: Type.Integer({ description: "seconds waited so far, all waits together" }),
  totalTalkingTimes: Type.Integer({ description: "seconds of conversation so far" }),
  logonTimes: Type.Integer({ description: "seconds since the agent signed in; 0 = unknown" }),
});

const detail = {
  cb: 0,
  time: 1776220200,
  dsn: 1447,
  handle: 0,
  server: 0,
  keyId: "0",
  callingNum: "13800000001",
  calledNum: "88880001",
  mid: 0,
  trunkNo: 0,
  priority: 0,
  deviceType: 2,
  deviceNo: 1001,
  callData: "",
  callDataLen: 0,
  callSkill: "sales",
  partyNum: 3,
  callFeature: 0,
  orgiCalledNum: "88880001",
  mediaType: "MEDIA_TYPE_PHONE",
  submediaType: -1,
  place: 0,
  waitTime: 13,
  totalTalkingTimes: 41,
  logonTimes: 3600,
};

export const queryDetailCallInfo = defineEndpoint({
  id: "queryDetailCallInfo",
  method: "POST",
  path: "/rest/cmsapp/v1/openapi/calldata/querydetailcallinfo",
  summary: "Details of a call in progress",
  security: "c2",
  listener: "public",
  request: RunningCallRequest,
  reply: fourPartReply(CallDetail),
  failures: c2Failures(),
  example: {
    request: { ccId: 1, vdn: 170, callId: "1776220200-1447" },
    reply: { result: "0", resultCode: "0100000", resultDatas: detail, resultDesc: detail },
  },
});
