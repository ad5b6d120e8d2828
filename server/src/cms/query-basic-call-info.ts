// 5.3 Basic information about a running call
import type { Static } from "typebox";
import { queryBasicCallInfo, type CallBasics } from "@trunkline/contract";
import type { RunningCall } from "../query/questions.ts";
import type { Answer, CmsHandler } from "./cms-handler.ts";
import { callDetail, findRunningCall, type RunningCallParts } from "./query-detail-call-info.ts";
import { fourPartAnswer, refuseWithResult } from "./result-envelope.ts";

const unusedCallInCause = 65535;

export function queryBasicCallInfoHandler(parts: RunningCallParts): CmsHandler {
  return parts.makeHandler({
    endpoint: queryBasicCallInfo,
    refuse: refuseWithResult,
    answer: (fields, request): Answer => {
      const running = findRunningCall(parts, fields, request);
      return running.kind === "refused" ? running : fourPartAnswer(callBasics(running.found));
    },
  });
}

function callBasics(running: RunningCall): Static<typeof CallBasics> {
  const { cb: _cb, callData: _data, callDataLen: _length, ...alike } = callDetail(running);
  return {
    ...alike,
    time: running.call.arrivedAt,
    mediaType: running.call.mediaType,
    serviceType: 0,
    callInCause: unusedCallInCause,
    enterReason: running.enterReason,
    mediaBillType: "",
  };
}
