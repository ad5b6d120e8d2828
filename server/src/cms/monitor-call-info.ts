// 5.9 The monitor service behind queryDetailCallInfo: who reaches the internal listener sees all
import { monitorCallInfo } from "@trunkline/contract";
import { everything } from "../access/scope.ts";
import type { CmsHandler } from "./cms-handler.ts";
import { answerDetailCallInfo, type RunningCallParts } from "./query-detail-call-info.ts";
import { refuseWithResult } from "./result-envelope.ts";

export function monitorCallInfoHandler(parts: RunningCallParts): CmsHandler {
  return parts.makeHandler({
    endpoint: monitorCallInfo,
    refuse: refuseWithResult,
    answer: (fields, request) =>
      answerDetailCallInfo(parts, fields, { ...request, scope: everything }),
  });
}
