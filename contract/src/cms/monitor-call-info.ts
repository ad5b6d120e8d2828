// 5.9 The monitor service behind queryDetailCallInfo
import { defineEndpoint } from "../endpoint.ts";
import { internalFailures } from "./failure.ts";
import { queryDetailCallInfo } from "./query-detail-call-info.ts";

export const monitorCallInfo = defineEndpoint({
  id: "monitorCallInfo",
  method: "POST",
  path: "/ccbms/ws/monitor/callinfo",
  summary: "Details of a call in progress, on the internal listener",
  security: "none",
  listener: "internal",
  request: queryDetailCallInfo.request,
  reply: queryDetailCallInfo.reply,
  failures: internalFailures,
  example: queryDetailCallInfo.example,
});
