// 4.1 Calls of a VDN, first version: inbound only
import { Type } from "typebox";
import { defineEndpoint } from "../endpoint.ts";
import { c2Failures } from "./failure.ts";
import { callListFields, CallListReply, queryCalls } from "./query-calls.ts";

const { isCallIn: _, ...exampleRequest } = queryCalls.example.request;

export const queryCallsV1 = defineEndpoint({
  id: "queryCallsV1",
  method: "POST",
  path: "/rest/cmsapp/v1/openapi/vdn/querycalls",
  summary: "Inbound calls of a VDN that have ended, by time of arrival",
  security: "c2",
  listener: "public",
  request: Type.Object(callListFields),
  reply: CallListReply,
  failures: c2Failures(),
  example: { request: exampleRequest, reply: queryCalls.example.reply },
});
