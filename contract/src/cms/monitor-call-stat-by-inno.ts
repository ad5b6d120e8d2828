// 5.9 The monitor service behind queryAccessCodeCallInfo
import { defineEndpoint } from "../endpoint.ts";
import { internalFailures } from "./failure.ts";
import { queryAccessCodeCallInfo } from "./query-access-code-call-info.ts";

export const monitorCallStatByInno = defineEndpoint({
  id: "monitorCallStatByInno",
  method: "POST",
  path: "/ccbms/ws/monitor/querycallstatbyinno",
  summary: "Calls in progress per access code, on the internal listener",
  security: "none",
  listener: "internal",
  request: queryAccessCodeCallInfo.request,
  reply: queryAccessCodeCallInfo.reply,
  failures: internalFailures,
  example: queryAccessCodeCallInfo.example,
});
