// 5.3 Basic information about a running call
import { Type } from "typebox";
import { defineEndpoint } from "../endpoint.ts";
import { exactly, fourPartReply } from "./envelope.ts";
import { c2Failures } from "./failure.ts";
import { CallDetail, queryDetailCallInfo, RunningCallRequest } from "./query-detail-call-info.ts";

const detailOnly = ["cb", "callData", "callDataLen"] as const;

export const CallBasics = exactly({
  ...Type.Omit(CallDetail, detailOnly).properties,
  time: Type.Integer({ description: "arrival, epoch MILLISECONDS" }),
  mediaType: Type.Integer(),
  serviceType: Type.Integer(),
  callInCause: Type.Integer({ description: "65535 = unused" }),
  enterReason: Type.Integer({ description: "why the call came to the device" }),
  mediaBillType: Type.String(),
});

const {
  cb: _cb,
  callData: _data,
  callDataLen: _length,
  ...alike
} = queryDetailCallInfo.example.reply.resultDatas;

const basics = {
  ...alike,
  time: 1776220200000,
  mediaType: 5,
  serviceType: 0,
  callInCause: 65535,
  enterReason: 0,
  mediaBillType: "",
};

export const queryBasicCallInfo = defineEndpoint({
  id: "queryBasicCallInfo",
  method: "POST",
  path: "/rest/cmsapp/v1/openapi/calldata/querybasiccallinfo",
  summary: "Basic information about a call in progress",
  security: "c2",
  listener: "public",
  request: RunningCallRequest,
  reply: fourPartReply(CallBasics),
  failures: c2Failures(),
  example: {
    request: queryDetailCallInfo.example.request,
    reply: { result: "0", resultCode: "0100000", resultDatas: basics, resultDesc: basics },
  },
});
